"""The attempt protocol end to end on real databases: invariants I1-I6, attacks S01-S12, faults R04-R27."""

import threading
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult, AttemptStep
from examapp.models.inspections import Participant
from examapp.services.attempts import attempt_starts, attempts
from examapp.services.core import audit
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import seats
from tests.stories import Device, confirmed, nod, open_quiz, right_answers, step


@pytest.fixture
def sitting(app, world, ports):
    """An open quiz with one confirmed person and the device that answers."""
    quiz = open_quiz(world, ports)
    participant, attempt = confirmed(world, ports, quiz)
    return {"quiz": quiz, "participant": participant, "attempt": attempt, "device": Device(app, attempt)}


def answer_all(device: Device, attempt: Attempt) -> int:
    for number, response in enumerate(right_answers(attempt), start=1):
        assert device.put(step(number, response, number)).status_code == 200
    return len(right_answers(attempt))


def slot_with_choices(device) -> tuple[int, list[str]]:
    """The first slot that is answered by choosing, and its choices as this person sees them."""
    slots = device.read().json["slots"]
    held = next(slot for slot in slots if slot["choices"] and slot["type"] != "matching")
    return held["slot"], [choice["id"] for choice in held["choices"]]


def stored(attempt_id: str) -> int:
    return db.session.scalar(
        select(func.count()).select_from(AttemptStep).where(AttemptStep.attempt_id == attempt_id)
    )


def test_everything_acknowledged_is_in_the_score_I1(sitting):
    device = sitting["device"]
    device.read()
    last = answer_all(device, sitting["attempt"])
    result = device.submit(last).json
    assert result["score_tenths"] == result["full_tenths"] == 1000
    assert result["passed"] is True


def test_the_same_step_five_times_is_one_step_I3(sitting):
    device = sitting["device"]
    device.read()
    one = step(1, right_answers(sitting["attempt"])[0], 1)
    answers = [device.put(one).json["acked"] for _ in range(5)]
    assert answers == [[one["id"]]] * 5
    assert stored(device.id) == 1


def test_steps_in_any_order_give_the_same_response_R11(sitting):
    device = sitting["device"]
    slot, (first, second, *_) = slot_with_choices(device)
    device.put(step(slot, [second], 2))
    device.put(step(slot, [first], 1))
    assert device.read().json["slots"][slot - 1]["response"] == [second]


def test_two_tabs_never_overwrite_a_newer_answer_R06(app, sitting):
    one, two = sitting["device"], Device(app, sitting["attempt"])
    slot, (first, second, *_) = slot_with_choices(one)
    two.put(step(slot, [second], 5))
    one.put(step(slot, [first], 3))
    assert two.read().json["slots"][slot - 1]["response"] == [second]


def test_no_key_and_no_rationale_before_the_hand_in_S01(sitting):
    text = sitting["device"].read().get_data(as_text=True)
    assert "answer_key" not in text
    assert "rationale" not in text
    assert "citation" not in text


def test_the_result_of_a_running_attempt_is_refused_S02(sitting):
    sitting["device"].read()
    answer = sitting["device"].result()
    assert (answer.status_code, answer.json["error"]) == (422, "result_not_ready")


def test_another_attempt_can_neither_be_read_nor_written_S03_S04(app, world, ports, sitting):
    _, other = confirmed(world, ports, sitting["quiz"], place=1)
    thief = Device(app, sitting["attempt"])
    thief.id = other.id
    assert thief.read().status_code == 401
    assert thief.put(step(1, ["a"], 1)).status_code == 401
    assert thief.submit(0).status_code == 401
    assert stored(other.id) == 0


