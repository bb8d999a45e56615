"""What people see of numbers, words, places of a picture and cases after the end: result, talk, person, record."""

import re

import pytest

from examapp.services.quizzes import spot_quizzes
from tests.new_types import CASE_TEXT, ask_new_types
from tests.services.quizzes.test_field_flow import finish
from tests.stories import Device, confirmed, open_quiz, step

WORDS = "我叫试验员，先断电 😀"


@pytest.fixture
def answered(app, world, ports, tmp_path):
    """A quiz whose first person typed words and marked one right and one wrong place."""
    ask_new_types(tmp_path, now=ports.clock.now())
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    device = Device(app, attempt)
    device.read()
    device.put(step(2, [WORDS], 1), step(3, ["a", "c"], 2))
    return quiz


def test_the_person_page_and_the_talk_show_answers_in_words_and_the_marked_picture(
    world, ports, sign_in, answered
):
    person = spot_quizzes.list_participants(answered.id)[0]
    quiz_id, person_id, now = answered.id, person.id, ports.clock.now()
    spot_quizzes.close_quiz(
        quiz_id, absent_reason="外出", actor=world["actors"]["inspector"], now=now, grace_seconds=5
    )
    page = sign_in("inspector").get(f"/tablet/quizzes/{quiz_id}/people/{person_id}").text
    assert re.search(rf'<dt>本人的答案</dt>\s*<dd class="mine">× {WORDS}</dd>', page)
    assert '<dt>正确答案</dt><dd class="right">✓ 19.5 %（偏差 0.1 % 以内算对）</dd>' in page
    assert (page.count('class="mark mark--right"'), page.count('class="mark mark--wrong"')) == (2, 1)
    talk = sign_in("inspector").get(f"/tablet/quizzes/{quiz_id}/talk").text
    assert 'class="mark mark--wrong"' not in talk


def test_the_record_shows_own_answers_and_the_public_page_hides_them(app, world, ports, sign_in, answered):
    record = finish(app, world, ports, answered, [0, 3])
    record_id, token = record.id, record.public_token
    page = sign_in("inspector").get(f"/records/{record_id}").text
    assert "本人答案" in page
    assert WORDS in page
    assert "没有作答" in page
    public = sign_in(None).get(f"/r/{token}").text
    # Everybody with the QR reads the public page: it gives no keys.
    assert "疏散人员 或 组织疏散" not in public
    assert WORDS not in public
    assert "本人答案" not in public


def test_a_case_stands_above_a_missed_item_of_it_on_the_talk_page(world, ports, sign_in, answered):
    quiz_id = answered.id
    spot_quizzes.close_quiz(
        quiz_id,
        absent_reason="外出",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        grace_seconds=5,
    )
    assert CASE_TEXT in sign_in("inspector").get(f"/tablet/quizzes/{quiz_id}/talk").text
