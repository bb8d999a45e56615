"""Backup and restore: whole, while people answer; nothing is touched unless all of it is right; no number is given twice (R43)."""

import json
import shutil
import sqlite3
import zipfile

import pytest
from sqlalchemy import text

from examapp.adapters.bundles import write_bundle
from examapp.adapters.clock import FixedClock
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.audit import find_tampering
from examapp.services.contents import count_rows
from examapp.services.counters import next_number
from examapp.services.transactions import transaction
from tests.console.operator import Operator
from tests.databases import make_settings
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.world import MOMENT

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, tmp_path, database_url) -> Operator:
    return Operator(tmp_path, database_url)


def let_go() -> None:
    """Close what the test itself holds of the database."""
    db.session.remove()
    db.engine.dispose()


def contents() -> dict:
    with db.engine.connect() as connection:
        return count_rows(connection)


def restored(tmp_path, database_url: str):
    return create_app(make_settings(tmp_path, database_url), clock=FixedClock(MOMENT))


def answering(app, world, ports) -> tuple[Device, list]:
    """A person in the middle of a quiz who has answered two items."""
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    rights = right_answers(attempt)
    assert device.put(step(1, rights[0], 1), step(2, rights[1], 2)).status_code == 200
    return device, rights


def test_a_backup_is_made_while_somebody_writes_and_comes_back_whole_in_an_empty_place(
    app, world, ports, operator, tmp_path, request, database_url
):
    answering(app, world, ports)
    db.session.commit()
    with db.engine.connect() as writer:
        # Somebody is in the middle of an act; readers, and so a backup, do not wait for it.
        writer.execute(text("update counters set value = value + 1"))
        said = operator.does("backup", tmp_path / "full.backup")
        writer.rollback()
    assert "密钥不在备份里" in said
    before = contents()
    let_go()
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    shutil.copy(tmp_path / "keys.json", fresh / "keys.json")
    target = "" if database_url.startswith("sqlite") else request.getfixturevalue("empty_postgres")
    said = Operator(fresh, target).does("restore", tmp_path / "full.backup")
    assert "审计日志完好" in said
    assert "最后一次保存的答案：2026-11-23 10:00:00" in said
    with restored(fresh, target).app_context():
        after = contents()
        assert find_tampering() is None
        let_go()
    assert {name: count for name, count in after.items() if count != before[name]} == {
        "audit_entries": before["audit_entries"] + 1,
        "counters": before["counters"] + 1,
    }


def test_after_a_restore_a_device_hands_in_what_the_backup_lacks_and_no_number_is_given_twice_R43(
    app, world, ports, operator, tmp_path
):
    device, rights = answering(app, world, ports)
    with transaction():
        assert next_number("certificate:2026") == 1
    operator.does("backup", tmp_path / "noon.backup")
    # After the backup: answers are acknowledged and a certificate is printed.
    late = [step(slot, rights[slot - 1], slot) for slot in range(3, len(rights) + 1)]
    assert device.put(*late).status_code == 200
    with transaction():
        assert next_number("certificate:2026") == 2
    let_go()
    said = operator.does("restore", tmp_path / "noon.backup", "--replace")
    assert "丢失窗口" in said
    assert "编号 certificate:2026：从 1 跳到 2" in said
    with transaction():
        assert next_number("certificate:2026") == 3
        assert next_number("certificate:2027") == 1
    refused = device.submit(len(rights))
    assert refused.json["data"]["missing"] == list(range(3, len(rights) + 1))
    assert device.put(*late).status_code == 200
    assert device.submit(len(rights)).status_code == 200
    assert device.result().json["passed"]


@sqlite_only
def test_numbers_leap_also_in_series_that_begin_later_when_the_old_database_is_gone_R43(
    app, world, operator, tmp_path
):
    with transaction():
        next_number("certificate:2026")
    operator.does("backup", tmp_path / "one.backup")
    let_go()
    (tmp_path / "examapp.db").unlink()
    operator.does("restore", tmp_path / "one.backup", "--skip-numbers", 500)
    with transaction():
        assert next_number("certificate:2026") == 502
        assert next_number("record:990102:2027") == 501


def test_a_database_with_content_is_replaced_only_when_asked_and_the_old_one_is_kept(
    app, world, operator, tmp_path, database_url
):
    operator.does("backup", tmp_path / "one.backup")
    let_go()
    with db.engine.begin() as connection:
        connection.execute(text("update regions set name = '后来的名字' where code = '990100'"))
    let_go()
    assert "不是空的" in operator.is_refused("restore", tmp_path / "one.backup")
    assert _city() == "后来的名字"
    said = operator.does("restore", tmp_path / "one.backup", "--replace")
    assert "原来的数据库留在" in said
    assert _city() == "试验市"
    kept = next(tmp_path.glob("examapp.db.before-*"), None)
    if kept:
        with sqlite3.connect(kept) as old:
            assert old.execute("select name from regions where code = '990100'").fetchone() == ("后来的名字",)


def _city() -> str:
    with db.engine.connect() as connection:
        name = connection.scalar(text("select name from regions where code = '990100'"))
    let_go()
    return name


def test_nothing_is_replaced_while_somebody_is_still_connected(app, world, operator, tmp_path):
    operator.does("backup", tmp_path / "one.backup")
    db.session.remove()
    with db.engine.connect() as server:
        server.execute(text("select 1 from regions"))
        assert "先停掉服务" in operator.is_refused("restore", tmp_path / "one.backup", "--replace")


