"""One re-test at a time, whoever presses and in whatever matter."""

import uuid

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.inspections import SpotQuiz
from examapp.models.records import Rectification
from examapp.services.quizzes import rectifications, spot_quizzes
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz


def start(item: Rectification, world, ports, who: str = "inspector") -> int:
    return rectifications.start_retest(
        item.id, client_id=str(uuid.uuid4()), actor=world["actors"][who], now=ports.clock.now(), ports=ports
    )


def retests() -> list[SpotQuiz]:
    db.session.expire_all()
    return list(db.session.scalars(select(SpotQuiz).where(SpotQuiz.kind == "retest")))


def test_a_second_retest_of_the_same_person_is_the_one_that_is_under_way(app, world, ports):
    finish(app, world, ports, open_quiz(world, ports), [2, 10])
    item = db.session.scalars(select(Rectification)).one()
    first = start(item, world, ports)
    assert start(item, world, ports, "colleague") == first
    assert [quiz.id for quiz in retests()] == [first]


def test_after_its_record_a_failed_retest_may_be_followed_by_another(app, world, ports):
    finish(app, world, ports, open_quiz(world, ports), [2, 10])
    item = db.session.scalars(select(Rectification)).one()
    first = start(item, world, ports)
    finish(app, world, ports, spot_quizzes.locked_quiz(first), [2])
    assert start(item, world, ports) != first
    assert len(retests()) == 2


def test_nobody_is_retested_in_two_matters_at_once(app, world, ports):
    for _ in range(2):
        finish(app, world, ports, open_quiz(world, ports, {"lead": 1}), [2])
    one, other = db.session.scalars(select(Rectification).order_by(Rectification.id))
    assert one.participant.candidate_id == other.participant.candidate_id
    start(one, world, ports)
    with pytest.raises(DomainError) as refused:
        start(other, world, ports)
    assert refused.value.code == "retest_running"
    assert len(retests()) == 1
