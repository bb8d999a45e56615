"""Somebody quizzed on site appeals too, and the reviewer sees what that person saw and chose, in that order."""

# ruff: noqa: F811 - a fixture of the tests of regrades is used here
import json
import re

import pytest

from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.appeals import Appeal
from examapp.models.attempts import Attempt
from examapp.services.appeals import regrade_runs, regrades
from examapp.services.quizzes import spot_quizzes
from tests.handed_over import press
from tests.services.appeals.decisions import answer_paper, rekeyed, slots_of
from tests.services.appeals.test_regrades import act  # noqa: F401
from tests.stories import confirmed, open_quiz
from tests.web.quizzes.test_seats import bearer, claim
from tests.web.reports.test_archives import pytestmark  # noqa: F401 - one kind of database


@pytest.fixture
def appealed(app, world, ports) -> tuple:
    """A participant's phone with the result of a paper, and the slot that is disputed: choices, answered wrong."""
    quiz = open_quiz(world, ports)
    name = spot_quizzes.list_participants(quiz.id)[0].name
    phone, _ = claim(app, quiz, name, world["tails"][name])
    _, attempt = confirmed(world, ports, quiz)
    answer_paper(app, attempt, 7, bearer(phone, f"/attempts/{attempt.id}"))
    wrong, _ = rekeyed([slot for slot in slots_of(attempt) if not slot.right], to_answer=True)
    return phone, attempt.id, wrong


def appeal(phone, attempt_id: str, slot, text: str):
    page = f"/attempts/{attempt_id}"
    return press(phone, f"{page}/appeals/{slot.number}", f"{page}/result", text=text)


def test_the_result_of_a_spot_quiz_offers_an_appeal_and_says_that_it_arrived(app, appealed):
    phone, attempt_id, wrong = appealed
    page = f"/attempts/{attempt_id}/result"
    assert "觉得这道题不对" in phone.get(page).text
    for _ in range(2):
        sent = appeal(phone, attempt_id, wrong, "选项没说清楚")
        assert sent.status_code == 303
    assert "申诉已收到" in phone.get(page).text
    assert db.session.query(Appeal).one().attempt_id == attempt_id


def test_nobody_appeals_for_another_seat(app, world, ports, appealed):
    _, attempt_id, wrong = appealed
    stranger = claim(app, open_quiz(world, ports), "刘主任", "0000")[0]
    assert (
        stranger._send(
            "post", f"/attempts/{attempt_id}/appeals/{wrong.number}", data={"text": "x"}
        ).status_code
        >= 400
    )
    assert db.session.query(Appeal).count() == 0


def test_the_reviewer_sees_the_choices_in_the_order_of_the_paper_with_the_chosen_one(appealed, sign_in):
    phone, attempt_id, wrong = appealed
    appeal(phone, attempt_id, wrong, "不对")
    dispute = db.session.query(Appeal).one().dispute_id
    page = sign_in("reviewer").get(f"/appeals/{dispute}").text
    shown = re.search(r'<ol class="plain-list".*?</ol>', page, re.DOTALL).group()
    order = json.loads(db.session.get(Attempt, attempt_id).paper)["slots"][wrong.number - 1]["choices"]
    texts = {choice.id: choice.text for choice in wrong.item.choices}
    places = [shown.index(texts[choice]) for choice in order]
    assert places == sorted(places)
    assert f"<strong>{texts[wrong.response[0]]}</strong>（申诉人选的）" in shown
    assert "逢查必考" in page


def test_a_ruled_appeal_ticks_the_key_that_counts_and_names_who_revises_it(appealed, sign_in, act, ports):
    phone, attempt_id, wrong = appealed
    appeal(phone, attempt_id, wrong, "不对")
    dispute = db.session.query(Appeal).one().dispute_id
    ruling = Ruling(Effect.change_key, tuple(wrong.response))
    second, texts = sign_in("bank_admin"), {choice.id: choice.text for choice in wrong.item.choices}
    regrades.decide(dispute, ruling, "以新条文为准。", **act("reviewer"))
    regrade_runs.ask_trial(dispute, ruling, **act("bank_admin"), ports=ports)
    second.post(f"/appeals/{dispute}/approval", {"agree": "yes"})
    page = second.get(f"/appeals/{dispute}").text
    assert f"✓ {texts[wrong.response[0]]}" in page
    assert not [
        one for one in wrong.item.answer_key if one not in wrong.response and f"✓ {texts[one]}" in page
    ]
    assert "这道题已经暂停，由reviewer甲修订" in page
    mine = phone.get(f"/attempts/{attempt_id}/result").text
    assert "答对\n      8 题" in mine or "答对 8 题" in re.sub(r"\s+", " ", mine)


def test_a_void_is_tried_under_the_policy_that_the_page_names(appealed, sign_in, act, ports):
    phone, attempt_id, wrong = appealed
    appeal(phone, attempt_id, wrong, "不对")
    dispute = db.session.query(Appeal).one().dispute_id
    reviewer = sign_in("reviewer")
    for chosen, words in (({}, "谁都不吃亏"), ({"strict": "yes"}, "答对的人也不得分")):
        tried = reviewer.post(f"/appeals/{dispute}/trials", {"effect": "void", **chosen})
        assert words in reviewer.get(tried.headers["Location"]).text
    reviewer.post(f"/appeals/{dispute}/decision", {"effect": "void", "strict": "yes", "reply": "过时。"})
    assert "这道题作废，谁都不计分" in reviewer.get(f"/appeals/{dispute}").text
