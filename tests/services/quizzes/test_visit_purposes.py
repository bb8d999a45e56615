"""What a visit with a record was is not changed by one inspector alone, and everybody sees that it was."""

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import Inspection
from examapp.models.records import Rectification
from examapp.services.people.sign_ins import actor_of
from examapp.services.quizzes import visit_plans, visit_purposes
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz


@pytest.fixture
def record(app, world, ports):
    """One passed, one failed."""
    return finish(app, world, ports, open_quiz(world, ports), [2, 10])


def ask(world, ports, record, purpose="self_test", who="inspector", reason="企业请我们来练习") -> bool:
    inspection_id = record.spot_quiz.inspection_id
    return visit_purposes.change_purpose(
        inspection_id, purpose, reason, actor=world["actors"][who], now=ports.clock.now()
    )


def decide(world, ports, record, agrees=True, refusal="", who="bureau") -> None:
    visit_purposes.decide_purpose(
        record.spot_quiz.inspection_id, agrees, refusal, actor=world["actors"][who], now=ports.clock.now()
    )


def visit_of(record) -> Inspection:
    db.session.expire_all()
    return db.session.get(Inspection, record.spot_quiz.inspection_id)


def rectification() -> Rectification:
    db.session.expire_all()
    return db.session.scalars(select(Rectification)).one()


def test_what_an_inspector_asks_of_a_visit_with_a_record_waits_for_the_bureau(world, ports, record):
    assert ask(world, ports, record) is False
    assert ask(world, ports, record) is False
    assert (visit_of(record).standing, rectification().state) == ("official", "open")
    assert visit_purposes.count_waiting(world["actors"]["bureau"]) == 1
    assert visit_purposes.count_waiting(world["actors"]["county"]) == 0
    with pytest.raises(DomainError, match="purpose_waits"):
        ask(world, ports, record, "practice", who="colleague")
    assert visit_purposes.changed_since(record.spot_quiz) is None


def test_neither_inspector_confirms_it_nor_somebody_of_another_area(world, ports, record):
    ask(world, ports, record)
    for who in ("inspector", "colleague"):
        with pytest.raises(DomainError, match="purpose_not_yours"):
            decide(world, ports, record, who=who)
    with pytest.raises(DomainError, match="not_found"):
        decide(world, ports, record, who="county")
    assert visit_of(record).standing == "official"


def test_the_bureau_confirms_and_what_the_visit_had_ordered_is_closed_with_the_reason(world, ports, record):
    ask(world, ports, record)
    decide(world, ports, record)
    decide(world, ports, record)
    assert visit_of(record).standing == "self_test"
    item = rectification()
    assert (item.state, item.closing_note) == ("closed", "检查性质改成企业自测：企业请我们来练习")
    change = visit_purposes.changed_since(record.spot_quiz)
    assert (change.before, change.after) == ("official", "self_test")
    assert (change.asked_by.name, change.decided_by.name) == ("inspector甲", "bureau甲")


def test_what_was_closed_is_open_again_when_the_visit_is_official_again(world, ports, record):
    ask(world, ports, record, who="bureau")
    assert rectification().state == "closed"
    ask(world, ports, record, "official", reason="点错了", who="bureau")
    assert (visit_of(record).standing, rectification().state) == ("official", "open")


def test_a_refusal_is_said_in_words_and_changes_nothing(world, ports, record):
    ask(world, ports, record)
    with pytest.raises(DomainError, match="refusal_missing"):
        decide(world, ports, record, agrees=False, refusal=" ")
    decide(world, ports, record, agrees=False, refusal="这是执法检查")
    [change] = visit_plans.list_changes(record.spot_quiz.inspection_id)
    assert (change.state, change.refusal) == ("refused", "这是执法检查")
    assert (visit_of(record).purpose, rectification().state) == ("official", "open")
    assert ask(world, ports, record) is False


def test_a_visit_without_a_record_is_changed_at_once_and_says_by_whom_and_why(world, ports):
    quiz = open_quiz(world, ports)
    facts = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    assert visit_purposes.change_purpose(quiz.inspection_id, "practice", "演练", **facts) is True
    [change] = visit_plans.list_changes(quiz.inspection_id)
    assert (change.state, change.reason, change.decided_by.name) == ("done", "演练", "inspector甲")
    with pytest.raises(DomainError, match="purpose_same"):
        visit_purposes.change_purpose(quiz.inspection_id, "practice", "演练", **facts)


def test_a_member_of_the_bureau_who_went_along_does_not_decide_alone(world, ports, record):
    inspection = record.spot_quiz.inspection
    second = db.session.get(Inspector, inspection.second_inspector_id)
    second.account_id = world["accounts"]["bureau"].id
    db.session.commit()
    world["actors"]["bureau"] = actor_of(world["accounts"]["bureau"])
    assert ask(world, ports, record, who="bureau") is False
    with pytest.raises(DomainError, match="purpose_not_yours"):
        decide(world, ports, record)


def test_an_exercise_orders_nothing_and_orders_it_when_it_becomes_official(app, world, ports):
    quiz = open_quiz(world, ports)
    facts = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    visit_purposes.change_purpose(quiz.inspection_id, "practice", "演练", **facts)
    finish(app, world, ports, quiz, [2, 10])
    assert db.session.scalars(select(Rectification)).all() == []
    visit_purposes.change_purpose(quiz.inspection_id, "official", "点错了", **facts)
    assert rectification().state == "open"