def test_score_and_time_from_the_client_are_ignored_S06(sitting):
    device = sitting["device"]
    device.read()
    slot, choices = slot_with_choices(device)
    device.put(step(slot, choices[:1], 1, is_correct=True, score=100, deadline=9**15))
    result = device.submit(1).json
    assert result["score_tenths"] <= 100


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slot": 99}, "slot_unknown"),
        ({"response": ["zz"]}, "choice_unknown"),
        ({"seq": 0}, "bad_json"),
        ({"id": "1"}, "bad_json"),
        ({"response": "a"}, "bad_json"),
    ],
)
def test_what_is_not_in_the_paper_is_refused_and_nothing_is_kept_S07_S08(sitting, change, code):
    device = sitting["device"]
    slot, choices = slot_with_choices(device)
    answer = device.put(step(slot, choices[:1], 1), {**step(slot, choices[:1], 2), **change})
    assert answer.json["error"] == code
    assert stored(device.id) == 0


def test_a_new_answer_after_the_hand_in_is_refused_but_an_old_one_is_acknowledged_again_S09_R09(sitting):
    device = sitting["device"]
    device.read()
    kept = step(1, right_answers(sitting["attempt"])[0], 1)
    device.put(kept)
    before = device.submit(1).json["score_tenths"]
    assert device.put(kept).json["acked"] == [kept["id"]]
    assert device.put(step(2, right_answers(sitting["attempt"])[1], 2)).status_code == 409
    assert device.result().json["score_tenths"] == before


def test_answers_until_the_grace_ends_count_and_later_ones_are_kept_as_late_S10_R25(app, ports, sitting):
    device, right = sitting["device"], right_answers(sitting["attempt"])
    deadline = device.read().json["deadline"]
    start = ports.clock.moment
    for number, (offset, late) in enumerate([(299, False), (300, False), (304, False), (306, True)], start=1):
        ports.clock.moment = start + timedelta(seconds=offset)
        answer = device.put(step(number, right[number - 1], number)).json
        assert (answer["deadline"], bool(answer["late"])) == (deadline, late)
    attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5)
    assert device.result().json["score_tenths"] == 300
    assert stored(device.id) == 4


def late_rows(attempt_id: str) -> set[str]:
    rows = db.session.query(AttemptStep.client_id).filter_by(attempt_id=attempt_id, late=True)
    return {str(uuid.UUID(bytes=bytes(client_id))) for (client_id,) in rows}


def test_what_is_said_to_be_late_is_what_is_stored_as_late_also_when_it_is_sent_again_R25_R51(ports, sitting):
    device, right = sitting["device"], right_answers(sitting["attempt"])
    device.read()
    start, steps, told = ports.clock.moment, [], set()
    for number, offset in enumerate([299, 301, 304, 306], start=1):
        ports.clock.moment = start + timedelta(seconds=offset)
        steps.append(step(number, right[number - 1], number))
        told |= set(device.put(steps[-1]).json["late"])
    attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5)
    assert set(device.put(*steps).json["late"]) == told == late_rows(device.id) == {steps[3]["id"]}


def test_what_comes_after_an_inspector_ended_it_is_told_and_stored_as_late_although_time_was_left(
    world, ports, sitting
):
    device, right = sitting["device"], right_answers(sitting["attempt"])
    device.read()
    first, second = step(1, right[0], 1), step(2, right[1], 2)
    device.put(first)
    with transaction():
        attempts.finish_by_inspector(
            device.id, actor=world["actors"]["inspector"], now=ports.clock.now(), grace_seconds=5
        )
    assert device.put(first, second).json["late"] == [second["id"]]
    assert late_rows(device.id) == {second["id"]}


def test_handing_in_twice_gives_the_same_receipt_R08(sitting):
    device = sitting["device"]
    device.read()
    last = answer_all(device, sitting["attempt"])
    assert device.submit(last).json == device.submit(last).json
    assert db.session.scalar(select(func.count()).select_from(AttemptResult)) == 1


def test_a_hand_in_names_the_steps_that_are_missing(sitting):
    device = sitting["device"]
    device.read()
    device.put(step(1, right_answers(sitting["attempt"])[0], 1))
    answer = device.submit(3)
    assert (answer.status_code, answer.json["data"]["missing"]) == (409, [2, 3])


