"""Matching items on pages: written in rows, shown to reviewers, practised with a list for each left item, mended on appeal."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.web.items.types import form_of
from examapp.web.responses import read_response
from tests.web.items.test_items import begin, keep

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROWS = {
    "type": "matching",
    "stem": "这些票最长能用多久？",
    "choice_id": ["a", "b", "c", "d", "e"],
    "choice_left": ["一级动火", " 二级动火 ", "受限空间", "", ""],
    "choice_text": ["8 小时", "72 小时", "24 小时", "15 天", ""],
    "choice_area": [""] * 5,
    "policy": "partial",
}


@pytest.fixture
def browser(sign_in):
    return sign_in("bank_admin")


def content_of(draft_id: int) -> dict:
    return db.session.get(ItemDraft, draft_id, populate_existing=True).data


@on_sqlite
def test_a_row_is_a_pair_and_a_row_without_a_left_item_a_choice_too_many(browser):
    draft_id = begin(browser, "matching")
    assert keep(browser, draft_id, do="submit", **ROWS).status_code == 303
    content = content_of(draft_id)
    assert [one["text"] for one in content["lefts"]] == ["一级动火", "二级动火", "受限空间"]
    assert [one["text"] for one in content["choices"]] == ["8 小时", "72 小时", "24 小时", "15 天"]
    assert (content["answer_key"], content["policy"]) == (["1=a", "2=b", "3=c"], "partial")
    assert content["shuffle"]
    page = browser.get(f"/items/{draft_id}").text
    assert "一级动火 → A；二级动火 → B；受限空间 → C" in page


@on_sqlite
def test_without_a_choice_too_many_the_item_cannot_be_submitted(browser):
    draft_id = begin(browser, "matching")
    texts = ["8 小时", "72 小时", "24 小时", "", ""]
    answer = keep(browser, draft_id, do="submit", **{**ROWS, "choice_text": texts})
    assert answer.status_code == 422
    assert "至少多写一个用不上的" in answer.text


@on_sqlite
def test_the_rows_of_the_editor_say_the_same_item_again(browser):
    draft_id = begin(browser, "matching")
    keep(browser, draft_id, **ROWS)
    before = content_of(draft_id)
    keep(browser, draft_id, **ROWS)
    assert content_of(draft_id) == before
    assert (
        form_of("matching").answer_words(before["answer_key"], before)
        == "一级动火 → A；二级动火 → B；受限空间 → C"
    )
    assert 'value="一级动火"' in browser.get(f"/items/{draft_id}/edit").text


def test_a_plain_form_gives_one_pair_for_each_list_and_says_a_ruling_in_the_same_fields():
    sent = MultiDict({"pair_2": "a", "pair_1": "c", "pair_3": ""})
    assert read_response(sent) == ["1=c", "2=a"]
    assert read_response(MultiDict(form_of("matching").response_fields(["1=c", "2=a"]))) == ["1=c", "2=a"]


@on_sqlite
def test_practice_asks_with_a_named_list_for_each_left_item_and_keeps_what_was_chosen(app):
    slot = {
        "type": "matching",
        "lefts": [{"id": "1", "text": "一级动火"}, {"id": "2", "text": "二级动火"}],
        "choices": [
            {"id": "b", "text": "72 小时"},
            {"id": "a", "text": "8 小时"},
            {"id": "c", "text": "7 天"},
        ],
    }
    macros = app.jinja_env.get_template("components/answers.html").module
    page = macros.answer_inputs(slot, {"pair_2": "b"})
    assert '<label class="match-row__left" for="p-1">一级动火</label>' in page
    assert page.count("<select") == 2
    assert page.count("selected") == 1
    assert re.search(r'<option value="b" selected>\s*A．72 小时\s*</option>', page)
