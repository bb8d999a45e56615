"""Backup and restore: whole, while people answer; nothing is touched unless all of it is right;
no number is given twice (R43).
"""

import json
import shutil
import sqlite3
import zipfile

import pytest
from sqlalchemy import text

from examapp.adapters.clock import FixedClock
from examapp.adapters.files import FolderFiles
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.faces import FaceConsent, FaceReference
from examapp.services.attempts.contents import count_rows
from examapp.services.core.audit import find_tampering
from examapp.services.core.counters import next_number
from examapp.services.core.sealed_fields import seal_field
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_consents import withdraw_consent
from examapp.services.faces.face_keys import OwnSealer
from tests.console.databases import city_name, let_go
from tests.console.operator import Operator
from tests.databases import make_settings
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.world import MOMENT

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, tmp_path, database_url) -> Operator:
    return Operator(tmp_path, database_url)


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
    assert city_name() == "后来的名字"
    said = operator.does("restore", tmp_path / "one.backup", "--replace")
    assert "原来的数据库留在" in said
    assert city_name() == "试验市"
    kept = next(tmp_path.glob("examapp.db.before-*"), None)
    if kept:
        with sqlite3.connect(kept) as old:
            assert old.execute("select name from regions where code = '990100'").fetchone() == ("后来的名字",)


def test_nothing_is_replaced_while_somebody_is_still_connected(app, world, operator, tmp_path):
    operator.does("backup", tmp_path / "one.backup")
    db.session.remove()
    with db.engine.connect() as server:
        server.execute(text("select 1 from regions"))
        assert "先停掉服务" in operator.is_refused("restore", tmp_path / "one.backup", "--replace")


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
    make_settings(tmp_path / "other", own_keys=True)
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


@sqlite_only
def test_a_database_that_cannot_be_read_any_more_is_replaced_and_kept_as_it_is(
    app, world, operator, tmp_path
):
    operator.does("backup", tmp_path / "one.backup")
    let_go()
    (tmp_path / "examapp.db").write_bytes(b"not a database any more" * 1000)
    said = operator.does("restore", tmp_path / "one.backup", "--replace")
    assert city_name() == "试验市"
    kept = next(tmp_path.glob("examapp.db.before-*"))
    assert kept.name in said
    assert kept.read_bytes().startswith(b"not a database any more")


@sqlite_only
def test_a_face_that_was_withdrawn_after_the_backup_does_not_come_back_with_it(
    app, world, ports, operator, tmp_path
):
    now, person = ports.clock.now(), db.session.query(Candidate).first().id
    with transaction() as session:
        consent = FaceConsent(candidate_id=person, version="v1", text_digest="0" * 64, given_at=now)
        session.add(consent)
        session.flush()
        reference = FaceReference(
            candidate_id=person,
            consent_id=consent.id,
            encoding_sealed=b"",
            model="m",
            created_at=now,
            delete_on=now.date(),
        )
        session.add(reference)
        session.flush()
        seal_field(reference, "encoding_sealed", "[]", OwnSealer(person, ports))
    operator.does("backup", tmp_path / "one.backup")
    assert withdraw_consent(person, now=now, ports=ports) == 1
    let_go()
    assert "有 1 人撤回了人脸同意" in operator.does("restore", tmp_path / "one.backup", "--replace")
    assert db.session.query(FaceReference).count() == 0
    assert db.session.query(FaceConsent).one().withdrawn_at is not None
    assert find_tampering() is None


@sqlite_only
def test_files_outside_the_database_are_in_the_backup_and_come_back_whole(app, world, operator, tmp_path):
    operator.more["EXAMAPP_FILES"] = str(tmp_path / "files")
    digest = FolderFiles(tmp_path / "files").put(b"a document")
    (tmp_path / "files" / "notes.txt").write_text("not ours")
    assert "文件存储里的文件 1 个" in operator.does("backup", tmp_path / "one.backup")
    fresh = Operator(tmp_path / "fresh")
    fresh.folder.mkdir()
    shutil.copy(tmp_path / "keys.json", fresh.folder / "keys.json")
    assert "EXAMAPP_FILES" in fresh.is_refused("restore", tmp_path / "one.backup")
    assert not (fresh.folder / "examapp.db").exists()
    fresh.more["EXAMAPP_FILES"] = str(fresh.folder / "files")
    fresh.does("restore", tmp_path / "one.backup")
    assert FolderFiles(fresh.folder / "files").get(digest) == b"a document"
