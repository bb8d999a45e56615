"""Planned, approved, supplemented: what a visit needs to be official, and what follows for indicator 23."""

import json
import uuid
from datetime import date, timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.services.core.days import today_of
from examapp.services.people.wordings import save_wording, visit_cap_of
from examapp.services.quizzes import approvals, spot_quizzes, visit_plans, visit_purposes
from examapp.services.quizzes.quiz_facts import facts_of
from examapp.services.quizzes.tablet_home import list_today, roster_summary
from examapp.services.reports.coverage import count_pending_quizzes, read_coverage
from examapp.web.sentences import sentence_for
from tests.stories import QUOTAS, approve, draw_as_shown, open_quiz
from tests.stories import plan_visit as plan


def prepare(world, ports) -> int:
    return spot_quizzes.prepare_quiz(
        world["own"].id,
        client_id=str(uuid.uuid4()),
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )


def begin(world, ports, quiz_id: int) -> SpotQuiz:
    return draw_as_shown(
        quiz_id,
        quotas=QUOTAS,
        nonce="7",
        excluded={},
        second_inspector_id=world["colleague_id"],
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )


def covered(world, ports) -> tuple[int, int]:
    """Quizzed and inspected enterprises of this year."""
    total = read_coverage(world["actors"]["bureau"], date(2026, 1, 1), date(2026, 12, 31))["total"]
    return total["quizzed"], total["inspected"]


def test_a_visit_without_approval_waits_for_it_and_says_so_on_the_record(world, ports):
    quiz = begin(world, ports, prepare(world, ports))
    assert quiz.inspection.standing == "pending"
    assert facts_of(quiz)["inspection"]["approval"] is None


def test_an_approval_that_was_entered_before_the_draw_stands_in_the_frozen_facts(world, ports):
    quiz_id = prepare(world, ports)
    approve(quiz_id, world["actors"]["inspector"], ports.clock.now())
    assert db.session.get(SpotQuiz, quiz_id).inspection.standing == "pending"
    quiz = begin(world, ports, quiz_id)
    assert quiz.inspection.standing == "official"
    assert facts_of(quiz)["inspection"]["approval"]["number"] == "甲应急检审〔2026〕7 号"


def test_a_later_approval_needs_a_reason_and_makes_the_visit_official(world, ports):
    quiz = begin(world, ports, prepare(world, ports))
    actor, now = world["actors"]["inspector"], ports.clock.now()
    late = {"approved_at": now + timedelta(minutes=5)}
    now += timedelta(minutes=10)
    with pytest.raises(DomainError, match="late_reason_missing"):
        approve(quiz.id, actor, now, **late)
    approve(quiz.id, actor, now, **late, late_reason="接到举报，紧急检查")
    assert quiz.inspection.standing == "official"
    # What was drawn and printed goes on to say what was true then.
    assert facts_of(quiz)["inspection"]["approval"] is None


@pytest.mark.parametrize("field", ["item", "basis", "number", "approver"])
def test_an_approval_lacks_nothing_that_the_law_asks_for(world, ports, field):
    quiz_id = prepare(world, ports)
    with pytest.raises(DomainError, match="approval_incomplete") as refusal:
        approve(quiz_id, world["actors"]["inspector"], ports.clock.now(), **{field: " \u200b"})
    assert refusal.value.data["field"] == field
    assert approvals.find_approval(db.session.get(SpotQuiz, quiz_id).inspection_id) is None


def test_a_planned_visit_stands_on_both_tablets_that_day_and_its_quiz_takes_it_up_once(world, ports):
    planned = plan(world, ports)
    actor, today = world["actors"]["inspector"], today_of(ports.clock.now())
    assert [one.id for one, _ in visit_plans.list_planned(actor, on=today)] == [planned.id]
    assert visit_plans.list_planned(actor, on=today + timedelta(days=1)) == []
    quiz = db.session.get(SpotQuiz, prepare(world, ports))
    assert (quiz.inspection_id, quiz.inspection.origin) == (planned.id, "site")
    assert visit_plans.list_planned(actor, on=today) == []
    again = db.session.get(SpotQuiz, prepare(world, ports))
    assert again.inspection_id != planned.id
    assert begin(world, ports, quiz.id).inspection.standing == "official"
    assert quiz.id in [one.id for one in list_today(actor, now=ports.clock.now())]


