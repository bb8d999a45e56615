"""What a record states is what was true at the draw: later edits of firm, people, roster or bureau change nothing."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from examapp.domain.records import rebuild_record
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.bank import Blueprint
from examapp.models.candidates import Candidate, Employment
from examapp.models.inspections import Inspection, Participant, QuizFacts
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import seat_control, seats, spot_quizzes
from tests.services.quizzes.test_field_flow import finish
from tests.stories import amend, nod, open_quiz


def _each(model, **values) -> Callable[[], None]:
    def edit() -> None:
        for row in db.session.scalars(select(model)):
            for field, value in values.items():
                setattr(row, field, value)

    return edit


def _another_number_for_each_certificate() -> None:
    for row in db.session.scalars(select(Inspector)):
        row.certificate_number = f"ZZQQ{row.id}"


def _another_code_for_each_firm() -> None:
    for row in db.session.scalars(select(Enterprise)):
        row.uscc = f"ZZQQ{row.id}"


EDITS = {
    "the firm's name": _each(Enterprise, name="ZZQQ"),
    "its code": _another_code_for_each_firm,
    "its industry": _each(Enterprise, industry="smelting"),
    "its address": _each(Enterprise, address="ZZQQ"),
    "its region's name": _each(Region, name="ZZQQ"),
    "the place of the inspection": _each(Inspection, place="ZZQQ"),
    "its number": _each(Inspection, number="ZZQQ"),
    "an inspector's name": _each(Inspector, name="ZZQQ"),
    "an inspector's certificate": _another_number_for_each_certificate,
    "a person's name": _each(Candidate, name="ZZQQ"),
    "a role on the roster": _each(Employment, role="manager"),
    "posts on the roster": _each(Employment, posts=["dust"]),
    "a blueprint's name": _each(Blueprint, name="ZZQQ"),
}


def edited(edit: Callable[[], None]) -> None:
    with transaction():
        edit()


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_edit_between_draw_and_record_changes_nothing_that_was_drawn(app, world, ports, edit):
    quiz = open_quiz(world, ports)
    before = json.loads(db.session.get(QuizFacts, quiz.id).content)
    edited(edit)
    record = finish(app, world, ports, quiz, [10, 8, 6])
    content = json.loads(record.content)
    assert "ZZQQ" not in record.content
    assert content["enterprise"] == before["enterprise"]
    assert content["inspection"] == before["inspection"]
    assert [one["role"] for one in content["participants"]] == ["lead", "manager", "key_post", "key_post"]
    assert rebuild_record(content) == []


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_edit_after_the_record_leaves_the_next_version_verifiable_and_equal(app, world, ports, edit):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    edited(edit)
    amended = amend(world, ports, record.id)
    old, new = json.loads(record.content), json.loads(amended.content)
    same = (
        "enterprise",
        "inspection",
        "inspectors",
        "blueprints",
        "draw",
        "items",
        "participants",
        "conclusion",
    )
    assert {key: new[key] for key in same} == {key: old[key] for key in same}
    assert rebuild_record(new) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_comes_in_later_is_asked_by_the_industry_and_the_roster_of_the_draw(app, world, ports):
    quiz = open_quiz(world, ports, {"lead": 1, "manager": 1, "key_post": 1})
    for name in ("its industry", "a person's name", "a role on the roster", "posts on the roster"):
        edited(EDITS[name])
    actor, now = world["actors"]["inspector"], ports.clock.now()
    key_post = spot_quizzes.list_participants(quiz.id)[2]
    swapped = seat_control.swap_participant(key_post.id, "出差", actor=actor, now=now, ports=ports)
    token = seats.take_walk_in_seat(quiz.code, "王五", "123X", "key_post", "dust", now=now, ports=ports)
    nod(world, ports, token)
    called = db.session.get(Participant, swapped)
    assert (called.role, called.name == "ZZQQ", called.post == "dust") == ("key_post", False, False)
    record = finish(app, world, ports, quiz, [10, 8])
    assert rebuild_record(json.loads(record.content)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_quiz_that_was_drawn_before_facts_were_frozen_still_gets_its_record(app, world, ports):
    quiz = open_quiz(world, ports)
    with transaction() as session:
        session.execute(delete(QuizFacts))
    record = finish(app, world, ports, quiz, [10])
    assert rebuild_record(json.loads(record.content)) == []
