"""A record is withdrawn by two inspectors, and everything that counted or hung on it follows."""

import uuid

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import SpotQuiz
from examapp.models.records import Record, Rectification
from examapp.services.core.days import today_of
from examapp.services.quizzes import amendments, rectifications, spot_quizzes
from examapp.services.reports import coverage
from examapp.services.reports.histories import list_entries
from tests.services.quizzes.test_field_flow import answer, finish
from tests.stories import amend, confirmed, open_quiz, sign_as_all, withdraw


def total(world, ports) -> dict:
    today = today_of(ports.clock.now())
    return coverage.read_coverage(world["actors"]["bureau"], today, today)["total"]


def items() -> list[tuple[str, str]]:
    db.session.expire_all()
    return [
        (item.state, item.closing_note)
        for item in db.session.scalars(select(Rectification).order_by(Rectification.id))
    ]


def test_one_inspector_alone_cannot_withdraw_and_the_other_may_decline(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    facts = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    amendments.ask_amendment(record.id, "重复", kind="withdrawal", **facts)
    with pytest.raises(DomainError, match="amendment_by_oneself"):
        amendments.confirm_amendment(record.id, base_url="", ports=ports, **facts)
    colleague = {"actor": world["actors"]["colleague"], "now": ports.clock.now()}
    with pytest.raises(DomainError, match="amendment_waiting"):
        amendments.ask_amendment(record.id, "写错", **colleague)
    amendments.drop_amendment(record.id, **colleague)
    assert db.session.get(Record, record.id).state == "current"
    assert withdraw(world, ports, record.id).state == "withdrawn"
    again = amendments.confirm_amendment(record.id, base_url="", ports=ports, **colleague)
    assert (again.id, again.state) == (record.id, "withdrawn")
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("record.withdraw%"))).all()
    assert sorted(acts) == [
        "record.withdrawal_asked",
        "record.withdrawal_asked",
        "record.withdrawal_dropped",
        "record.withdrawn",
    ]


@pytest.mark.parametrize(
    ("reason", "code"),
    [(" ", "amendment_reason_missing"), ("废" * 151, "reason_too_long"), ("废😀", "reason_odd_signs")],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_reason_is_one_line_that_can_be_printed(app, world, ports, reason, code):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    with pytest.raises(DomainError, match=code):
        withdraw(world, ports, record.id, reason)


def test_a_withdrawn_record_counts_nowhere_and_what_it_had_opened_is_closed_with_words(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10, 2, 2])
    assert [state for state, _ in items()] == ["open", "open"]
    assert total(world, ports)["people"] == 3
    record = amend(world, ports, record.id)
    withdraw(world, ports, record.id)
    assert items() == [("closed", "抽考记录已撤销：重复")] * 2
    figures = total(world, ports)
    assert [figures[name] for name in ("inspected", "quizzed", "full", "people", "passed")] == [1, 0, 0, 0, 0]
    entries = list_entries(now=ports.clock.now(), enterprise_ids=[world["own"].id])
    assert {(entry.void, entry.passed, entry.score_tenths) for entry in entries} == {(True, None, None)}
    assert db.session.get(SpotQuiz, record.spot_quiz_id).state == "withdrawn"
    with pytest.raises(DomainError, match="state_conflict"):
        amend(world, ports, record.id)


def retested(app, world, ports, right: int) -> Record:
    """The failed person of a quiz in a re-test with so many right, to its record."""
    item = db.session.scalar(select(Rectification))
    facts = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    quiz_id = rectifications.start_retest(item.id, client_id=str(uuid.uuid4()), ports=ports, **facts)
    quiz = spot_quizzes.locked_quiz(quiz_id)
    return finish(app, world, ports, quiz, [right])


def test_a_withdrawn_retest_opens_again_what_it_had_closed(app, world, ports):
    finish(app, world, ports, open_quiz(world, ports), [2])
    retest = retested(app, world, ports, 10)
    assert items() == [("closed", "补考合格")]
    withdraw(world, ports, retest.id)
    assert items() == [("open", "")]
    retested(app, world, ports, 10)
    assert items() == [("closed", "补考合格")]


def test_a_retest_of_a_withdrawn_quiz_opens_nothing_again(app, world, ports):
    first = finish(app, world, ports, open_quiz(world, ports), [2])
    item, facts = db.session.scalar(select(Rectification)), {"now": ports.clock.now()}
    actor = world["actors"]["inspector"]
    quiz_id = rectifications.start_retest(item.id, client_id="r", actor=actor, ports=ports, **facts)
    withdraw(world, ports, first.id)
    quiz = spot_quizzes.locked_quiz(quiz_id)
    answer(app, confirmed(world, ports, quiz)[1], 10)
    spot_quizzes.close_quiz(quiz_id, absent_reason="外出", actor=actor, grace_seconds=5, **facts)
    sign_as_all(world, ports, quiz)
    assert items() == [("closed", "抽考记录已撤销：重复")]