def test_a_planned_visit_whose_quiz_was_given_up_before_the_draw_is_taken_up_again_with_its_approval(
    world, ports
):
    planned = plan(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    first = prepare(world, ports)
    spot_quizzes.cancel_quiz(first, "点错了", actor=actor, now=now)
    assert [one.id for one, _ in visit_plans.list_planned(actor, on=today_of(now))] == [planned.id]
    quiz = begin(world, ports, prepare(world, ports))
    assert (quiz.inspection_id, quiz.inspection.standing) == (planned.id, "official")
    assert quiz.id != first


def test_a_planned_visit_counts_neither_as_inspected_nor_as_quizzed_before_it_takes_place(world, ports):
    plan(world, ports, days=3)
    assert covered(world, ports) == (0, 0)


@pytest.mark.parametrize(("days", "second"), [(-1, None), (400, None), (0, "own")])
def test_a_plan_needs_a_coming_day_and_two_different_inspectors(world, ports, days, second):
    changes = {"second_inspector_id": world["actors"]["inspector"].inspector_id} if second else {}
    with pytest.raises(DomainError, match=r"plan_day_wrong|inspectors_not_two"):
        plan(world, ports, days=days, **changes)
    assert db.session.query(Inspection).count() == 0


def test_a_result_is_made_known_on_the_day_of_the_visit_or_later(world, ports):
    quiz = open_quiz(world, ports)
    today = today_of(ports.clock.now())
    facts = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    for day in (None, today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(DomainError, match="result_day_wrong"):
            approvals.note_result(quiz.inspection_id, "当场交企业", day, **facts)
    with pytest.raises(DomainError, match="reason_missing") as refusal:
        approvals.note_result(quiz.inspection_id, " ", today, **facts)
    assert "150 字" in sentence_for(refusal.value)[1]
    approvals.note_result(quiz.inspection_id, "当场交企业", today, **facts)
    assert approvals.find_approval(quiz.inspection_id).result_noticed_on == today


def test_a_quiz_that_is_no_act_of_the_authority_never_counts_and_can_be_said_with_a_reason_only(world, ports):
    quiz = open_quiz(world, ports)
    actor, now = world["actors"]["bureau"], ports.clock.now()
    assert covered(world, ports)[1] == 1
    with pytest.raises(DomainError, match="reason_missing"):
        visit_purposes.change_purpose(quiz.inspection_id, "self_test", " ", actor=actor, now=now)
    visit_purposes.change_purpose(quiz.inspection_id, "self_test", "企业请我们来练习", actor=actor, now=now)
    assert quiz.inspection.standing == "self_test"
    assert covered(world, ports) == (0, 0)
    visit_purposes.change_purpose(quiz.inspection_id, "official", "点错了", actor=actor, now=now)
    assert quiz.inspection.standing == "official"
    acts = [
        row.act for row in db.session.query(AuditEntry).filter_by(subject=f"inspection:{quiz.inspection_id}")
    ]
    assert acts.count("inspection.purpose_changed") == 2


def test_quizzes_that_wait_for_their_approval_are_counted_apart(world, ports):
    quiz = begin(world, ports, prepare(world, ports))
    spot_quizzes.close_quiz(
        quiz.id,
        absent_reason="不在厂",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        grace_seconds=0,
    )
    bureau, year = world["actors"]["bureau"], (date(2026, 1, 1), date(2026, 12, 31))
    assert count_pending_quizzes(bureau, *year) == 1
    approve(quiz.id, world["actors"]["inspector"], ports.clock.now())
    assert count_pending_quizzes(bureau, *year) == 0


def test_an_approval_that_has_not_happened_yet_or_has_signs_that_do_not_print_is_refused(world, ports):
    quiz_id = prepare(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    with pytest.raises(DomainError, match="approval_in_future"):
        approve(quiz_id, actor, now, approved_at=now + timedelta(minutes=1))
    with pytest.raises(DomainError, match="approval_too_old") as refusal:
        approve(quiz_id, actor, now, approved_at=now - timedelta(days=740))
    assert refusal.value.data["field"] == "approved_on"
    for field in ("item", "number", "approver", "notice", "action_code", "helpers", "late_reason"):
        with pytest.raises(DomainError, match="reason_odd_signs") as refusal:
            approve(quiz_id, actor, now, **{field: "同意😀"})
        assert refusal.value.data["field"] == field
    with pytest.raises(DomainError, match="reason_odd_signs"):
        plan(world, ports, place="厂区😀")
    assert approvals.find_approval(db.session.get(SpotQuiz, quiz_id).inspection_id) is None


def test_the_plan_names_the_second_inspector_and_a_visit_without_plan_names_nobody(world, ports):
    unplanned = db.session.get(SpotQuiz, prepare(world, ports))
    assert roster_summary(unplanned, now=ports.clock.now())["planned_second_id"] is None
    plan(world, ports)
    quiz = db.session.get(SpotQuiz, prepare(world, ports))
    assert roster_summary(quiz, now=ports.clock.now())["planned_second_id"] == world["colleague_id"]


def test_what_an_approval_said_before_stays_in_the_log(world, ports):
    quiz_id = prepare(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    approve(quiz_id, actor, now)
    approve(quiz_id, actor, now, number="甲应急检审〔2026〕8 号")
    inspection_id = db.session.get(SpotQuiz, quiz_id).inspection_id
    rows = db.session.query(AuditEntry).filter_by(act="inspection.approved").order_by(AuditEntry.id)
    assert [json.loads(row.data)["number"][-3:] for row in rows] == ["7 号", "8 号"]
    assert approvals.find_approval(inspection_id).number == "甲应急检审〔2026〕8 号"


def test_the_cap_of_the_nearest_authority_is_compared_with_the_visits_of_the_year(world, ports):
    region, bureau = world["own"].region, world["actors"]["bureau"]
    words = {"authority": "甲区应急管理局", "legal_basis": "依据", "notice": "告知"}
    save_wording(region.id, {**words, "visit_cap": "2"}, actor=bureau, now=ports.clock.now())
    assert visit_cap_of(region) == 2
    with pytest.raises(DomainError, match="cap_wrong"):
        save_wording(region.id, {**words, "visit_cap": "很多"}, actor=bureau, now=ports.clock.now())
    save_wording(region.id, {**words, "visit_cap": ""}, actor=bureau, now=ports.clock.now())
    assert visit_cap_of(region) is None
    open_quiz(world, ports)
    plan(world, ports, days=5)
    assert approvals.visits_of_year([world["own"].id], 2026, today=today_of(ports.clock.now())) == {
        world["own"].id: 2
    }
