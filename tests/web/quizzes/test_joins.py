"""The door of a quiz: what is typed there is taken, or refused beside the field it was typed into."""

import re

import pytest
from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.quizzes import spot_quizzes
from examapp.services.quizzes.seat_claims import grant_claim
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def walk_in(client, quiz, name: str):
    form = {"name": name, "id_tail": "1234", "role": "key_post", "post": ""}
    return client.post(f"/q/{quiz.code}/walk-in", data=form)


def test_an_emoji_in_a_walk_ins_name_is_refused_beside_the_field_and_nothing_typed_is_lost(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    before = db.session.scalar(select(func.count()).select_from(SeatClaim))
    page = walk_in(sign_in(None), quiz, "王😀")
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert 'aria-describedby="name-error"' in text
    assert text.index("“😀”不是文字") > text.index('id="name"')
    assert 'value="王😀"' in text
    assert 'value="1234"' in text
    assert db.session.scalar(select(func.count()).select_from(SeatClaim)) == before


def test_everything_wrong_with_a_walk_ins_form_is_told_at_once_each_beside_its_field(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    form = {"name": " ", "document_kind": "mainland_id", "id_tail": "12", "role": "key_post"}
    page = sign_in(None).post(f"/q/{quiz.code}/walk-in", data=form)
    assert page.status_code == 422
    for words in ("有 2 处要改", "姓名没有填，请补上。", 'id="tail-error"'):
        assert words in page.text
    passport = sign_in(None).post(f"/q/{quiz.code}/walk-in", data={**form, "name": "An", "id_tail": "A12B"})
    assert "身份证后四位是数字" in passport.text


def test_a_walk_ins_kind_of_document_is_asked_and_kept(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    form = {"name": "John Smith", "document_kind": "passport", "id_tail": "a12b", "role": "key_post"}
    assert sign_in(None).post(f"/q/{quiz.code}/walk-in", data=form).status_code == 303
    (claim,) = db.session.scalars(select(SeatClaim))
    assert claim.document_kind == "passport"
    wrong = sign_in(None).post(f"/q/{quiz.code}/walk-in", data={**form, "document_kind": "library"})
    assert (wrong.status_code, "请选择是哪一种证件" in wrong.text) == (422, True)


def test_a_walk_in_with_unseen_signs_sits_under_the_visible_name(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    assert walk_in(sign_in(None), quiz, "王\u200b五\ufe0f").status_code == 303
    assert db.session.scalars(select(SeatClaim.name)).all() == ["王五"]


def test_whoever_scans_again_after_the_end_comes_to_the_own_result_and_others_may_type_another_code(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    worker, code = sign_in(None), quiz.code
    name = db.session.scalars(select(Participant.name).where(Participant.spot_quiz_id == quiz.id)).first()
    worker.post(f"/q/{code}", {"name": name, "id_tail": world["tails"][name]})
    (claim,) = db.session.scalars(select(SeatClaim).where(SeatClaim.state == "asked"))
    grant_claim(
        claim.id, "id_card_checked", actor=world["actors"]["inspector"], now=ports.clock.now(), ports=ports
    )
    # Before the clock runs: what passes, and how a half right answer counts.
    start = worker.get("/seat").text
    assert re.search(r"合格线</dt>\s*<dd>满分的 60 %", start)
    assert "一道题全对才得分" in start
    db.session.get(SpotQuiz, quiz.id).state = "closed"
    db.session.commit()
    again = worker.get(f"/q/{code}")
    assert (again.status_code, again.headers.get("Location")) == (302, "/seat")
    assert "还没有填抽考码" in sign_in(None).get("/q?code=%20").text
    stranger = sign_in(None).get(f"/q/{code}")
    assert (stranger.status_code, "这场抽考已经结束" in stranger.text) == (410, True)
    assert 'name="code"' in stranger.text
    assert sign_in(None).get("/q/NOSUCH22").status_code == 404


def test_the_board_shows_what_somebody_from_outside_typed_and_its_numbers_add_up(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    for person in spot_quizzes.list_participants(quiz.id)[:2]:
        tail = world["tails"][person.name]
        sign_in(None).post(f"/q/{quiz.code}", {"name": person.name, "id_tail": tail})
    form = {"name": "Nguyễn Văn An", "document_kind": "passport", "id_tail": "c71b", "role": "other"}
    assert sign_in(None).post(f"/q/{quiz.code}/walk-in", form).status_code == 303
    tablet = sign_in("inspector")
    for page in ("board", "board/people"):
        words = " ".join(tablet.get(f"/tablet/quizzes/{quiz.id}/{page}").text.split())
        assert "待核对 3" in words
        assert "其中 2 人在等核对" in words
        assert "另外 1 人要一个一个核对" in words
        assert '护照 后四位 <strong class="nowrap">C71B</strong>' in words
    assert "C71B" not in tablet.get(f"/tablet/quizzes/{quiz.id}/board.json").text


def test_which_of_two_people_is_asked_at_the_choice_and_nothing_right_is_marked(
    app, world, ports, sign_in, monkeypatch
):
    quiz = open_quiz(world, ports)
    people = spot_quizzes.list_participants(quiz.id)[:2]

    def take_seat(*_, **__):
        raise DomainError("several_of_name", people=people)

    monkeypatch.setattr("examapp.services.quizzes.seats.take_seat", take_seat)
    page = sign_in(None).post(f"/q/{quiz.code}", {"name": "张伟", "id_tail": " 038"})
    assert page.status_code == 422
    name, choice = page.text.split("<fieldset")
    assert "aria-invalid" not in name
    assert choice.count('aria-invalid="true"') == 2
    assert 'id="which-error"' in choice
    # A space that a keyboard put before it does not push the last digit out.
    assert 'maxlength="12"' in name
