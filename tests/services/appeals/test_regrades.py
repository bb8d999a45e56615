"""Appeals merge, a decision is tried dry first, another person approves, results get new versions, people are told."""

import json
from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.records import rebuild_record
from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.appeals import Appeal, Dispute, ItemRuling
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.records import Record
from examapp.services.appeals import appeals, regrade_runs, regrades
from examapp.services.attempts.attempts import latest_result
from examapp.services.core import audit, notices
from examapp.services.exams import registrations
from examapp.services.items.item_contents import get_items
from examapp.services.quizzes.participants import attempt_of as attempt_of_participant
from examapp.services.quizzes.spot_quizzes import list_participants
from tests.services.exams.test_exams import announced, registered, sit
from tests.services.quizzes.test_field_flow import finish
from tests.stories import amend, open_quiz

FIRST, SECOND = "周文员", "张焊工"


def attempt_of(name: str) -> Attempt:
    db.session.expire_all()
    return registrations.list_tries(registered(name).id)[0]


def wrong_slot(attempt: Attempt) -> int:
    """The first slot that earned nothing, counted from 1."""
    return json.loads(latest_result(attempt.id).marks).index(0) + 1


def file(attempt: Attempt, slot: int, ports, text: str = "答案和新规定不一样") -> Appeal:
    owner = attempt.registration.candidate_id
    return appeals.file_appeal(attempt.id, slot, text, candidate_id=owner, now=ports.clock.now())


def trial_of(dispute_id: int, ruling: Ruling, ports, act) -> regrade_runs.RunState:
    """What a reviewer sees after asking for a trial; jobs run at once in tests."""
    regrade_runs.ask_trial(dispute_id, ruling, **act("bank_admin"), ports=ports)
    db.session.expire_all()
    return regrade_runs.find_trial(dispute_id, ruling, now=ports.clock.now())


@pytest.fixture
def failed(app, world, ports) -> Attempt:
    """Somebody just below the line: one more right answer passes."""
    announced(world, ports)
    cut = None
    for right in (11, 12):
        name = FIRST if right == 11 else SECOND
        cut = sit(app, registered(name), ports, right=right)
    assert cut["passed"]
    attempt = attempt_of(FIRST)
    assert not latest_result(attempt.id).passed
    return attempt


@pytest.fixture
def act(world, ports):
    def of(name: str) -> dict:
        return {"actor": world["actors"][name], "now": ports.clock.now()}

    return of


def test_the_same_slot_twice_is_one_appeal_and_the_same_item_is_one_dispute(app, world, ports, failed):
    slot = wrong_slot(failed)
    assert file(failed, slot, ports).id == file(failed, slot, ports, "再说一次").id
    assert db.session.query(Dispute).one().state == "open"
    assert appeals.count_waiting() == 1


def test_an_appeal_needs_words_time_and_to_be_ones_own(ports, failed):
    slot, other = wrong_slot(failed), registered(SECOND).candidate_id
    with pytest.raises(DomainError) as empty:
        file(failed, slot, ports, "  ")
    with pytest.raises(DomainError) as foreign:
        appeals.file_appeal(failed.id, slot, "不对", candidate_id=other, now=ports.clock.now())
    ports.clock.moment += timedelta(days=8)
    with pytest.raises(DomainError) as late:
        file(failed, slot, ports)
    codes = [one.value.code for one in (empty, foreign, late)]
    assert codes == ["appeal_empty", "not_found", "appeal_too_late"]
    assert db.session.query(Appeal).count() == 0


@pytest.mark.parametrize(
    ("text", "code"), [("😀", "appeal_short"), ("x。", "appeal_short"), ("错" * 501, "appeal_long")]
)
def test_what_says_nothing_or_too_much_is_told_and_spends_no_appeal(ports, failed, text, code):
    slot = wrong_slot(failed)
    with pytest.raises(DomainError, match=code):
        file(failed, slot, ports, text)
    assert file(failed, slot, ports, "错" * 500).text == "错" * 500


def test_a_dry_run_says_who_flips_and_stores_no_result(ports, act, failed):
    dispute = file(failed, wrong_slot(failed), ports).dispute_id
    changes = trial_of(dispute, Ruling(Effect.all_correct), ports, act).changes
    assert [(one.name, one.passed) for one in changes if one.flips] == [(FIRST, True)]
    db.session.expire_all()
    assert {one.version for one in db.session.query(AttemptResult)} == {1}


def test_a_regrade_waits_for_another_person_then_counts_once(ports, act, failed):
    dispute = file(failed, wrong_slot(failed), ports).dispute_id
    regrades.decide(dispute, Ruling(Effect.all_correct), "题目有歧义。", **act("bank_admin"))
    with pytest.raises(DomainError) as alone:
        regrades.approve(dispute, **act("bank_admin"))
    assert alone.value.code == "second_person_needed"
    assert latest_result(failed.id).version == 1
    changed = regrades.approve(dispute, **act("reviewer"))
    assert regrades.approve(dispute, **act("reviewer")) == changed >= 1
    result = latest_result(failed.id)
    assert (result.version, result.passed) == (2, True)
    kept = db.session.query(AttemptResult).filter_by(attempt_id=failed.id, version=1).one()
    assert not kept.passed
    assert registered(FIRST).state == "passed"
    told = [one.text for one in notices.list_unread(registered(FIRST).candidate_id)]
    assert any("题目有歧义" in text for text in told)
    assert any("变为" in text for text in told)
    assert audit.find_tampering() is None


