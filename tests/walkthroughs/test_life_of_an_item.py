"""The whole life of one item of a bureau's own: written, reviewed, published, drawn, counted, its law moves, on hold."""

import json
from datetime import date, timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.bank import BankItem, Blueprint
from examapp.models.organizations import Enterprise
from examapp.services.attempts.explanations import explain_result
from examapp.services.core.transactions import transaction
from examapp.services.items import item_drafting, item_lives
from examapp.services.laws import law_moves, law_reviews
from examapp.services.laws.law_moves import Announcement
from examapp.services.papers.blueprint_defaults import add_revision
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.spot_quizzes import list_participants
from examapp.services.reports.item_statistics import read_panel, refresh_statistics
from examapp.services.upkeep.bank_sync import find_item
from tests.crowds import hand_in_papers
from tests.stories import Device, confirmed, open_quiz, right_answers, step

LAW = "work-safety-law-2021"
CONTENT = {
    "type": "single",
    "topic": "smelting",
    "roles": ["lead", "manager", "key_post"],
    "industries": [],
    "posts": [],
    "difficulty": 2,
    "stem": "你发现炉前的安全出口被堆料堵住了，应当怎么办？",
    "choices": [
        {"id": "a", "text": "等下班后再清理"},
        {"id": "b", "text": "马上清理并报告"},
        {"id": "c", "text": "绕别的路走就行"},
    ],
    "answer_key": ["b"],
    "rationale": "出口要保持畅通，发现被堵要马上清理、报告。",
    "citations": [{"law": LAW, "article": "42"}],
}


def only_this_item_of_its_topic(item_id: str, actor, now) -> None:
    """Put the others of the topic on hold, and let the leads' paper ask one of it."""
    query = db.session.query(BankItem.id).filter(BankItem.topic == "smelting", BankItem.id != item_id)
    for (other,) in query.filter(BankItem.state == "published").all():
        item_lives.hold(other, "只用本地的题", actor=actor, now=now)
    with transaction():
        cell = {"types": [], "difficulty_min": 1, "difficulty_max": 5, "count": 1, "points": 50}
        cells = [{**cell, "topics": [topic]} for topic in ("smelting", "accidents")]
        definition = {"minutes": 5, "cut_score": 50, "tolerance": 100, "cells": cells}
        # The general paper and those of single industries: the enterprise may be of any.
        for blueprint in db.session.query(Blueprint).filter_by(role="lead", purpose="spot"):
            blueprint.revision += 1
            add_revision(blueprint, definition, account_id=None, now=now)


@pytest.fixture
def act(world, ports):
    """act("bank_admin") gives who and when for a service."""

    def of(name: str) -> dict:
        return {"actor": world["actors"][name], "now": ports.clock.now()}

    return of


def quiz_again(world, ports, **more):
    """Another quiz at the own enterprise; pages and devices have let go of what the test held."""
    world["own"] = db.session.get(Enterprise, world["own_id"])
    return open_quiz(world, ports, **more)


def write_and_publish(act) -> str:
    """Written by one, published by another; gives the item's id."""
    draft = item_drafting.create_draft({**CONTENT, "rationale": "待补"}, **act("bank_admin"))
    item_drafting.save_draft(draft.id, CONTENT, draft.version, **act("bank_admin"))
    item_lives.submit(draft.id, **act("bank_admin"))
    with pytest.raises(DomainError) as alone:
        item_lives.publish(draft.id, **act("bank_admin"))
    assert alone.value.code == "second_person_needed"
    item_id = item_lives.publish(draft.id, **act("reviewer")).id
    db.session.commit()
    return item_id


def draw_and_answer(app, world, ports, item_id: str):
    """The lead is asked the item and answers right; gives the quiz and the attempt."""
    quiz = quiz_again(world, ports)
    lead = next(place for place, one in enumerate(list_participants(quiz.id)) if one.role == "lead")
    _, attempt = confirmed(world, ports, quiz, lead)
    assert item_id in [slot["item"] for slot in json.loads(attempt.paper)["slots"]]
    device = Device(app, attempt)
    device.read()
    for number, response in enumerate(right_answers(attempt), start=1):
        device.put(step(number, response, number))
    assert device.submit(2).json["passed"]
    return quiz, attempt


def move_the_law(world, ports, act, item_id: str) -> None:
    """Told beforehand, on hold on the day, asked no more."""
    moved = Announcement(LAW, "2027 年版", date(2027, 1, 1))
    assert item_id in [item.id for item in law_moves.preview_move(moved).items]
    law_moves.announce_version(moved, **act("bank_admin"))
    assert db.session.get(BankItem, item_id).state == "published"
    ports.clock.moment += timedelta(days=60)
    law_moves.apply_due_versions(now=ports.clock.now())
    assert db.session.get(BankItem, item_id, populate_existing=True).state == "on_hold"
    with pytest.raises(DomainError):
        quiz_again(world, ports, quotas={"lead": 1}, nonce="8")


def test_from_the_first_word_to_the_day_its_law_changes(app, world, ports, act, sign_in):
    world["own_id"] = world["own"].id
    item_id = write_and_publish(act)
    assert CONTENT["stem"] in sign_in("reviewer").get(f"/bank/{item_id}").text
    only_this_item_of_its_topic(item_id, act("bank_admin")["actor"], ports.clock.now())
    quiz, attempt = draw_and_answer(app, world, ports, item_id)

    hand_in_papers(quiz, ports, count=40, last=item_id)
    assert refresh_statistics(now=ports.clock.now())
    assert read_panel(item_id)["row"].n == 41
    db.session.commit()
    assert "41" in sign_in("reviewer").get(f"/bank/{item_id}").text

    move_the_law(world, ports, act, item_id)
    told = explain_result(attempt.id, now=ports.clock.now())["slots"]
    cited = {one["version"] for slot in told if slot["item"] == item_id for one in slot["citations"]}
    assert cited == {version_then(attempt, item_id)}

    # The reviewer finds that the new version says the same: it goes on as the next revision.
    hold_id = next(hold.id for hold, _, item in law_moves.list_open_holds(LAW) if item.id == item_id)
    law_reviews.confirm_item(hold_id, **act("reviewer"))
    renewed = find_item(item_id)
    assert (renewed["revision"], renewed["citations"][0]["version"]) == (2, "2027 年版")
    again = quiz_again(world, ports, quotas={"lead": 1}, nonce="9")
    asked = json.loads(attempt_of(list_participants(again.id)[0].id).paper)["slots"]
    assert (item_id, 2) in [(slot["item"], slot["revision"]) for slot in asked]


def version_then(attempt: Attempt, item_id: str) -> str:
    """The law's version in the revision that the paper holds."""
    slot = next(one for one in json.loads(attempt.paper)["slots"] if one["item"] == item_id)
    return find_item(item_id, slot["revision"])["citations"][0]["version"]
