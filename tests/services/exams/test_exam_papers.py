"""Papers of an exam know those of their hundred, so that no item comes too often; each can be built again from what is stored."""

import json
from collections import Counter

import pytest
from sqlalchemy import select

from examapp.domain.draws_v1 import derive_draw_seed
from examapp.domain.exams import paper_number
from examapp.domain.papers import assemble_paper, paper_to_dict
from examapp.domain.surroundings import EarlierPaper
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Exam, Registration
from examapp.services.core.transactions import transaction
from examapp.services.exams import registrations
from examapp.services.exams.exam_papers import ExamBlock, exam_surroundings
from examapp.services.papers.paper_pools import blueprint_key, load_definition, load_pool
from tests.services.exams.test_exams import announced, items_of, registered, sit


def first_papers(exam: Exam) -> list[tuple[Registration, dict]]:
    rows = db.session.execute(
        select(Registration, Attempt.paper)
        .join(Attempt, Attempt.registration_id == Registration.id)
        .where(Registration.exam_id == exam.id, Attempt.try_number == 1)
        .order_by(Registration.number)
    )
    return [(registration, json.loads(paper)) for registration, paper in rows]


def built_again(
    exam: Exam, registration: Registration, met: list[str], number: int, excluded=frozenset()
) -> dict:
    pool = load_pool(
        exam.item_pool_digest,
        role=registration.role,
        industry=registration.industry,
        post=registration.post,
    )
    near = exam_surroundings(ExamBlock(exam.id).before(registration.number), registration, met)
    paper = assemble_paper(
        load_definition(registration.blueprint_id, registration.blueprint_revision),
        pool,
        derive_draw_seed(exam.seed, ""),
        paper_number(registration.number, number),
        excluded,
        key=blueprint_key(registration.blueprint_id, registration.blueprint_revision),
        surroundings=near,
    )
    return json.loads(json.dumps({**paper_to_dict(paper), "met": met}))


def test_every_paper_of_an_exam_can_be_built_again_from_what_is_stored(app, world, ports):
    exam = announced(world, ports)
    papers = first_papers(exam)
    assert exam.algorithm == "v3"
    for registration, paper in papers:
        assert built_again(exam, registration, [], 1) == paper
        assert abs(paper["deviation"]) <= 1
    registration = registered("张焊工")
    sit(app, registration, ports, right=0)
    ports.clock.moment = ports.clock.moment.replace(day=ports.clock.moment.day + 2)
    resit = registrations.prepare_try(registration.candidate_id, registration.id, now=ports.clock.now())
    first = db.session.scalar(
        select(Attempt).where(Attempt.registration_id == registration.id, Attempt.try_number == 1)
    )
    assert not items_of(first) & items_of(resit)
    stored = json.loads(resit.paper)
    assert built_again(exam, registration, stored["met"], 2, frozenset(items_of(first))) == stored


def test_people_of_one_blueprint_who_are_registered_one_after_the_other_share_few_items(world, ports):
    papers = first_papers(announced(world, ports))
    of_blueprint = Counter(registration.blueprint_id for registration, _ in papers)
    assert max(of_blueprint.values()) > 1
    for place, (registration, paper) in enumerate(papers):
        items = {slot["item"] for slot in paper["slots"]}
        for other, beside in papers[max(place - 8, 0) : place]:
            if other.blueprint_id == registration.blueprint_id and "shared" not in paper["given_up"]:
                assert len(items & {slot["item"] for slot in beside["slots"]}) <= 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_exam_that_was_announced_before_keeps_its_rules(app, world, ports):
    exam = announced(world, ports)
    with transaction():
        exam.algorithm = "v1"
    registration = registered("张焊工")
    sit(app, registration, ports, right=0)
    ports.clock.moment = ports.clock.moment.replace(day=ports.clock.moment.day + 2)
    resit = registrations.prepare_try(registration.candidate_id, registration.id, now=ports.clock.now())
    assert not {"met", "given_up", "deviation"} & set(json.loads(resit.paper))


def test_a_block_is_a_hundred_numbers_and_nobody_later_counts():
    block = ExamBlock(1, start=101, papers={n: EarlierPaper("b1r1", (str(n),)) for n in (101, 103, 150)})
    assert [paper.items for paper in block.before(150)] == [("101",), ("103",)]
