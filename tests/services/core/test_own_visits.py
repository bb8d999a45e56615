"""Who inspected finishes and answers for the visit, also when the firm belongs to another area by now."""

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.organizations import Enterprise
from examapp.services.core.scopes import (
    get_inspection,
    get_spot_quiz,
    inspections_of_area,
    visible_enterprises,
)
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import spot_quizzes, tablet_home
from tests.stories import open_quiz


@pytest.fixture
def moved(world, ports):
    """A quiz of two inspectors whose enterprise is registered in another county after the draw."""
    quiz = open_quiz(world, ports)
    with transaction() as session:
        session.get(Enterprise, world["own"].id).region_id = world["foreign"].region_id
    return quiz


def test_both_inspectors_still_find_see_and_end_their_quiz(world, ports, moved):
    now = ports.clock.now()
    for who in ("inspector", "colleague"):
        actor = world["actors"][who]
        assert get_spot_quiz(actor, moved.id).id == moved.id
        assert get_inspection(actor, moved.inspection_id).id == moved.inspection_id
        assert [quiz.id for quiz in tablet_home.list_today(actor, now=now)] == [moved.id]
    ended = spot_quizzes.close_quiz(
        moved.id, absent_reason="外出", actor=world["actors"]["inspector"], now=now, grace_seconds=5
    )
    assert ended.state == "closed"


def test_the_firm_itself_and_the_counts_go_with_the_area(world, moved):
    inspector = world["actors"]["inspector"]
    assert world["own"].id not in [firm.id for firm in db.session.scalars(visible_enterprises(inspector))]
    assert db.session.scalars(inspections_of_area(inspector)).all() == []


def test_an_inspector_who_was_not_there_sees_only_the_own_area(world, ports):
    quiz = open_quiz(world, ports)
    with pytest.raises(DomainError, match="not_found"):
        get_spot_quiz(world["actors"]["outsider"], quiz.id)
