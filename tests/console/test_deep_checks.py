"""`doctor --deep` reads everything: a damaged file, a changed result, a cut log; and nothing of it is a traceback."""

import json
import random
import sqlite3

import pytest
from sqlalchemy import text

from examapp.console import deep_checks
from examapp.extensions import db
from examapp.jobs import JOBS
from tests.console.operator import Operator
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz
from tests.unguarded import unguarded

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGE = 4096


@pytest.fixture
def operator(app, world, ports, tmp_path, database_url) -> Operator:
    finish(app, world, ports, open_quiz(world, ports), [10, 5])
    JOBS["export_head"](app, ports)
    db.session.remove()
    db.engine.dispose()
    return Operator(tmp_path, database_url)


def deep(operator: Operator) -> dict[str, bool | None]:
    done = operator.tries("doctor", "--deep", "--json")
    found = {one["code"]: one for one in json.loads(done.output)}
    assert all(one["mend"] for one in found.values() if one["ok"] is False)
    return {code: found[code]["ok"] for code in deep_checks.TITLES}


def run(statement: str) -> None:
    with unguarded() as connection:
        connection.execute(text(statement))


def test_a_whole_installation_has_nothing_to_mend(operator):
    assert deep(operator) == dict.fromkeys(deep_checks.TITLES, True)


def test_a_raised_result_and_a_changed_log_are_found(operator):
    run("update attempt_results set score_tenths = 990 where score_tenths < 700")
    assert deep(operator)["evidence"] is False
    run("delete from audit_entries where id = 2")
    assert deep(operator)["chain"] is False


@sqlite_only
def test_sixty_overwritten_pages_are_found_and_the_plain_doctor_survives_them_too(operator):
    file = operator.folder / "examapp.db"
    with sqlite3.connect(file) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    database.close()
    dice, content = random.Random(60), bytearray(file.read_bytes())
    for page in dice.sample(range(1, len(content) // PAGE), 60):
        content[page * PAGE : (page + 1) * PAGE] = dice.randbytes(PAGE)
    file.write_bytes(content)
    assert deep(operator)["database_file"] is False
    assert operator.tries("doctor").exit_code in (0, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"no database at all\n" * 500, b"SQLite format 3\0" + b"\xff" * 8000, None],
    ids=["empty", "text", "a wrecked header", "another program's"],
)
def test_on_a_wrong_database_every_line_is_said_and_there_is_no_traceback(tmp_path, content):
    file = tmp_path / "wrong.db"
    if content is None:
        with sqlite3.connect(file) as database:
            database.execute("create table audit_entries (x)")
        database.close()
    else:
        file.write_bytes(content)
    done = Operator(tmp_path, f"sqlite:///{file}").tries("doctor", "--deep", "--json")
    found = {one["code"]: one["ok"] for one in json.loads(done.output)}
    assert set(deep_checks.TITLES) <= set(found)
    assert done.exit_code == 1
    assert found["chain"] is None


@sqlite_only
def test_the_deep_look_changes_nothing(operator):
    before = (operator.folder / "examapp.db").read_bytes()
    deep(operator)
    assert (operator.folder / "examapp.db").read_bytes() == before
