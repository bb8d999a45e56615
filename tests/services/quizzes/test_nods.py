"""A nod to the wrong person is taken back until the paper is begun, and nothing of the device opens meanwhile."""

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.inspections import Participant
from examapp.services.quizzes import nods, seats, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from tests.stories import Device, confirmed, nod, open_quiz


def take_back(world, ports, person) -> None:
    nods.take_back_nod(person.id, actor=world["actors"]["colleague"], now=ports.clock.now())


def state_of(person) -> tuple[str, str | None]:
    row = db.session.get(Participant, person.id, populate_existing=True)
    return row.state, row.identity_level


def test_the_device_waits_again_and_gets_its_paper_by_the_next_nod(app, world, ports):
    quiz = open_quiz(world, ports)
    person = spot_quizzes.list_participants(quiz.id)[0]
    token = seats.take_seat(
        quiz.code, person.name, world["tails"][person.name], now=ports.clock.now(), ports=ports
    )
    nod(world, ports, token)
    for _ in range(2):
        take_back(world, ports, person)
    assert (state_of(person), seats.find_claim(token).state) == (("waiting", None), "asked")
    attempt = attempt_of(person.id)
    assert Device(app, attempt).read().json["error"] == "attempt_moved"
    assert nod(world, ports, token).id == person.id
    phone = Device(app, attempt, version=attempt_of(person.id).token_version)
    assert phone.read().status_code == 200
    with pytest.raises(DomainError, match="state_conflict"):
        take_back(world, ports, person)


def test_somebody_confirmed_for_the_tablet_is_expected_again(world, ports):
    quiz = open_quiz(world, ports)
    person, _ = confirmed(world, ports, quiz)
    take_back(world, ports, person)
    assert state_of(person) == ("expected", None)
