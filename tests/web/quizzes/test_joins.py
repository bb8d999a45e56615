"""The door of a quiz: what is typed there is taken, or refused beside the field it was typed into."""

import pytest
from sqlalchemy import func, select

from examapp.extensions import db
from examapp.models.inspections import Participant
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def walk_in(client, quiz, name: str):
    form = {"name": name, "id_tail": "1234", "role": "key_post", "post": ""}
    return client.post(f"/q/{quiz.code}/walk-in", data=form)


def test_an_emoji_in_a_walk_ins_name_is_refused_beside_the_field_and_nothing_typed_is_lost(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    before = db.session.scalar(select(func.count()).select_from(Participant))
    page = walk_in(sign_in(None), quiz, "王😀")
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert 'aria-describedby="name-error"' in text
    assert text.index("“😀”不是文字") > text.index('id="name"')
    assert 'value="王😀"' in text
    assert 'value="1234"' in text
    assert db.session.scalar(select(func.count()).select_from(Participant)) == before


def test_a_walk_in_with_unseen_signs_sits_under_the_visible_name(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    assert walk_in(sign_in(None), quiz, "王\u200b五\ufe0f").status_code == 303
    assert db.session.scalar(select(Participant.name).where(Participant.origin == "walk_in")) == "王五"
