"""S27: nobody practises the keys of the paper that runs, nor those of a quiz that waits for them."""

from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts.running_papers import is_being_examined, refuse_keys_while_examined
from examapp.services.exams import registrations
from examapp.services.practice import practice
from tests.services.exams.test_exams import announced, registered
from tests.services.practice.test_practice import choosing_topic
from tests.stories import Device, open_quiz

NAME = "张焊工"


def begun(app, ports, registration) -> Device:
    attempt = registrations.prepare_try(registration.candidate_id, registration.id, now=ports.clock.now())
    device = Device(app, attempt)
    assert device.read().status_code == 200
    return device


def refusal(act) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_no_door_of_practice_opens_while_an_exam_runs_and_all_open_after_the_hand_in(app, world, ports):
    announced(world, ports)
    now, registration = ports.clock.now(), registered(NAME)
    person, registration_id = registration.candidate_id, registration.id
    topic = choosing_topic(person, now)
    run_id = practice.start_topic(person, topic, client_id="b" * 36, now=now).id
    device = begun(app, ports, registered(NAME))
    doors = [
        lambda: practice.start_daily(person, now=now),
        lambda: practice.start_topic(person, topic, client_id="t" * 36, now=now),
        lambda: practice.start_wrong(person, client_id="w" * 36, now=now),
        lambda: practice.start_mock(person, registration_id, client_id="m" * 36, now=now),
        lambda: practice.get_run(person, run_id, now=now),
        lambda: practice.answer_place(person, run_id, 1, ["a"], now=now),
    ]
    assert [refusal(door) for door in doors] == ["practice_closed"] * len(doors)
    device.submit(0)
    db.session.remove()
    assert practice.get_run(person, run_id, now=now).id == run_id


def test_the_paper_that_only_lies_ready_closes_nothing(world, ports):
    announced(world, ports)
    assert not is_being_examined(registered(NAME).candidate_id, now=ports.clock.now())


def test_whoever_was_drawn_does_not_practise_until_the_quiz_is_over(world, ports):
    quiz = open_quiz(world, ports, {"key_post": 4})
    person = registered_key_post(world)
    assert refusal(lambda: practice.start_daily(person, now=ports.clock.now())) == "practice_closed"
    quiz.state = "closed"
    db.session.commit()
    assert practice.start_daily(person, now=ports.clock.now())


def test_a_quiz_that_nobody_ended_closes_practice_for_a_day_only(world, ports):
    open_quiz(world, ports, {"key_post": 4})
    person, now = registered_key_post(world), ports.clock.now()
    assert is_being_examined(person, now=now + timedelta(hours=23))
    assert not is_being_examined(person, now=now + timedelta(hours=25))


def test_an_older_paper_left_lying_hides_no_result_of_the_one_just_handed_in(app, world, ports):
    announced(world, ports, wait_hours=0)
    older = begun(app, ports, registered(NAME))
    older.submit(0)
    db.session.remove()
    newer = begun(app, ports, registered(NAME))
    newer.submit(0)
    db.session.remove()
    db.session.get(Attempt, older.id).state = "open"
    db.session.get(Attempt, newer.id).started_ms += 1
    db.session.commit()
    refuse_keys_while_examined(db.session.get(Attempt, newer.id))


def test_the_keys_of_an_earlier_paper_wait_until_the_present_one_is_handed_in(app, world, ports):
    announced(world, ports, wait_hours=0)
    first = begun(app, ports, registered(NAME))
    first.submit(0)
    db.session.remove()
    begun(app, ports, registered(NAME))
    earlier = db.session.get(Attempt, first.id)
    assert refusal(lambda: refuse_keys_while_examined(earlier)) == "practice_closed"


def registered_key_post(world) -> int:
    """Somebody who was certainly drawn, because the whole stratum was."""
    from_roster = "select candidate_id from participants where role = 'key_post' limit 1"
    return db.session.execute(db.text(from_roster)).scalar_one()
