"""Walk-ins are matched to the roster afterwards, only when name and last four agree."""

import uuid

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.inspections import Participant
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import seats, walk_ins
from tests.stories import nod, open_quiz


def walk_in(world, ports, name: str, tail: str) -> Participant:
    quiz = open_quiz(world, ports)
    now = ports.clock.now()
    token = seats.take_walk_in_seat(quiz.code, name, tail, "key_post", "height", now=now, ports=ports)
    return nod(world, ports, token)


def employed_as(name: str) -> Employment:
    return db.session.scalars(
        select(Employment).join(Employment.candidate).where(Candidate.name == name)
    ).first()


def match(
    world, ports, person: Participant, employment: Employment, who: str = "inspector", client_id: str = ""
):
    walk_ins.match_walk_in(
        person.id,
        employment.id,
        client_id=client_id or str(uuid.uuid4()),
        actor=world["actors"][who],
        now=ports.clock.now(),
        ports=ports,
    )


def test_a_walk_in_stands_under_the_own_name_without_invisible_signs(world, ports):
    assert walk_in(world, ports, " John\u200b  Smith ", "123X").name == "John Smith"


def not_drawn(world) -> str:
    """Somebody of the roster who cannot have been drawn: the quotas take no others."""
    return "周文员"


def test_a_walk_in_is_matched_to_the_person_of_the_roster(world, ports):
    name = not_drawn(world)
    person = walk_in(world, ports, name, world["tails"][name])
    assert walk_ins.count_unmatched(world["actors"]["inspector"]) == 1
    client_id = str(uuid.uuid4())
    for _ in range(2):
        match(world, ports, person, employed_as(name), client_id=client_id)
    assert db.session.get(Participant, person.id).candidate_id == employed_as(name).candidate_id
    assert walk_ins.count_unmatched(world["actors"]["inspector"]) == 0


def test_another_tail_or_another_person_is_refused(world, ports):
    name = not_drawn(world)
    other = "0000" if world["tails"][name] != "0000" else "1111"
    person = walk_in(world, ports, name, other)
    assert [one.same_tail for one in walk_ins.suggest_people(person, ports)] == [False]
    for employment in (employed_as(name), employed_as("王经理")):
        with pytest.raises(DomainError, match="walk_in_differs"):
            match(world, ports, person, employment)


def test_an_inspector_of_another_county_neither_sees_nor_matches(world, ports):
    name = not_drawn(world)
    person = walk_in(world, ports, name, world["tails"][name])
    assert walk_ins.count_unmatched(world["actors"]["outsider"]) == 0
    with pytest.raises(DomainError, match="not_found"):
        match(world, ports, person, employed_as(name), who="outsider")


def test_somebody_who_left_before_the_visit_is_not_suggested(world, ports):
    name = not_drawn(world)
    person = walk_in(world, ports, name, world["tails"][name])
    with transaction():
        employed_as(name).ended_on = ports.clock.now().date().replace(day=1)
    assert walk_ins.suggest_people(person, ports) == []
