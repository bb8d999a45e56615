"""A planned visit can be opened by whom it names, and is moved or called off with a reason."""

import json
from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Inspection
from examapp.services.core.days import today_of
from examapp.services.quizzes import approvals, spot_quizzes, visit_plans
from tests.stories import plan_facts, plan_visit


def move(world, ports, planned, reason="换人", days=0, **changes) -> None:
    facts = {**plan_facts(world, ports, days), **changes}
    visit_plans.move_plan(planned.id, facts, reason, actor=world["actors"]["bureau"], now=ports.clock.now())


def call_off(world, ports, planned, reason="企业停产") -> None:
    visit_plans.call_off_plan(planned.id, reason, actor=world["actors"]["bureau"], now=ports.clock.now())


def on_tablet(world, ports, days=0) -> list[int]:
    day = today_of(ports.clock.now()) + timedelta(days=days)
    return [visit.id for visit, _ in visit_plans.list_planned(world["actors"]["inspector"], on=day)]


def visits(world, ports) -> int:
    counts = approvals.visits_of_year([world["own"].id], 2026, today=today_of(ports.clock.now()))
    return counts[world["own"].id]


@pytest.mark.parametrize("field", ["lead_inspector_id", "second_inspector_id"])
def test_a_visit_that_a_planned_inspector_could_not_open_is_refused_beside_the_name(world, ports, field):
    with pytest.raises(DomainError, match="inspector_cannot_open") as refusal:
        plan_visit(world, ports, **{field: world["outsider_id"]})
    assert (refusal.value.data["field"], refusal.value.data["name"]) == (field, "outsider甲")
    assert db.session.query(Inspection).count() == 0
    planned = plan_visit(world, ports)
    with pytest.raises(DomainError, match="inspector_cannot_open"):
        move(world, ports, planned, **{field: world["outsider_id"]})


def test_an_inspector_whose_account_is_stopped_is_not_planned(world, ports):
    world["accounts"]["colleague"].state = "locked"
    db.session.commit()
    with pytest.raises(DomainError, match="inspector_cannot_open"):
        plan_visit(world, ports)


def test_both_planned_inspectors_open_the_visit_on_their_tablet(world, ports):
    plan_visit(world, ports)
    for who in ("inspector", "colleague"):
        quiz_id = spot_quizzes.prepare_quiz(
            world["own"].id, client_id=who * 3, actor=world["actors"][who], now=ports.clock.now(), ports=ports
        )
        spot_quizzes.cancel_quiz(quiz_id, "点错了", actor=world["actors"][who], now=ports.clock.now())


def test_one_firm_is_planned_once_a_day_until_the_plan_is_called_off(world, ports):
    planned = plan_visit(world, ports)
    with pytest.raises(DomainError, match="plan_doubled") as refusal:
        plan_visit(world, ports)
    assert refusal.value.data["number"] == planned.number
    later = plan_visit(world, ports, days=1)
    with pytest.raises(DomainError, match="plan_doubled"):
        move(world, ports, later)
    call_off(world, ports, planned)
    move(world, ports, later)
    assert later.inspected_on == today_of(ports.clock.now())


def test_a_moved_plan_stands_on_the_other_day_and_keeps_what_it_said_before_and_why(world, ports):
    planned = plan_visit(world, ports)
    with pytest.raises(DomainError, match="reason_missing"):
        move(world, ports, planned, reason=" ", days=2)
    move(world, ports, planned, reason="企业那天停电", days=2)
    move(world, ports, planned, reason="又点了一次", days=2)
    assert (on_tablet(world, ports), on_tablet(world, ports, days=2)) == ([], [planned.id])
    [change] = visit_plans.list_changes(planned.id)
    assert (change.kind, change.reason, change.asked_by.name) == ("moved", "企业那天停电", "bureau甲")
    assert change.before.startswith("2026-11-23　inspector甲、colleague甲")
    assert change.after.startswith("2026-11-25")
    assert approvals.find_approval(planned.id).number == "甲应急检审〔2026〕7 号"


def test_a_plan_that_was_called_off_leaves_the_tablets_and_the_count_of_the_year_for_good(world, ports):
    planned = plan_visit(world, ports)
    assert visits(world, ports) == 1
    with pytest.raises(DomainError, match="reason_odd_signs"):
        call_off(world, ports, planned, reason="😀")
    call_off(world, ports, planned)
    call_off(world, ports, planned)
    assert (on_tablet(world, ports), visits(world, ports)) == ([], 0)
    [entry] = db.session.query(AuditEntry).filter_by(act="inspection.plan_called_off")
    assert json.loads(entry.data)["reason"] == "企业停产"
    with pytest.raises(DomainError, match="plan_over"):
        move(world, ports, planned)
    # What is begun at this firm today is a visit of its own.
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id,
        client_id="after-calling-off",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
    assert spot_quizzes.locked_quiz(quiz_id).inspection_id != planned.id


def test_a_plan_whose_day_passed_without_a_visit_is_no_visit_of_the_year(world, ports):
    plan_visit(world, ports)
    assert visits(world, ports) == 1
    ports.clock.moment += timedelta(days=1)
    assert visits(world, ports) == 0


def test_a_visit_that_has_begun_is_neither_moved_nor_called_off(world, ports):
    planned = plan_visit(world, ports)
    spot_quizzes.prepare_quiz(
        world["own"].id,
        client_id="begun",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
    for act in (move, call_off):
        with pytest.raises(DomainError, match="plan_over"):
            act(world, ports, planned)


def test_the_plan_that_was_tapped_is_the_one_that_begins(world, ports):
    first = plan_visit(world, ports)
    second = plan_visit(world, ports, days=1)
    # Two of one day are left from before such plans were refused.
    second.inspected_on = first.inspected_on
    db.session.commit()
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id,
        plan_id=second.id,
        client_id="tapped",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
    assert spot_quizzes.locked_quiz(quiz_id).inspection_id == second.id
    assert on_tablet(world, ports) == [first.id]


def test_nobody_of_another_county_changes_a_plan(world, ports):
    planned = plan_visit(world, ports)
    for act in (move, call_off):
        stranger = {**world, "actors": {**world["actors"], "bureau": world["actors"]["county"]}}
        with pytest.raises(DomainError, match="not_found"):
            act(stranger, ports, planned)
