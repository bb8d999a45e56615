"""S27: nobody practises the keys of the paper that runs, nor those of a quiz that waits for them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Candidate, Employment
from examapp.models.inspections import Participant
from examapp.services.attempts.running_papers import is_being_examined, keys_must_wait
from examapp.services.exams import registrations
from examapp.services.practice import practice
from examapp.services.quizzes import seats
from tests.services.exams.test_exams import announced, registered
from tests.services.practice.test_practice import choosing_topic
from tests.stories import Device, nod, open_quiz

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
    run_id = practice.start_topic(person, topic, client_id="b" * 36, now=now, ports=ports).id
    device = begun(app, ports, registered(NAME))
    doors = [
        lambda: practice.start_daily(person, now=now, ports=ports),
        lambda: practice.start_topic(person, topic, client_id="t" * 36, now=now, ports=ports),
        lambda: practice.start_wrong(person, client_id="w" * 36, now=now, ports=ports),
        lambda: practice.start_mock(person, registration_id, client_id="m" * 36, now=now, ports=ports),
        lambda: practice.get_run(person, run_id, now=now, ports=ports),
        lambda: practice.answer_place(person, run_id, 1, ["a"], now=now, ports=ports),
    ]
    assert [refusal(door) for door in doors] == ["practice_closed"] * len(doors)
    device.submit(0)
    db.session.remove()
    assert practice.get_run(person, run_id, now=now, ports=ports).id == run_id


def test_the_paper_that_only_lies_ready_closes_nothing(world, ports):
    announced(world, ports)
    assert not is_being_examined(registered(NAME).candidate_id, now=ports.clock.now(), ports=ports)


def test_whoever_was_drawn_does_not_practise_until_the_quiz_is_over(world, ports):
    quiz = open_quiz(world, ports, {"key_post": 4})
    person = registered_key_post(world)
    assert (
        refusal(lambda: practice.start_daily(person, now=ports.clock.now(), ports=ports)) == "practice_closed"
    )
    quiz.state = "closed"
    db.session.commit()
    assert practice.start_daily(person, now=ports.clock.now(), ports=ports)


def test_a_quiz_that_nobody_ended_closes_practice_for_a_day_only(world, ports):
    open_quiz(world, ports, {"key_post": 4})
    person, now = registered_key_post(world), ports.clock.now()
    assert is_being_examined(person, now=now + timedelta(hours=23), ports=ports)
    assert not is_being_examined(person, now=now + timedelta(hours=25), ports=ports)


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
    assert not keys_must_wait(db.session.get(Attempt, newer.id), ports)


def test_the_keys_of_an_earlier_paper_wait_until_the_present_one_is_handed_in(app, world, ports):
    announced(world, ports, wait_hours=0)
    first = begun(app, ports, registered(NAME))
    first.submit(0)
    db.session.remove()
    second = begun(app, ports, registered(NAME))
    assert keys_must_wait(db.session.get(Attempt, first.id), ports)
    refused = first.result()
    assert (refused.status_code, refused.get_json()["error"]) == (409, "practice_closed")
    again = first.submit(0)
    assert (again.status_code, set(again.get_json())) == (200, {"id", "state", "how", "submitted_at"})
    second.submit(0)
    assert first.result().get_json()["slots"]


def test_whoever_walked_in_does_not_practise_before_anybody_said_who_of_the_roster_it_is(app, world, ports):
    """A walk-in is matched after the quiz; name and last four say enough meanwhile."""
    quiz, now = open_quiz(world, ports, {"lead": 1}), ports.clock.now()
    person = own_candidate(world, "孙受限")
    walk_in(world, ports, quiz, "孙受限", "000X" if world["tails"]["孙受限"] != "000X" else "0001")
    assert practice.start_daily(person, now=now, ports=ports), "a namesake with other four digits may"
    participant = walk_in(world, ports, quiz, "孙受限", world["tails"]["孙受限"])
    assert refusal(lambda: practice.start_daily(person, now=now, ports=ports)) == "practice_closed"
    participant.state = "done"
    db.session.commit()
    assert practice.start_daily(person, now=now, ports=ports)


def walk_in(world, ports, quiz, name: str, tail: str) -> Participant:
    now = ports.clock.now()
    return nod(
        world, ports, seats.take_walk_in_seat(quiz.code, name, tail, "other", None, now=now, ports=ports)
    )


def own_candidate(world, name: str) -> int:
    """One of the own enterprise's roster."""
    query = select(Employment.candidate_id).join(Employment.candidate).where(Candidate.name == name)
    return db.session.scalars(query.where(Employment.enterprise_id == world["own"].id)).one()


def registered_key_post(world) -> int:
    """Somebody who was certainly drawn, because the whole stratum was."""
    from_roster = "select candidate_id from participants where role = 'key_post' limit 1"
    return db.session.execute(db.text(from_roster)).scalar_one()
