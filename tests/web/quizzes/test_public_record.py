"""What a record says of swaps, absences and given time stands on it in words;
the public page keeps names and reasons.
"""

import json

import pytest

from examapp.adapters.documents.record_layout import layout_record
from examapp.services.attempts.attempts import extend_attempt
from examapp.services.quizzes import seat_control, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from tests.services.quizzes.test_field_flow import finish
from tests.stories import confirmed, open_quiz


@pytest.fixture
def record(app, world, ports):
    """Two lead, manager and key posts; one was replaced, one was given time, the rest did not come."""
    quiz, act = open_quiz(world, ports), {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    first, *_, last = spot_quizzes.list_participants(quiz.id)
    confirmed(world, ports, quiz)
    extend_attempt(attempt_of(first.id).id, 600, "临时停电十分钟", **act)
    seat_control.swap_participant(last.id, "家里有急事", **act, ports=ports)
    return finish(app, world, ports, quiz, [9])


def test_who_was_replaced_and_who_was_given_time_stands_on_the_record_with_the_reason(record):
    content = json.loads(record.content)
    rows = {row[0]: row[1] for row in layout_record(content, "", {}, demonstration=False)["draw"]}
    gone = next(one for one in content["participants"] if one["state"] == "swapped")
    assert f"第 {gone['number']} 号{gone['name']}换成第" in rows["换人"]
    assert "家里有急事" in rows["换人"]
    assert "10 分钟：临时停电十分钟" in rows["另加时间"]


def test_the_public_page_gives_no_reason_that_somebody_typed(record, sign_in):
    page = sign_in(None).get(f"/r/{record.public_token}").text
    for words in ("临时停电十分钟", "家里有急事"):
        assert words not in page
    assert "公开页面不显示姓名和原因" in page


def test_the_public_page_shows_questions_behind_a_tap_and_never_their_answers(record, sign_in):
    content = json.loads(record.content)
    shown = layout_record(content, "", {}, demonstration=False)["mistakes"]
    page = sign_in(None).get(f"/r/{record.public_token}").text
    left = sum(mistake["mine"] == "没有作答" for mistake in shown)
    assert f"答错 {len(shown) - left} 处，没有作答 {left} 处，点开看题目和依据" in page
    assert "<h2>答错或没有作答的题目及依据</h2>" in page
    keys = {mistake["right"] for mistake in shown}
    assert keys
    assert not [key for key in keys if key in page]
