"""A ruling turns a verdict of a spot quiz: rectifications, coverage, statistics, board, file and record follow."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.answer_words import word_key
from examapp.domain.records import rebuild_record
from examapp.domain.rulings import item_under
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.records import Rectification
from examapp.services.appeals import regrades
from examapp.services.attempts.answer_reading import read_quiz_papers
from examapp.services.attempts.attempts import latest_result
from examapp.services.core import audit
from examapp.services.quizzes import boards, records, rectifications, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from examapp.services.reports.coverage import read_coverage
from examapp.services.reports.histories import list_entries
from examapp.services.reports.rollup_checks import compare_rollups
from tests.services.appeals.decisions import TURNS, answer_paper, overturning, rule, turning_rulings
from tests.services.appeals.test_decisions_in_exams import act  # noqa: F401
from tests.stories import amend, confirmed, open_quiz, sign_as_all

# ruff: noqa: F811 - a fixture of the tests of exams is used here


def record_of(app, world, ports, quiz, right: int):
    """One person answers so many right, everybody signs, the record is made; gives the attempt and the record."""
    actor, now = world["actors"]["inspector"], ports.clock.now()
    _, attempt = confirmed(world, ports, quiz)
    answer_paper(app, attempt, right)
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    sign_as_all(world, ports, quiz)
    record = records.finish_record(quiz.id, base_url="", actor=actor, now=now, ports=ports)
    return db.session.get(Attempt, attempt.id), record


def open_items() -> list[Rectification]:
    db.session.expire_all()
    return [item for item in db.session.scalars(select(Rectification)) if item.state == "open"]


def assert_everything_says(passed: bool, attempt: Attempt, world, ports) -> None:
    """Walk each consumer of the result of a quiz."""
    now, actor, participant = ports.clock.now(), world["actors"]["inspector"], attempt.participant
    quiz, result, today = participant.spot_quiz, latest_result(attempt.id), now.date()
    assert result.passed == passed
    assert [item.participant_id for item in open_items()] == ([] if passed else [participant.id])
    total = read_coverage(actor, today, today)["total"]
    assert (total["people"], total["passed"]) == (1, int(passed))
    board = boards.read_board(quiz, now=now, grace_seconds=None)
    assert board["counts"]["passed"] == int(passed)
    [paper] = read_quiz_papers(quiz.id)
    assert paper.marks.percent == pytest.approx(100 * result.score_tenths / result.full_tenths)
    [entry] = list_entries(now=now, candidate_id=participant.candidate_id)
    assert (entry.passed, entry.score_tenths) == (passed, result.score_tenths)
    assert compare_rollups().differing == 0
    assert audit.find_tampering() is None


@pytest.mark.parametrize(("kind", "to_pass"), TURNS)
def test_every_page_and_list_follows_a_ruling_that_turns_the_verdict(app, world, ports, act, kind, to_pass):
    quiz = open_quiz(world, ports, {"lead": 1})
    attempt, record = record_of(app, world, ports, quiz, 5 if to_pass else 6)
    assert_everything_says(not to_pass, attempt, world, ports)
    ports.clock.moment += timedelta(minutes=1)
    for slot, ruling in turning_rulings(attempt, kind, to_pass=to_pass):
        rule(slot.key, ruling, act)
    assert_everything_says(to_pass, attempt, world, ports)
    assert regrades.is_stale(record)
    amended = amend(world, ports, record.id, "成绩重新评定")
    content = json.loads(amended.content)
    told = next(one for one in content["participants"] if one["state"] == "done")
    assert (told["passed"], told["score_tenths"]) == (to_pass, latest_result(attempt.id).score_tenths)
    assert rebuild_record(content) == []
    printed = layout_record(content, "", {}, demonstration=False)
    assert printed["people"][0]["signature"] == "未重新签字"
    assert printed["people"][0]["score"].endswith(f"/{told['full_tenths'] // 10}")
    void = {key for key, ruled in content["rulings"].items() if ruled["effect"] == "void"}
    wrong = [
        f"{slot['item']}@{slot['revision']}"
        for slot, mark in zip(told["paper"], told["marks"], strict=True)
        if mark < slot["points"] * 10
    ]
    assert len(printed["mistakes"]) == len(set(wrong) - void)


@pytest.mark.parametrize(("kind", "to_pass"), TURNS)
def test_an_overturned_ruling_turns_everything_back(app, world, ports, act, kind, to_pass):
    quiz = open_quiz(world, ports, {"lead": 1})
    attempt, record = record_of(app, world, ports, quiz, 5 if to_pass else 6)
    ruled = turning_rulings(attempt, kind, to_pass=to_pass)
    for slot, ruling in ruled:
        rule(slot.key, ruling, act)
    assert_everything_says(to_pass, attempt, world, ports)
    for slot, ruling in overturning(ruled):
        rule(slot.key, ruling, act)
    assert_everything_says(not to_pass, attempt, world, ports)
    content = json.loads(amend(world, ports, record.id, "裁定被推翻").content)
    told = next(one for one in content["participants"] if one["state"] == "done")
    assert told["passed"] is not to_pass
    assert rebuild_record(content) == []


def test_the_record_names_the_key_that_counts_and_not_the_reasons_of_the_old_one(app, world, ports, act):
    attempt, record = record_of(app, world, ports, open_quiz(world, ports, {"lead": 1}), 6)
    [(slot, ruling)] = turning_rulings(attempt, "change_key", to_pass=False)
    rule(slot.key, ruling, act)
    content = json.loads(amend(world, ports, record.id, "成绩重新评定").content)
    row = next(
        one
        for one in layout_record(content, "", {}, demonstration=False)["mistakes"]
        if one["stem"].endswith(slot.item.stem)
    )
    assert row["right"] == f"{word_key(item_under(slot.item, ruling))}。经申诉裁定，答案已更正"
    assert row["law"] == "—"


def test_a_rectification_that_was_closed_by_hand_is_left_alone(app, world, ports, act):
    attempt, _ = record_of(app, world, ports, open_quiz(world, ports, {"lead": 1}), 5)
    [item] = open_items()
    rectifications.close_rectification(item.id, "离岗", **act("inspector"))
    for kind, to_pass in (("all_correct", True), ("strict_void", False)):
        for slot, ruling in turning_rulings(attempt, kind, to_pass=to_pass):
            rule(slot.key, ruling, act)
    closed = db.session.scalars(select(Rectification)).one()
    assert (closed.state, closed.closing_note) == ("closed", "离岗")


def test_a_retest_that_passes_no_more_opens_its_rectification_again(app, world, ports, act):
    record_of(app, world, ports, open_quiz(world, ports, {"lead": 1}), 2)
    [item] = open_items()
    quiz_id = rectifications.start_retest(
        item.id, client_id=str(uuid.uuid4()), ports=ports, **act("inspector")
    )
    retest, _ = record_of(app, world, ports, spot_quizzes.locked_quiz(quiz_id), 6)
    assert open_items() == []
    for slot, ruling in turning_rulings(retest, "strict_void", to_pass=False):
        rule(slot.key, ruling, act)
    assert [one.id for one in open_items()] == [item.id]


def test_before_the_record_a_ruling_opens_nothing_and_the_record_opens_what_is_due_then(
    app, world, ports, act
):
    quiz = open_quiz(world, ports, {"lead": 1})
    attempt = attempt_of(confirmed(world, ports, quiz)[0].id)
    answer_paper(app, attempt, 5)
    for slot, ruling in turning_rulings(attempt, "all_correct", to_pass=True):
        rule(slot.key, ruling, act)
    assert db.session.scalars(select(Rectification)).all() == []
