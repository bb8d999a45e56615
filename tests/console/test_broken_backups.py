"""A backup that is damaged, forged or from the future is refused, and the database that is there stays as it was."""

import json
import sqlite3
import zipfile

import pytest
from sqlalchemy import text

from examapp.adapters.databases.bundles import write_bundle
from examapp.extensions import db
from tests.console.databases import city_name, let_go
from tests.console.operator import Operator

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, tmp_path, database_url) -> Operator:
    return Operator(tmp_path, database_url)


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
    assert city_name() == "试验市"
    with db.engine.connect() as connection:
        # Tests beside this one restore into databases of their own on the same server.
        names = connection.scalars(
            text("select datname from pg_database where datname like current_database() || '\\_restoring%'")
        ).all()
    assert names == []
