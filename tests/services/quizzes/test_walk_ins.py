"""Walk-ins are matched to the roster afterwards, only when name and last four agree."""

import uuid

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import AttemptEvent
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


def test_who_is_on_no_roster_can_be_said_to_be_so_and_matched_all_the_same_later(world, ports):
    name, actor = not_drawn(world), world["actors"]["inspector"]
    person = walk_in(world, ports, name, world["tails"][name])
    with pytest.raises(DomainError) as refused:
        walk_ins.settle_walk_in(person.id, " ", actor=actor, now=ports.clock.now())
    assert refused.value.code == "reason_missing"
    for _ in range(2):
        walk_ins.settle_walk_in(person.id, "承包商的人", actor=actor, now=ports.clock.now())
    assert walk_ins.count_unmatched(actor) == 0
    [settled] = db.session.scalars(walk_ins.list_unmatched(actor, settled=True))
    assert walk_ins.why_settled([settled.id]) == {person.id: "承包商的人"}
    assert db.session.query(AttemptEvent).filter_by(kind="on_no_roster").count() == 1
    match(world, ports, person, employed_as(name))
    assert db.session.scalars(walk_ins.list_unmatched(actor, settled=True)).all() == []


def test_an_inspector_of_elsewhere_says_nothing_of_a_walk_in(world, ports):
    person = walk_in(world, ports, "外来人", "123X")
    with pytest.raises(DomainError) as refused:
        walk_ins.settle_walk_in(person.id, "来访", actor=world["actors"]["outsider"], now=ports.clock.now())
    assert refused.value.code == "not_found"
    assert walk_ins.count_unmatched(world["actors"]["inspector"]) == 1


def test_the_page_offers_it_and_lists_it_with_the_reason(world, ports, sign_in):
    person = walk_in(world, ports, "外来人", "123X")
    inspector = sign_in("inspector")
    assert "不是这家企业名单上的人" in inspector.get("/walk-ins").text
    assert inspector.post(f"/walk-ins/{person.id}/settlement", {"reason": "来访的人"}).status_code == 303
    assert "外来人" not in inspector.get("/walk-ins").text
    assert "来访的人" in inspector.get("/walk-ins?state=settled").text
