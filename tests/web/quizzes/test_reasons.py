"""Every reason on the tablet goes through one door: emoji and floods are told beside the field, what was typed stays."""

import pytest

from examapp.services.quizzes.spot_quizzes import list_participants
from tests.stories import confirmed, open_quiz


@pytest.fixture
def quiz(world, ports):
    return open_quiz(world, ports)


def pages(quiz, person_id: int) -> dict[str, dict]:
    base, words = f"/tablet/quizzes/{quiz.id}", {"reason": "other", "reason_words": "没😀带"}
    person = f"{base}/people/{person_id}"
    return {
        f"{person}/absence": words,
        f"{person}/swap": words,
        f"{person}/extension": {**words, "minutes": "5"},
        f"{base}/pause": words,
        f"{base}/closing": {"absent_reason": "other", "absent_reason_words": "没😀带"},
    }


def test_an_emoji_in_a_reason_is_told_beside_the_field_and_changes_nothing(quiz, world, ports, sign_in):
    person_id = list_participants(quiz.id)[0].id
    tablet = sign_in("inspector")
    for address, form in pages(quiz, person_id).items():
        answer = tablet.post(address, form)
        assert answer.status_code == 422, address
        assert "“😀”不是文字" in answer.text, address
        assert "没😀带" in answer.text, address
    long = tablet.post(f"/tablet/quizzes/{quiz.id}/pause", {"reason": "other", "reason_words": "停" * 300})
    assert "写了 300 字，最多 150 字" in long.text


def test_wrong_minutes_are_told_at_the_minutes_in_words_of_the_page(quiz, world, ports, sign_in):
    person, _ = confirmed(world, ports, quiz)
    tablet, path = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/people/{person.id}"
    answer = tablet.post(f"{path}/extension", {"minutes": "999", "reason": "设备故障"})
    assert "1 到 60" in answer.text
    empty = tablet.post(f"{path}/absence", {"reason": "other", "reason_words": ""})
    assert "还没有记为缺考" in empty.text
    assert "再结束" not in empty.text