def test_keeping_the_key_ends_it_with_an_answer_and_changes_nothing(ports, act, failed):
    dispute = file(failed, wrong_slot(failed), ports).dispute_id
    with pytest.raises(DomainError):
        regrades.decide(dispute, Ruling(Effect.keep), " ", **act("reviewer"))
    ended = regrades.decide(dispute, Ruling(Effect.keep), "答案符合法条。", **act("reviewer"))
    assert (ended.state, ended.changed_results) == ("ruled", 0)
    assert latest_result(failed.id).version == 1
    assert "维持原答案" in notices.list_unread(registered(FIRST).candidate_id)[0].text


def test_a_void_slot_counts_for_nobody(ports, act, failed):
    slot = wrong_slot(failed)
    dispute = file(failed, slot, ports).dispute_id
    regrades.decide(dispute, Ruling(Effect.void), "题目过时。", **act("reviewer"))
    regrades.approve(dispute, **act("bank_admin"))
    old, new = db.session.query(AttemptResult).filter_by(attempt_id=failed.id).order_by("version")
    points = json.loads(failed.paper)["slots"][slot - 1]["points"]
    assert (new.score_tenths, old.full_tenths - new.full_tenths) == (old.score_tenths, points * 10)


def test_a_changed_key_can_also_take_a_pass_away_and_the_dry_run_said_so(ports, act, failed):
    passed = attempt_of(SECOND)
    slots = json.loads(passed.paper)["slots"]
    items = get_items((slot["item"], slot["revision"]) for slot in slots)
    place, item = next(
        (number, items[(slot["item"], slot["revision"])])
        for number, slot in enumerate(slots, start=1)
        if items[(slot["item"], slot["revision"])].type.value == "single" and number <= 12
    )
    other = next(choice.id for choice in item.choices if choice.id not in item.answer_key)
    dispute = file(passed, place, ports).dispute_id
    ruling = Ruling(Effect.change_key, (other,))
    assert SECOND in {one.name for one in trial_of(dispute, ruling, ports, act).changes if one.flips}
    regrades.decide(dispute, ruling, "新规定改了。", **act("reviewer"))
    regrades.approve(dispute, **act("bank_admin"))
    db.session.expire_all()
    assert registered(SECOND).state == "due"


def test_sent_back_it_can_be_decided_again(ports, act, failed):
    dispute = file(failed, wrong_slot(failed), ports).dispute_id
    regrades.decide(dispute, Ruling(Effect.void), "作废。", **act("reviewer"))
    regrades.send_back(dispute, **act("bank_admin"))
    regrades.decide(dispute, Ruling(Effect.keep), "维持。", **act("reviewer"))
    assert appeals.count_waiting() == 0
    with pytest.raises(DomainError) as over:
        regrades.decide(dispute, Ruling(Effect.void), "又作废。", **act("reviewer"))
    assert over.value.code == "state_conflict"


def test_regrading_with_nothing_changed_changes_nothing(app, ports, act, failed):
    for attempt in db.session.query(Attempt).filter_by(state="submitted"):
        assert regrades.regrade(attempt, now=ports.clock.now()) is None
    dispute = file(failed, wrong_slot(failed), ports).dispute_id
    regrades.decide(dispute, Ruling(Effect.all_correct), "都算对。", **act("reviewer"))
    regrades.approve(dispute, **act("bank_admin"))
    for attempt in db.session.query(Attempt).filter_by(state="submitted"):
        assert regrades.regrade(attempt, now=ports.clock.now()) is None


def test_whoever_hands_in_later_is_marked_under_the_ruling(app, ports, act, failed):
    slot = wrong_slot(failed)
    asked = json.loads(failed.paper)["slots"][slot - 1]
    dispute = file(failed, slot, ports).dispute_id
    regrades.decide(dispute, Ruling(Effect.all_correct), "都算对。", **act("reviewer"))
    regrades.approve(dispute, **act("bank_admin"))
    ruled = db.session.query(ItemRuling).one()
    assert (ruled.item_id, ruled.item_revision) == (asked["item"], asked["revision"])
    later = next(
        (
            one
            for one in db.session.query(Attempt).filter_by(state="ready")
            if f'"item":"{asked["item"]}"' in one.paper
        ),
        None,
    )
    if later is not None:
        sit(app, later.registration, ports, right=0)
        db.session.expire_all()
        assert max(json.loads(latest_result(later.id).marks)) > 0


def test_an_amended_record_of_a_regraded_quiz_verifies_and_the_old_one_is_known_to_be_stale(
    app, world, ports, act
):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [10, 3])
    people = [one for one in list_participants(quiz.id) if one.state == "done"]
    attempt = next(
        one
        for one in (attempt_of_participant(person.id) for person in people)
        if 0 in json.loads(latest_result(one.id).marks)
    )
    asked = json.loads(attempt.paper)["slots"][wrong_slot(attempt) - 1]
    dispute = Dispute(
        item_id=asked["item"],
        item_revision=asked["revision"],
        open_key=f"{asked['item']}@{asked['revision']}",
        opened_at=ports.clock.now(),
    )
    db.session.add(dispute)
    db.session.commit()
    dispute_id = dispute.id
    assert not regrades.is_stale(record)
    ports.clock.moment += timedelta(minutes=5)
    regrades.decide(dispute_id, Ruling(Effect.all_correct), "都算对。", **act("reviewer"))
    assert regrades.approve(dispute_id, **act("bank_admin")) >= 1
    assert regrades.is_stale(db.session.get(Record, record.id))
    ports.clock.moment += timedelta(minutes=5)
    amended = amend(world, ports, record.id, "申诉后重新评分", base_url="https://x")
    assert rebuild_record(json.loads(amended.content)) == []
    assert not regrades.is_stale(amended)
