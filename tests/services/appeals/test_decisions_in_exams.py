"""A ruling turns a verdict of an exam: every page, document and list says the new one, in both directions."""

import json

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.bank import BankItem
from examapp.models.certificates import Certificate
from examapp.models.exams import Registration
from examapp.services.attempts.attempts import latest_result
from examapp.services.attempts.explanations import explain_result
from examapp.services.core import audit, notices
from examapp.services.exams import certificates, exam_boards, registrations
from examapp.services.items import item_lives
from examapp.services.items.ruled_items import find_revising
from examapp.services.people import duty_rosters
from examapp.services.practice.practice_history import list_answers
from examapp.services.reports.histories import list_entries
from examapp.services.reports.rollup_checks import compare_rollups
from examapp.services.reports.training_archives import read_archive
from tests.services.appeals.decisions import (
    REASON,
    TURNS,
    answer_paper,
    overturning,
    rule,
    slots_of,
    turning_rulings,
)
from tests.services.exams.test_exams import announced, registered

NAME = "周文员"


@pytest.fixture
def act(world, ports):
    def of(name: str) -> dict:
        return {"actor": world["actors"][name], "now": ports.clock.now()}

    return of


def sat(app, world, ports, right: int, **changes) -> Attempt:
    """The person's only try so far, with so many right answers of twenty."""
    announced(world, ports, **changes)
    owner = registered(NAME)
    attempt = registrations.prepare_try(owner.candidate_id, owner.id, now=ports.clock.now())
    answer_paper(app, attempt, right)
    db.session.expire_all()
    return db.session.get(Attempt, attempt.id)


def certificate_of(registration: Registration, ports) -> Certificate:
    return certificates.issue_certificate(
        registration.id,
        candidate_id=registration.candidate_id,
        base_url="https://example.invalid",
        now=ports.clock.now(),
        ports=ports,
    )


def assert_everything_says(passed: bool, attempt: Attempt, world, ports) -> None:
    """Walk each consumer of the result of an exam."""
    now, actor = ports.clock.now(), world["actors"]["officer"]
    result, owner = latest_result(attempt.id), registered(NAME)
    assert result.passed == passed
    assert (owner.state, owner.passed_at is not None) == ("passed" if passed else "due", passed)
    best = exam_boards.best_results([owner.id])[owner.id]
    assert (best.id, best.passed) == (result.id, passed)
    assert exam_boards.progress_of_exams(actor, [owner.exam_id])[owner.exam_id].passed == int(passed)
    assert exam_boards.total_of(exam_boards.progress_by_enterprise(actor, owner.exam_id)).passed == int(
        passed
    )
    listed = db.session.scalars(exam_boards.registrations_query(actor, owner.exam_id, "passed")).all()
    assert [one.id for one in listed] == ([owner.id] if passed else [])
    [standing] = duty_rosters.list_standings([owner.employment], now=now)
    assert standing.without_pass == (not passed)
    assert duty_rosters.count_states(actor, now=now)["passed"] == int(passed)
    [entry] = list_entries(now=now, candidate_id=owner.candidate_id)
    assert (entry.passed, entry.score_tenths, entry.full_tenths) == (
        passed,
        result.score_tenths,
        result.full_tenths,
    )
    year = read_archive(owner.employment.enterprise, now.year, now=now)
    assert [(one.passed, one.score_tenths) for one in year.entries] == [(passed, result.score_tenths)]
    told = explain_result(attempt.id, now=now)
    assert (told["passed"], told["score_tenths"]) == (passed, result.score_tenths)
    duty = registrations.get_duty(owner.candidate_id, owner.id, now=now)
    assert (duty.obstacle is not None and duty.obstacle.code == "exam_passed") == passed
    assert compare_rollups().differing == 0
    assert audit.find_tampering() is None


@pytest.mark.parametrize(("kind", "to_pass"), TURNS)
def test_every_page_and_list_follows_a_ruling_that_turns_the_verdict(app, world, ports, act, kind, to_pass):
    attempt = sat(app, world, ports, 11 if to_pass else 12)
    assert_everything_says(not to_pass, attempt, world, ports)
    old = None if to_pass else certificate_of(registered(NAME), ports)
    for slot, ruling in turning_rulings(attempt, kind, to_pass=to_pass):
        rule(slot.key, ruling, act)
    assert_everything_says(to_pass, attempt, world, ports)
    if to_pass:
        printed = certificates.content_of(certificate_of(registered(NAME), ports))
        assert printed["score_tenths"] == latest_result(attempt.id).score_tenths
    else:
        assert db.session.get(Certificate, old.id, populate_existing=True).state == "revoked"
        with pytest.raises(DomainError) as refused:
            certificate_of(registered(NAME), ports)
        assert refused.value.code == "certificate_without_pass"


