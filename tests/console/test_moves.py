"""Moving up from SQLite to PostgreSQL: everything arrives the same, or nothing at all."""

import shutil
import sqlite3

import psycopg
import pytest
from sqlalchemy import create_engine, select

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.organizations import Region
from examapp.models.records import Record
from examapp.services.attempts.contents import count_rows
from examapp.services.core.audit import chain_head, find_tampering
from examapp.services.core.counters import next_number
from examapp.services.core.transactions import transaction
from tests.console.operator import Operator
from tests.databases import demo_folder, filled_sqlite_file, make_settings

pytestmark = pytest.mark.postgres


@pytest.fixture
def city(tmp_path):
    """The demonstration city in a SQLite file of its own."""
    shutil.copytree(demo_folder(), tmp_path / "city")
    return Operator(tmp_path / "city")


def rows_of(address: str) -> dict[str, int]:
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = count_rows(connection)
    engine.dispose()
    return found


def test_a_whole_city_moves_with_its_log_its_records_and_its_numbers(city, empty_postgres, tmp_path):
    before = (city.folder / "examapp.db").read_bytes()
    said = city.does("move-to", empty_postgres)
    assert "行数和摘要逐表相同" in said
    assert "attempt_steps：" in said
    assert (city.folder / "examapp.db").read_bytes() == before
    assert rows_of(empty_postgres) == rows_of(f"sqlite:///{city.folder / 'examapp.db'}")
    moved = Operator(city.folder, empty_postgres)
    assert "审计日志完好" in moved.does("audit", "verify")
    app = create_app(make_settings(city.folder, empty_postgres))
    with app.app_context():
        record = db.session.scalars(select(Record).order_by(Record.id)).first()
        (tmp_path / "record.json").write_text(record.content, encoding="utf-8")
        with transaction():
            assert next_number("never:before") == 1
        _add_a_region()
        assert find_tampering() is None
        assert chain_head()[0] > 0
        db.session.remove()
        db.engine.dispose()
    assert "复核通过" in moved.does("verify", tmp_path / "record.json")
    assert "不是空的" in city.is_refused("move-to", empty_postgres)


def _add_a_region() -> None:
    """A new row gets a number that is free, so the sequence was set."""
    with transaction() as session:
        session.add(Region(code="999999", name="新区", level="county", path="/999999/"))


def test_a_row_that_does_not_fit_leaves_the_target_empty_and_names_its_table(tmp_path, empty_postgres):
    small = Operator(tmp_path)
    make_settings(tmp_path)
    shutil.copy(filled_sqlite_file(), tmp_path / "examapp.db")
    with sqlite3.connect(tmp_path / "examapp.db") as database:
        database.execute(
            "update bank_items set id = 'a' || char(0) || 'b' where id = (select min(id) from bank_items)"
        )
    database.close()
    assert "表 " in small.is_refused("move-to", empty_postgres)
    with psycopg.connect(empty_postgres) as target:
        assert target.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)


def test_a_running_service_an_older_structure_or_a_strange_table_stop_it_before_it_begins(
    tmp_path, empty_postgres
):
    small = Operator(tmp_path)
    make_settings(tmp_path)
    shutil.copy(filled_sqlite_file(), tmp_path / "examapp.db")
    with sqlite3.connect(tmp_path / "examapp.db") as server:
        server.execute("select count(*) from regions").fetchone()
        assert "先停掉服务" in small.is_refused("move-to", empty_postgres)
    server.close()
    change = sqlite3.connect(tmp_path / "examapp.db")
    change.execute("create table own_notes (id integer)")
    change.commit()
    assert "own_notes" in _alone(change, small, empty_postgres)
    change = sqlite3.connect(tmp_path / "examapp.db")
    change.execute("update alembic_version set version_num = '0001_first_tables'")
    change.commit()
    assert "examapp migrate" in _alone(change, small, empty_postgres)
    with psycopg.connect(empty_postgres) as target:
        assert target.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)


def _alone(change: sqlite3.Connection, small: Operator, address: str) -> str:
    change.close()
    return small.is_refused("move-to", address)


def test_only_a_sqlite_installation_moves_and_only_to_postgresql(tmp_path, empty_postgres):
    make_settings(tmp_path)
    assert "没有可以搬的东西" in Operator(tmp_path).is_refused("move-to", empty_postgres)
    assert "postgresql://" in Operator(tmp_path).is_refused("move-to", f"sqlite:///{tmp_path}/other.db")
    assert "不需要搬" in Operator(tmp_path, empty_postgres).is_refused("move-to", empty_postgres)
