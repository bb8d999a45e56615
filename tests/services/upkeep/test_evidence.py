"""The log tells on the tables: a raised result, deleted answers, a changed record, a cut tail."""

import json

import pytest
from sqlalchemy import text

from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Inspection
from examapp.models.records import Record
from examapp.services.core.audit import chain_head, find_tampering
from examapp.services.papers import blueprint_register
from examapp.services.people import staff
from examapp.services.quizzes import visit_ratings
from examapp.services.upkeep.evidence import find_contradictions
from tests.console.operator import Operator
from tests.services.exams.test_exams import announced, registered
from tests.services.quizzes.test_field_flow import finish
from tests.stories import amend, open_quiz, withdraw
from tests.unguarded import unguarded


@pytest.fixture
def record(app, world, ports) -> Record:
    return finish(app, world, ports, open_quiz(world, ports), [10, 5])


def run(*statements: str) -> None:
    with unguarded() as connection:
        for statement in statements:
            connection.execute(text(statement))


def found() -> list[tuple[str, str]]:
    db.session.remove()
    return sorted({(one.fault, one.what) for one in find_contradictions()})


def test_everything_agrees_after_a_quiz_an_amendment_and_a_withdrawal(record, world, ports):
    made = amend(world, ports, record.id)
    withdraw(world, ports, made.id)
    assert found() == []
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.act == "attempt.submitted")).first()
    assert json.loads(entry.data)["steps"] == 10


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        (
            "update attempt_results set score_tenths = 990 where score_tenths < 700",
            ("changed", "score_tenths"),
        ),
        ("update attempt_results set passed = true where score_tenths < 700", ("changed", "passed")),
        ("update attempt_results set responses = '[]'", ("changed", "responses")),
        ("update attempt_results set marks = '[]'", ("changed", "marks")),
        ("delete from attempt_results where score_tenths < 700", ("lost", "result")),
        ("delete from attempt_steps where seq = 3", ("steps_lost", "")),
        (
            "update participants set candidate_id = (select max(id) from candidates) where state = 'done'",
            ("changed", "owner"),
        ),
        ("update attempts set submitted_ms = submitted_ms - 1000", ("changed", "hand_in")),
        ("update attempts set how = 'deadline'", ("changed", "hand_in")),
        ("update signatures set strokes = '[]' where role = 'candidate'", ("changed", "signature")),
        ("update rectifications set state = 'closed'", ("changed", "rectification")),
        ("update records set content = '{}'", ("changed", "content")),
        ("update records set digest = 'x'", ("changed", "content")),
        ("update records set state = 'withdrawn'", ("changed", "state")),
        ("update records set number = 'x'", ("changed", "number")),
        ("update records set document = null, document_digest = 'x'", ("changed", "document")),
    ],
)
def test_what_is_changed_by_a_statement_is_found(record, statement, wanted):
    run(statement)
    assert found() == [wanted]
    assert find_tampering() is None, "the log itself is untouched"


def test_a_role_that_was_changed_by_a_statement_is_found(app, world, ports):
    facts = {"login_name": "shenti", "name": "审题人", "role": "reviewer"}
    account = staff.add_account(facts, actor=world["actors"]["administrator"], now=ports.clock.now())
    assert found() == []
    run(f"update accounts set role = 'auditor' where id = {account.id}")
    assert found() == [("changed", "role")]


def test_a_pass_without_a_passed_paper_is_found(app, world, ports):
    announced(world, ports)
    assert found() == []
    key = registered("张焊工").id
    run(f"update registrations set state = 'passed' where id = {key}")
    assert found() == [("changed", "passed")]


def test_a_rating_and_a_blueprint_that_were_changed_by_a_statement_are_found(record, world, ports):
    inspection = db.session.query(Inspection).order_by(Inspection.id.desc()).first()
    now, actor = ports.clock.now(), world["actors"]["bank_admin"]
    visit_ratings.rate_visit(inspection.rating_token, 1, "态度很差", rater="a", now=now)
    definition = blueprint_register.read_definition(blueprint_register.get_blueprint(actor, 1))
    blueprint_register.save_blueprint(1, definition, actor=actor, now=now)
    assert found() == []
    run(
        "update visit_ratings set stars = 5",
        "update blueprint_revisions set definition = replace(definition, '60', '10')",
    )
    assert found() == [("changed", "blueprint"), ("changed", "rating")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_that_cannot_be_read_is_told_in_words(record, tmp_path, database_url):
    here = Operator(tmp_path, database_url)
    run("update attempt_results set created_at = 'x'")
    said = here.tries("audit", "verify")
    assert (said.exit_code, "读不出来的日期" in said.output, "Traceback" in said.output) == (1, True, False)


def test_a_cut_tail_leaves_results_and_records_that_nobody_tells_of(record):
    run("delete from audit_entries where act in ('attempt.submitted', 'record.stored')")
    assert found() == [("unlogged", "record"), ("unlogged", "result")]


def test_the_command_names_each_place_in_words_and_ends_with_1(record, tmp_path, database_url):
    here = Operator(tmp_path, database_url)
    db.session.remove()
    assert "与审计日志一致" in here.does("audit", "verify")
    run("update attempt_results set score_tenths = 990 where score_tenths < 700")
    said = here.tries("audit", "verify")
    assert said.exit_code == 1
    assert "成绩和审计日志写的不一样" in said.output
    last = chain_head()[0]
    run(f"update audit_entries set actor = 'x' where id = {last}")
    assert f"审计日志第 {last} 条被改动过" in here.tries("audit", "verify").output