def _spoil_byte(file, tmp_path):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def _cut(file, tmp_path):
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])


def _lose_a_row_and_say_nothing(file, tmp_path):
    _rewrite(file, tmp_path, lambda database: database.execute("delete from employments where id = 1"))


def _rewrite(file, tmp_path, change, **facts):
    with zipfile.ZipFile(file) as bundle:
        told = json.loads(bundle.read("manifest.json"))
        copy = tmp_path / "forged.db"
        copy.write_bytes(bundle.read("database.sqlite"))
    with sqlite3.connect(copy) as database:
        change(database)
    database.close()
    file.unlink()
    write_bundle(file, {**told, **facts}, {"database.sqlite": copy})


def _change_the_log(file, tmp_path):
    _rewrite(
        file, tmp_path, lambda database: database.execute("update audit_entries set actor = 'x' where id = 2")
    )


def _come_from_the_future(file, tmp_path):
    _rewrite(
        file,
        tmp_path,
        lambda database: database.execute("update alembic_version set version_num = '9999_x'"),
        revision="9999_x",
    )


FAULTS = {
    _spoil_byte: "没有改动任何东西",
    _cut: "没有改动任何东西",
    _lose_a_row_and_say_nothing: "原来的数据库没有动",
    _change_the_log: "审计日志第 2 条",
    _come_from_the_future: "请先升级程序",
}


@sqlite_only
@pytest.mark.parametrize("spoil", FAULTS, ids=[fault.__name__.strip("_") for fault in FAULTS])
def test_a_backup_that_is_not_whole_changes_nothing(app, world, operator, tmp_path, spoil):
    file = tmp_path / "one.backup"
    operator.does("backup", file)
    let_go()
    spoil(file, tmp_path)
    before = (tmp_path / "examapp.db").read_bytes()
    assert FAULTS[spoil] in operator.is_refused("restore", file, "--replace")
    assert (tmp_path / "examapp.db").read_bytes() == before
    assert list(tmp_path.glob("*restoring*")) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_on_postgresql_a_dump_that_breaks_off_leaves_neither_half_a_database_nor_a_second_one(
    app, world, operator, tmp_path, cluster
):
    operator.does("backup", tmp_path / "one.backup")
    with zipfile.ZipFile(tmp_path / "one.backup") as bundle:
        told, dump = json.loads(bundle.read("manifest.json")), bundle.read("database.dump")
    write_bundle(tmp_path / "half.backup", told, {"database.dump": dump[: len(dump) * 3 // 4]})
    let_go()
    assert "pg_restore" in operator.is_refused("restore", tmp_path / "half.backup", "--replace")
    assert _city() == "试验市"
    with db.engine.connect() as connection:
        names = connection.scalars(
            text("select datname from pg_database where datname like '%\\_restoring'")
        ).all()
    assert names == []


@sqlite_only
def test_keys_stay_out_of_a_backup_unless_asked_and_then_only_the_passphrase_opens_them(
    app, world, operator, tmp_path
):
    operator.does("backup", tmp_path / "plain.backup")
    secret = json.loads((tmp_path / "keys.json").read_text())["field_keys"]["k1"]
    operator.does("backup", tmp_path / "keys.backup", "--with-keys", typed="correct horse\ncorrect horse\n")
    for name in ("plain.backup", "keys.backup"):
        with zipfile.ZipFile(tmp_path / name) as bundle:
            parts = {part: bundle.read(part) for part in bundle.namelist()}
        assert ("keys.sealed" in parts) == (name == "keys.backup")
        for part in parts.values():
            assert secret.encode() not in part
            assert bytes.fromhex(secret) not in part
    fresh = Operator(tmp_path / "fresh")
    assert "放到" in fresh.is_refused("restore", tmp_path / "plain.backup")
    assert "口令不对" in fresh.is_refused("restore", tmp_path / "keys.backup", typed="wrong wrong wrong\n")
    assert not (tmp_path / "fresh" / "keys.json").exists()
    fresh.does("restore", tmp_path / "keys.backup", typed="correct horse\n")
    assert json.loads((tmp_path / "fresh/keys.json").read_text()) == json.loads(
        (tmp_path / "keys.json").read_text()
    )
    assert (tmp_path / "fresh/keys.json").stat().st_mode & 0o777 == 0o600


@sqlite_only
def test_a_backup_is_refused_where_other_keys_are_in_use(app, world, operator, tmp_path):
    operator.does("backup", tmp_path / "one.backup")
    make_settings(tmp_path / "other")
    assert "密钥和备份时的不一样" in Operator(tmp_path / "other").is_refused(
        "restore", tmp_path / "one.backup"
    )
    assert not (tmp_path / "other/examapp.db").exists()


@sqlite_only
def test_a_backup_file_is_never_overwritten_and_only_its_owner_may_read_it(app, operator, tmp_path):
    operator.does("backup", tmp_path / "one.backup")
    before = (tmp_path / "one.backup").read_bytes()
    assert "没有覆盖" in operator.is_refused("backup", tmp_path / "one.backup")
    assert (tmp_path / "one.backup").read_bytes() == before
    assert (tmp_path / "one.backup").stat().st_mode & 0o777 == 0o600
    assert "没有文件夹" in operator.is_refused("backup", tmp_path / "nowhere/one.backup")
    assert list(tmp_path.glob(".examapp-backup*")) == []