@pytest.mark.parametrize(("kind", "to_pass"), TURNS)
def test_an_overturned_ruling_turns_everything_back(app, world, ports, act, kind, to_pass):
    attempt = sat(app, world, ports, 11 if to_pass else 12)
    first = latest_result(attempt.id)
    ruled = turning_rulings(attempt, kind, to_pass=to_pass)
    for slot, ruling in ruled:
        rule(slot.key, ruling, act)
    assert_everything_says(to_pass, attempt, world, ports)
    given = certificate_of(registered(NAME), ports) if to_pass else None
    for slot, ruling in overturning(ruled):
        rule(slot.key, ruling, act)
    assert_everything_says(not to_pass, attempt, world, ports)
    again = latest_result(attempt.id)
    assert (again.score_tenths, again.full_tenths, again.marks) == (
        first.score_tenths,
        first.full_tenths,
        first.marks,
    )
    if given:
        assert db.session.get(Certificate, given.id, populate_existing=True).state == "revoked"
    answers = list_answers(registered(NAME).candidate_id, now=ports.clock.now())
    mine = [one.correct for one in answers if one.item_id == ruled[0][0].item.id]
    assert mine == [ruled[0][0].right]
    slot, ruling = overturning(ruled)[0]
    with pytest.raises(DomainError) as refused:
        rule(slot.key, ruling, act)
    assert refused.value.code == "ruling_key_wrong", "what counts already is no ruling"


@pytest.mark.parametrize(("kind", "to_pass"), TURNS)
def test_the_wrong_answer_book_judges_by_what_was_ruled(app, world, ports, act, kind, to_pass):
    attempt = sat(app, world, ports, 11 if to_pass else 12)
    for slot, ruling in turning_rulings(attempt, kind, to_pass=to_pass):
        rule(slot.key, ruling, act)
        answers = list_answers(registered(NAME).candidate_id, now=ports.clock.now())
        mine = [one.correct for one in answers if one.item_id == slot.item.id]
        # A void item is nobody's answer, right or wrong.
        assert mine == ([] if "void" in kind else [to_pass])


@pytest.mark.parametrize("kind", ["change_key", "void", "all_correct"])
def test_a_ruled_item_is_on_hold_and_the_reviewer_who_proposed_it_is_asked_to_revise_it(
    app, world, ports, act, kind
):
    slot, ruling = turning_rulings(sat(app, world, ports, 11), kind, to_pass=True)[0]
    rule(slot.key, ruling, act)
    row = db.session.get(BankItem, slot.item.id)
    assert row.state == "on_hold"
    asked = find_revising(row.id)
    assert (asked.editor, asked.draft.state) == ("reviewer甲", "draft")
    wanted = ruling.key if kind == "change_key" else slot.item.answer_key
    assert tuple(asked.draft.data["answer_key"]) == wanted
    with pytest.raises(DomainError) as refused:
        item_lives.release(row.id, **act("bank_admin"))
    assert refused.value.code == "held_for_ruling"
    item_lives.submit(asked.draft.id, **act("reviewer"))
    renewed = item_lives.publish(asked.draft.id, **act("bank_admin"))
    assert (renewed.state, renewed.revision) == ("published", slot.item.revision + 1)


def test_the_new_key_stands_beside_the_reason_of_the_ruling_not_beside_the_old_explanation(
    app, world, ports, act
):
    attempt = sat(app, world, ports, 12)
    slot, ruling = turning_rulings(attempt, "change_key", to_pass=False)[0]
    rule(slot.key, ruling, act)
    told = explain_result(attempt.id, now=ports.clock.now())["slots"][slot.number - 1]
    assert (told["right"], told["correct"], told["ruling"]) == (list(ruling.key), False, "更正答案")
    assert (told["rationale"], told["citations"]) == (REASON, [])


def test_a_void_item_costs_nobody_points_unless_the_ruling_says_so(app, world, ports, act):
    attempt = sat(app, world, ports, 12)
    right = next(slot for slot in slots_of(attempt) if slot.right)
    rule(right.key, Ruling(Effect.void), act)
    assert (latest_result(attempt.id).version, latest_result(attempt.id).passed) == (1, True)
    wrong = next(slot for slot in slots_of(attempt) if not slot.right)
    rule(wrong.key, Ruling(Effect.void), act)
    result = latest_result(attempt.id)
    points = [slot["points"] for slot in json.loads(attempt.paper)["slots"]]
    assert (result.version, result.full_tenths) == (2, (sum(points) - points[wrong.number - 1]) * 10)


def test_a_regrade_says_nothing_of_results_that_are_shown_after_the_close(app, world, ports, act):
    attempt = sat(app, world, ports, 11, shows="after_close")
    slot, ruling = turning_rulings(attempt, "all_correct", to_pass=True)[0]
    rule(slot.key, ruling, act)
    assert latest_result(attempt.id).passed
    assert not any("重新评" in one.text for one in notices.list_unread(registered(NAME).candidate_id))
