"""Practice pages: forms that may be sent twice, explanations after an answer, nothing of others, nothing reserved."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from examapp.extensions import db
from examapp.models.practice import PracticeAnswer, PracticeRun
from examapp.services.papers.reserved_items import reserved_ids
from examapp.services.practice.practice import slots_of
from examapp.web.responses import read_response
from tests.services.practice.test_practice import wrong_response
from tests.web.people.test_me import Phone, begin, phone, slip  # noqa: F401

START = {"client_id": "w" * 36}


@pytest.fixture
def learner(phone, slip) -> Phone:  # noqa: F811
    phone.activate(slip)
    return phone


def begin_daily(learner: Phone) -> PracticeRun:
    learner.post("/me/practice", kind="daily", **START)
    db.session.remove()
    return db.session.query(PracticeRun).one()


def form_of(item, response: list[str]) -> dict:
    if item.type.value == "ordering":
        return {f"order_{step}": str(place) for place, step in enumerate(response, start=1)}
    return {"answer": response}


def test_the_home_page_leads_to_practice_and_says_where_to_begin(learner):
    assert "/me/practice" in learner.get("/me").text
    page = learner.get("/me/practice").text
    assert "做今天的五题" in page
    assert "错题本是空的" in page
    assert "按主题练" in page


def test_five_questions_each_with_its_reason_and_a_book_of_the_wrong_ones(learner):
    run = begin_daily(learner)
    for place, (_, item) in enumerate(slots_of(run), start=1):
        response = wrong_response(item) if place == 1 else list(item.answer_key)
        page = learner.post(f"/me/practice/{run.id}/{place}", **form_of(item, response)).text
        assert ("答错了" if place == 1 else "答对了") in page
        assert item.rationale in page
        assert "依据：" in page
    done = learner.get(f"/me/practice/{run.id}").text
    assert "4 / 5" in done
    home = learner.get("/me/practice").text
    assert "今天做完了" in home
    assert "练错题" in home


def test_an_answer_sent_twice_counts_once_and_the_first_stays(learner):
    run = begin_daily(learner)
    item = slots_of(run)[0][1]
    for response in (wrong_response(item), list(item.answer_key)):
        learner.post(f"/me/practice/{run.id}/1", **form_of(item, response))
    db.session.remove()
    assert [one.correct for one in db.session.query(PracticeAnswer)] == [False]


def test_an_empty_answer_is_refused_in_words_and_keeps_nothing(learner):
    run = begin_daily(learner)
    refused = learner.post(f"/me/practice/{run.id}/1")
    assert refused.status_code == 422
    assert "请先作答" in refused.text
    assert db.session.query(PracticeAnswer).count() == 0


def test_an_answer_is_not_shown_before_it_is_asked_for(learner):
    run = begin_daily(learner)
    item = slots_of(run)[1][1]
    assert item.rationale not in learner.get(f"/me/practice/{run.id}/2").text


def test_a_mock_exam_shows_reasons_only_at_its_end(learner):
    page = learner.get("/me/practice").text
    registration = re.search(r'name="registration" value="(\d+)"', page).group(1)
    learner.post("/me/practice", kind="mock", registration=registration, **START)
    db.session.remove()
    run = db.session.query(PracticeRun).one()
    slots = slots_of(run)
    for place, (_, item) in enumerate(slots, start=1):
        response = wrong_response(item) if place == 1 else list(item.answer_key)
        page = learner.post(f"/me/practice/{run.id}/{place}", **form_of(item, response)).text
        assert item.rationale not in page
    done = learner.get(f"/me/practice/{run.id}").text
    assert "照这样能合格" in done
    assert slots[0][1].rationale in done


def test_a_run_or_place_that_is_not_there_is_told_plainly(learner):
    run = begin_daily(learner)
    for path in ("/me/practice/999", f"/me/practice/{run.id}/9", f"/me/practice/{run.id}/0"):
        assert learner.get(path).status_code == 404


def test_an_unknown_topic_has_no_questions(learner):
    refused = learner.post("/me/practice", kind="topic", topic="nix", **START)
    assert "没有可以练的题" in refused.text


def test_an_item_is_kept_for_exams_and_opened_again_from_its_page(sign_in):
    client = sign_in("bank_admin")
    page = client.get("/bank/fire-001").text
    assert "只供考试，练习里不出现" in page
    kept = client.post("/items/published/fire-001/practice", data={"reserved": "1"}, follow_redirects=True)
    assert "这道题只供考试和抽考" in kept.text
    assert reserved_ids() == {"fire-001"}
    client.post("/items/published/fire-001/practice", data={"reserved": "0"})
    assert reserved_ids() == frozenset()


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"order_a": "2", "order_b": "1", "order_c": "3"}, ["b", "a", "c"]),
        ({"order_a": "1", "order_b": "1", "order_c": ""}, ["b"]),
        ({"answer": " 19.5 "}, ["19.5"]),
        ({}, []),
    ],
)
def test_a_form_is_read_as_a_list(sent, read):
    assert read_response(MultiDict(sent)) == read


def test_practice_is_closed_in_words_while_a_paper_of_the_person_runs(learner):
    run = begin_daily(learner)
    attempt_id, page = begin(learner)
    assert learner.api("get", f"/api/attempts/{attempt_id}", page).status_code == 200
    asked = learner.get(f"/me/practice/{run.id}/1")
    begun = learner.post("/me/practice", page="/me", kind="daily", **START)
    for refused in (asked, begun):
        assert refused.status_code == 409
        assert "正在考试，先不能看答案" in refused.text
