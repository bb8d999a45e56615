"""The flow on site through the services: draw, walk-ins, absence, swaps, signatures, record, verify, rectification."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.adapters.documents.record_files import read_file
from examapp.domain.errors import DomainError
from examapp.domain.records import rebuild_record
from examapp.extensions import db
from examapp.models.inspections import Participant
from examapp.models.records import Record, Rectification
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.quizzes import (
    boards,
    records,
    rectifications,
    seat_control,
    seats,
    signatures,
    spot_quizzes,
)
from examapp.services.quizzes.participants import attempt_of
from examapp.services.reports import coverage
from examapp.verifying import verify_file
from tests.stories import Device, amend, confirmed, nod, open_quiz, right_answers, sign_as_all, step


def answer(app, attempt, count: int) -> None:
    device = Device(app, attempt)
    device.read()
    for number, response in enumerate(right_answers(attempt)[:count], start=1):
        device.put(step(number, response, number))
    device.submit(count)


def finish(app, world, ports, quiz, right: list[int]):
    """Everybody answers so many right, all sign, the record is made."""
    actor, now = world["actors"]["inspector"], ports.clock.now()
    for place, count in enumerate(right):
        _, attempt = confirmed(world, ports, quiz, place)
        answer(app, attempt, count)
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    sign_as_all(world, ports, quiz)
    return records.finish_record(
        quiz.id, base_url="https://example.invalid", actor=actor, now=now, ports=ports
    )


def test_a_finished_record_verifies_from_json_and_from_the_pdf(app, world, ports, tmp_path, capsys):
    record = finish(app, world, ports, open_quiz(world, ports), [10, 8, 6])
    (tmp_path / "record.json").write_text(record.content, encoding="utf-8")
    (tmp_path / "record.pdf").write_bytes(record.document)
    assert verify_file(str(tmp_path / "record.json"), trusted_keys()) == 0
    assert verify_file(str(tmp_path / "record.pdf"), trusted_keys()) == 0
    assert "复核通过" in capsys.readouterr().out
    assert read_file(record.document, {}).record == json.loads(record.content)


def test_any_tampering_with_a_record_is_found(app, world, ports):
    content = json.loads(finish(app, world, ports, open_quiz(world, ports), [10, 8]).content)
    changes = [
        lambda r: r["participants"][0].update(score_tenths=10),
        lambda r: r["participants"][1].update(passed=not r["participants"][1]["passed"]),
        lambda r: r["participants"][0]["responses"].reverse(),
        lambda r: r["participants"][0]["paper"][0].update(points=50),
        lambda r: r["draw"].update(seed_people="00" * 32),
        lambda r: r["draw"].update(seed_papers="00" * 32),
        lambda r: r["draw"].update(nonce="8"),
        lambda r: r["draw"]["frozen"]["roster"].pop(),
        lambda r: r["draw"]["item_pool"].pop(),
        lambda r: r["draw"]["drawn"]["key_post"].reverse(),
        lambda r: r["conclusion"].update(passed=9),
        lambda r: next(iter(r["items"].values())).update(answer_key=["zz"]),
        lambda r: r["inspectors"][0].update(name="别人"),
    ]
    for change in changes:
        copy = json.loads(json.dumps(content))
        change(copy)
        assert rebuild_record(copy), change


def test_the_same_start_pressed_twice_is_one_inspection(world, ports):
    once = str(uuid.uuid4())
    actor, now = world["actors"]["inspector"], ports.clock.now()
    ids = {
        spot_quizzes.prepare_quiz(world["own"].id, client_id=once, actor=actor, now=now, ports=ports)
        for _ in range(3)
    }
    assert len(ids) == 1


def test_two_different_inspectors_are_required(world, ports):
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )
    for second in (0, world["inspector_id"], world["outsider_id"]):
        with pytest.raises(DomainError) as refused:
            spot_quizzes.draw_and_open(
                quiz_id,
                quotas={"lead": 1},
                nonce="",
                excluded={},
                second_inspector_id=second,
                actor=actor,
                now=now,
                ports=ports,
            )
        assert refused.value.code == "second_inspector_missing"


def test_more_than_the_roster_holds_is_refused_with_the_number(world, ports):
    with pytest.raises(DomainError) as refused:
        open_quiz(world, ports, {"lead": 2})
    assert (refused.value.code, refused.value.data["available"]) == ("quota_impossible", 1)


def test_a_walk_in_is_seated_confirmed_and_stands_on_the_record(app, world, ports):
    quiz = open_quiz(world, ports)
    token = seats.take_walk_in_seat(
        quiz.code, "临时工", "123x", "key_post", "hot_work", now=ports.clock.now(), ports=ports
    )
    assert seats.find_claim(token).participant is None
    walk_in = nod(world, ports, token)
    assert (walk_in.origin, walk_in.state) == ("walk_in", "confirmed")
    answer(app, attempt_of(walk_in.id), 10)
    record = finish(app, world, ports, quiz, [9])
    content = json.loads(record.content)
    assert [one["origin"] for one in content["participants"]].count("walk_in") == 1
    assert rebuild_record(content) == []


def test_a_wrong_name_and_a_wrong_tail_are_refused_alike(world, ports):
    quiz = open_quiz(world, ports)
    drawn = spot_quizzes.list_participants(quiz.id)[0]
    codes = []
    for name, tail in ((drawn.name, "0000"), ("没有此人", world["tails"][drawn.name])):
        with pytest.raises(DomainError) as refused:
            seats.take_seat(quiz.code, name, tail, now=ports.clock.now(), ports=ports)
        codes.append(refused.value.code)
    assert codes == ["name_not_matching"] * 2


def test_a_swap_takes_the_next_in_drawn_order_and_verifies(app, world, ports):
    quiz = open_quiz(world, ports)
    leaving = next(one for one in spot_quizzes.list_participants(quiz.id) if one.role == "key_post")
    new_id = seat_control.swap_participant(
        leaving.id, "在休假", actor=world["actors"]["inspector"], now=ports.clock.now(), ports=ports
    )
    assert db.session.get(Participant, new_id).origin == "swapped"
    content = json.loads(finish(app, world, ports, quiz, [9]).content)
    assert [swap["reason"] for swap in content["draw"]["swaps"]] == ["在休假"]
    assert rebuild_record(content) == []


def test_papers_of_one_quiz_never_share_a_twin_within_and_stay_in_tolerance(world, ports):
    quiz = open_quiz(world, ports)
    for one in spot_quizzes.list_participants(quiz.id):
        slots = json.loads(attempt_of(one.id).paper)["slots"]
        assert len({slot["item"] for slot in slots}) == len(slots) == 10


def test_closing_needs_a_reason_for_those_who_did_not_come(world, ports):
    quiz = open_quiz(world, ports)
    with pytest.raises(DomainError) as refused:
        spot_quizzes.close_quiz(
            quiz.id,
            absent_reason="",
            actor=world["actors"]["inspector"],
            now=ports.clock.now(),
            grace_seconds=5,
        )
    assert refused.value.code == "absent_reason_missing"


def test_no_record_before_everybody_signed_or_refused(app, world, ports):
    quiz = open_quiz(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    with pytest.raises(DomainError) as refused:
        records.finish_record(quiz.id, base_url="", actor=actor, now=now, ports=ports)
    assert "企业代表" in refused.value.data["signers"]


def test_a_refused_signature_stands_on_the_record_with_its_reason(app, world, ports):
    quiz = open_quiz(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    signatures.sign(
        quiz.id, "representative", strokes=None, refusal_reason="不认可", name="代表", actor=actor, now=now
    )
    sign_as_all(world, ports, quiz)
    content = json.loads(
        records.finish_record(quiz.id, base_url="", actor=actor, now=now, ports=ports).content
    )
    assert [one["reason"] for one in content["signatures"] if one["refused"]] == ["不认可"]


def test_amending_makes_a_new_version_and_never_overwrites(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    old = record.content
    made = amend(world, ports, record.id, "姓名写错")
    kept = db.session.get(Record, record.id)
    assert (made.version, kept.state, kept.content) == (2, "amended", old)
    assert rebuild_record(json.loads(made.content)) == []


def test_a_fail_opens_a_rectification_and_a_passed_retest_with_new_items_closes_it(app, world, ports):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [2, 10])
    item = db.session.scalars(select(Rectification)).one()
    actor = world["actors"]["inspector"]
    assert rectifications.is_overdue(item, today=item.due_on + timedelta(days=1))
    retest = spot_quizzes.locked_quiz(
        rectifications.start_retest(
            item.id, client_id=str(uuid.uuid4()), actor=actor, now=ports.clock.now(), ports=ports
        )
    )
    failed = json.loads(attempt_of(item.participant_id).paper)["slots"]
    again = json.loads(attempt_of(spot_quizzes.list_participants(retest.id)[0].id).paper)["slots"]
    assert not {slot["item"] for slot in failed} & {slot["item"] for slot in again}
    second = finish(app, world, ports, retest, [10])
    assert rebuild_record(json.loads(second.content)) == []
    assert db.session.get(Rectification, item.id).state == "closed"
    assert record.state == "current"


def test_the_board_and_the_talk_card_tell_what_happened(app, world, ports):
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    device = Device(app, attempt)
    device.read()
    device.put(step(1, right_answers(attempt)[0], 1), step(2, right_answers(attempt)[1], 2))
    board = boards.read_board(quiz, now=ports.clock.now(), grace_seconds=5)
    assert (board["people"][0]["answered"], board["counts"]["answering"]) == ([1, 2], 1)
    # Seven items stay empty and say nothing about what is understood; one is answered wrong.
    keys = right_answers(attempt)
    slot = next(place for place in range(3, 11) if keys[place - 1] in (["a"], ["b"], ["c"], ["d"]))
    device.put(step(slot, ["b"] if keys[slot - 1] == ["a"] else ["a"], 3))
    device.submit(3)
    board = boards.read_board(quiz, now=ports.clock.now(), grace_seconds=5)
    assert (board["people"][0]["score_tenths"], board["people"][0]["passed"]) == (200, False)
    points = boards.make_talk_card(quiz)
    assert 1 <= len(points) <= 3
    # What was left empty is not right, and is told apart from what was answered wrong.
    assert all(point["empty"] <= point["missed"] <= point["met"] for point in points)
    assert sum(point["empty"] for point in points) >= len(points) - 1
    assert points[0]["example"]["citations"]


def test_coverage_counts_who_was_inspected_quizzed_and_exempt(app, world, ports):
    finish(app, world, ports, open_quiz(world, ports), [10, 10, 10])
    day = ports.clock.now().date()
    total = coverage.read_coverage(
        world["actors"]["bureau"], day - timedelta(days=1), day + timedelta(days=1)
    )["total"]
    assert (total["inspected"], total["quizzed"], total["full"], total["people"]) == (1, 1, 1, 3)
    outside = coverage.read_coverage(
        world["actors"]["county"], day - timedelta(days=1), day + timedelta(days=1)
    )["total"]
    assert outside["inspected"] == 0
