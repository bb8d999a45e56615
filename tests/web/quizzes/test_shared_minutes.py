"""More minutes for everybody at once, with a reason, once however often the tap arrives."""

import re

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt
from tests.stories import Device, confirmed, open_quiz


@pytest.fixture
def quiz(app, world, ports):
    """Two people answer, the others have not begun."""
    quiz = open_quiz(world, ports)
    for place in (0, 1):
        _, attempt = confirmed(world, ports, quiz, place)
        Device(app, attempt).read()
    return quiz


def deadlines(quiz) -> list[int | None]:
    db.session.expire_all()
    return [attempt.deadline_ms for attempt in db.session.query(Attempt).order_by(Attempt.participant_id)]


def test_everybody_who_answers_gets_the_minutes_once_and_the_others_need_none(quiz, sign_in):
    tablet, path = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/minutes"
    page = tablet.get(path).text
    assert "正在答题的 2 人一起加" in page
    client_id = re.search(r'name="client_id" value="([^"]+)"', page).group(1)
    before = deadlines(quiz)
    for _ in range(2):
        answer = tablet.post(path, {"minutes": "10", "reason": "临时停电", "client_id": client_id})
        assert answer.status_code == 303
    assert [new - old for new, old in zip(deadlines(quiz)[:2], before[:2], strict=True)] == [600_000] * 2
    assert deadlines(quiz)[2:] == [None] * (len(before) - 2)


def test_a_missing_reason_and_more_than_an_hour_in_all_change_nothing(quiz, sign_in):
    tablet, path = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/minutes"
    before = deadlines(quiz)
    refused = tablet.post(path, {"minutes": "10", "reason": "", "client_id": "a" * 36})
    assert (refused.status_code, "请点一个原因" in refused.text) == (422, True)
    assert deadlines(quiz) == before
    assert tablet.post(path, {"minutes": "40", "reason": "停电", "client_id": "b" * 36}).status_code == 303
    assert tablet.post(path, {"minutes": "30", "reason": "停电", "client_id": "c" * 36}).status_code == 422


def test_where_nobody_answers_the_page_says_so(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    tablet, path = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/minutes"
    assert "现在没有人在答题" in tablet.get(path).text
    assert tablet.post(path, {"minutes": "5", "reason": "停电", "client_id": "d" * 36}).status_code == 422
