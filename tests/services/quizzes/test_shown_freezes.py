"""Nobody is drawn under a code that was not shown before, nor by a number that belongs to another phone."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from examapp.adapters.documents.draw_layout import draw_rows
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.draws import EnterpriseNumber
from examapp.models.inspections import SpotQuiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import draw_numbers, spot_quizzes
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from tests.services.quizzes.test_draw_freezes import draw, freezes, prepare
from tests.services.quizzes.test_field_flow import finish


def press(world: dict, ports, quiz_id: int, **form) -> SpotQuiz:
    """One press of the draw on a page."""
    given = {"quotas": {"lead": 1, "manager": 1, "key_post": 2}, "nonce": "7", "excluded": {}, **form}
    colleague, actor = world["colleague_id"], world["actors"]["inspector"]
    now = ports.clock.now()
    return spot_quizzes.draw_and_open(
        quiz_id, second_inspector_id=colleague, actor=actor, now=now, ports=ports, **given
    )


def refusal_of(world: dict, ports, quiz_id: int, **form) -> str:
    with pytest.raises(DomainError) as refused:
        press(world, ports, quiz_id, **form)
    return refused.value.code


def test_a_roster_brought_after_an_empty_one_was_frozen_is_frozen_and_shown_before_anybody_is_drawn(
    world, ports
):
    everybody = list(
        db.session.scalars(select(Employment).where(Employment.enterprise_id == world["own"].id))
    )
    with transaction():
        for employment in everybody:
            employment.ended_on = date(2025, 1, 1)
    quiz_id = prepare(world, ports)
    assert frozen_of(latest_freeze(quiz_id))["roster"] == []
    with transaction():
        for employment in everybody:
            employment.ended_on = None
    assert refusal_of(world, ports, quiz_id) == "draw_frozen_anew"
    assert (db.session.get(SpotQuiz, quiz_id).state, len(freezes(quiz_id))) == ("prepared", 2)
    assert spot_quizzes.list_participants(quiz_id) == []
    press(world, ports, quiz_id, seen=latest_freeze(quiz_id).commitment)
    assert len(spot_quizzes.list_participants(quiz_id)) == 4
    first, second = (frozen_of(freeze) for freeze in freezes(quiz_id))
    assert (first["roster"], len(second["roster"]) > 3) == ([], True)


def test_nobody_is_drawn_under_a_code_that_the_page_did_not_show(world, ports):
    quiz_id = prepare(world, ports)
    first = latest_freeze(quiz_id).commitment
    changed = {"quotas": {"lead": 1, "key_post": 1}}
    # A double tap sends the same page twice: its code is the old one both times.
    for _ in range(2):
        assert refusal_of(world, ports, quiz_id, seen=first, **changed) == "draw_frozen_anew"
    assert (len(freezes(quiz_id)), db.session.get(SpotQuiz, quiz_id).state) == (2, "prepared")
    second = latest_freeze(quiz_id).commitment
    assert press(world, ports, quiz_id, seen=second, **changed).commitment == second


def test_a_number_that_is_given_up_twice_with_the_same_words_is_one(world, ports):
    quiz_id = prepare(world, ports)
    waiver = {"nonce": "", "waived_by": "王代表", "waived_reason": "不愿参与"}
    assert refusal_of(world, ports, quiz_id, **waiver) == "draw_frozen_anew"
    press(world, ports, quiz_id, **waiver)
    assert [row.how for row in db.session.scalars(select(EnterpriseNumber))] == ["waived"]


def test_the_record_says_which_freeze_was_published_before_the_draw_and_which_was_made_at_it(
    app, world, ports
):
    quiz_id = prepare(world, ports)
    quiz = draw(world, ports, quiz_id, {"lead": 1, "key_post": 1})
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    drawn_at = record["started_at"]
    at_it = dict(row[:2] for row in draw_rows(record["draw"], drawn_at))
    assert at_it["封存码（抽取时才封存，没有事先公布）"] == record["draw"]["commitment"]
    assert "…（抽取前公布）；第 2 次" in at_it["本次封存"]
    assert at_it["本次封存"].endswith("（抽取时，没有事先公布）")
    later = datetime.fromisoformat(drawn_at) + timedelta(seconds=20)
    before = dict(row[:2] for row in draw_rows(record["draw"], later.isoformat()))
    assert before["封存码（抽取前公布）"] == record["draw"]["commitment"]
    assert before["本次封存"].count("抽取前公布") == 2


def test_the_number_belongs_to_the_phone_that_sent_it_first(world, ports):
    quiz_id, now = prepare(world, ports), ports.clock.now()
    token = db.session.get(SpotQuiz, quiz_id).number_token
    draw_numbers.name_number(token, "2", phone="first", now=now)
    with pytest.raises(DomainError) as refused:
        draw_numbers.name_number(token, "88", phone="second", now=now)
    assert (refused.value.code, refused.value.data["value"]) == ("number_of_other_phone", "2")
    assert refusal_of(world, ports, quiz_id, nonce="88") == "number_of_phone"
    assert draw_numbers.name_number(token, "3", phone="first", now=now).value == "3"
    assert draw(world, ports, quiz_id, nonce="").nonce == "3"
