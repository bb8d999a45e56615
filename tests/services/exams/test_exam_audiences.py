"""S31: the form of an exam names nobody out of the actor's scope, whatever ids are sent to it."""

from examapp.domain.exams import Audience
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.services.exams.exam_audiences import describe_lists


def test_ids_of_foreign_people_and_enterprises_are_shown_without_names(world):
    people = tuple(db.session.scalars(db.select(Candidate.id)))
    rule = Audience(enterprise_ids=(world["own"].id, world["foreign"].id), candidate_ids=people)
    codes, named = describe_lists(rule, actor=world["actors"]["foreign_officer"])
    assert (codes, named) == ([world["foreign"].uscc], [])
    codes, named = describe_lists(rule, actor=world["actors"]["officer"])
    assert codes == [world["own"].uscc]
    assert {candidate_id for candidate_id, _ in named} == set(people)