def test_the_server_hands_in_at_the_deadline_though_the_device_is_gone_R26(ports, sitting):
    device = sitting["device"]
    deadline = device.read().json["deadline"]
    device.put(step(1, right_answers(sitting["attempt"])[0], 1))
    ports.clock.moment += timedelta(minutes=30)
    assert attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5) == [device.id]
    assert attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5) == []
    result = device.result().json
    assert (result["how"], result["submitted_at"], result["score_tenths"]) == ("deadline", deadline, 100)


def test_the_sweep_and_the_person_hand_in_together_and_one_wins_R27(ports, sitting):
    device = sitting["device"]
    device.read()
    last = answer_all(device, sitting["attempt"])
    ports.clock.moment += timedelta(seconds=306)
    attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5)
    assert device.submit(last).json["score_tenths"] == 1000
    assert db.session.scalar(select(func.count()).select_from(AttemptResult)) == 1


def test_minutes_added_count_for_the_person_and_for_the_sweep_R24(world, ports, sitting):
    device = sitting["device"]
    before = device.read().json["deadline"]
    attempts.extend_attempt(device.id, 120, "停电", actor=world["actors"]["inspector"], now=ports.clock.now())
    assert device.read().json["deadline"] == before + 120_000
    ports.clock.moment += timedelta(seconds=320)
    assert attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5) == []


def test_a_second_device_takes_over_only_after_the_inspector_nods_R07(app, world, ports, sitting):
    old = sitting["device"]
    old.read()
    person = db.session.get(Participant, sitting["participant"].id)
    name, code = person.name, person.spot_quiz.code
    token = seats.take_seat(code, name, world["tails"][name], now=ports.clock.now(), ports=ports)
    assert old.read().status_code == 200
    nod(world, ports, token)
    assert old.put(step(1, right_answers(sitting["attempt"])[0], 1)).json["error"] == "attempt_moved"
    new = Device(app, sitting["attempt"], version=2)
    assert new.put(step(1, right_answers(sitting["attempt"])[0], 1)).status_code == 200


def test_reading_again_neither_costs_time_nor_changes_the_paper_I4_I6_S11(ports, sitting):
    device = sitting["device"]
    first = device.read().json
    ports.clock.moment += timedelta(seconds=40)
    again = device.read().json
    assert (again["deadline"], again["slots"]) == (first["deadline"], first["slots"])


def test_the_device_clock_decides_nothing_R04(sitting):
    device = sitting["device"]
    device.read()
    for number, at in enumerate(["2031-01-01T00:00:00Z", "1999-01-01", 5, None, "nonsense"], start=1):
        assert (
            device.put(
                {**step(number, right_answers(sitting["attempt"])[number - 1], number), "at": at}
            ).json["late"]
            == []
        )


def test_every_act_stands_in_an_unbroken_chain_I10(sitting):
    device = sitting["device"]
    device.read()
    device.submit(0)
    assert audit.find_tampering() is None
    from_chain = [entry for entry in audit.list_entries() if entry.subject == f"attempt:{device.id}"]
    assert [entry.act for entry in from_chain] == ["attempt.started", "attempt.submitted"]


def test_fifty_threads_open_one_attempt_and_it_starts_once_S12(app, ports, sitting):
    deadlines = set()
    attempt_id = sitting["attempt"].id
    # The test lets go of its own transaction, which on SQLite holds the one write lock.
    db.session.remove()

    def read() -> None:
        with app.app_context():
            found = attempt_starts.open_attempt(attempt_id, token_version=1, now=ports.clock.now())
            deadlines.add(found.deadline_ms)
            db.session.remove()

    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(deadlines) == 1
    assert [entry.act for entry in audit.list_entries()].count("attempt.started") == 1
