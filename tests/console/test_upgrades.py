"""Upgrading while people are in the middle of a paper (R21): their answers go on, or the program refuses to start."""

import threading

import psycopg
import pytest
from flask_migrate import downgrade
from sqlalchemy import text

from examapp.adapters.databases.engines import open_engine
from examapp.adapters.databases.revisions import one_at_a_time
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.settings import database_address
from tests.console.operator import Operator
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.waiting import wait_until


@pytest.fixture
def operator(app, world, tmp_path, database_url) -> Operator:
    return Operator(tmp_path, database_url)


def test_a_structure_that_is_upgraded_under_an_open_paper_keeps_it_and_its_answers_R21(
    app, world, ports, operator
):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    paper = device.read().json
    rights = right_answers(attempt)
    device.put(step(1, rights[0], 1))
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="-1")
    # The older program goes on serving this person until its node is restarted.
    assert device.put(step(2, rights[1], 2)).status_code == 200
    assert "升级到" in operator.does("migrate")
    again = device.read().json
    assert [slot["stem"] for slot in again["slots"]] == [slot["stem"] for slot in paper["slots"]]
    assert again["deadline"] == paper["deadline"]
    assert [slot["response"] for slot in again["slots"][:2]] == rights[:2]
    device.put(*(step(slot, right, slot) for slot, right in enumerate(rights[2:], 3)))
    assert device.submit(len(rights)).status_code == 200
    assert device.result().json["passed"]


def test_an_older_program_refuses_to_start_on_a_newer_structure_and_changes_nothing_R21(app, world, operator):
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    for command in ("migrate", "serve"):
        assert "请升级这台机器上的程序" in operator.is_refused(command)
    with db.engine.connect() as connection:
        assert connection.scalar(text("select version_num from alembic_version")) == "9999"


@pytest.mark.postgres
def test_of_nodes_that_start_in_the_same_moment_one_migrates_and_the_others_wait(empty_postgres):
    engine = open_engine(database_address(empty_postgres))
    ask = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    done: list[str] = []

    def second_node() -> None:
        with one_at_a_time(engine):
            done.append("second")

    other = threading.Thread(target=second_node)
    with psycopg.connect(empty_postgres, autocommit=True) as onlooker:
        with one_at_a_time(engine):
            other.start()
            wait_until(lambda: onlooker.execute(ask).fetchone() == (1,))
            done.append("first")
        other.join()
    engine.dispose()
    assert done == ["first", "second"]
