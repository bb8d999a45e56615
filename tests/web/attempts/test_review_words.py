"""An answer beside the right one: words without false signs, part of the points, the article behind a tap."""

import pytest
from flask import render_template_string

from examapp.services.attempts.explanations import explain_slot
from question_bank.model import ItemType, MarkingPolicy
from question_bank.store import load_bank

PAGE = '{% from "components/review.html" import own_and_right, reasons %}{{ own_and_right(slot) }}{{ reasons(slot) }}'
ITEMS = load_bank().items.values()


def shown(item, response, tenths=0) -> str:
    slot = {"choices": [choice.id for choice in item.choices], "points": 5}
    page = render_template_string(PAGE, slot=explain_slot(1, slot, item, response, tenths))
    return " ".join(page.split())


@pytest.fixture
def judgement():
    return next(one for one in ITEMS if one.type is ItemType.judgement and one.answer_key == ("false",))


def test_of_two_words_neither_wears_a_cross(app, judgement):
    page = shown(judgement, ["true"])
    assert "您选了：<strong>对</strong>" in page
    assert "应选：<strong>错</strong>" in page
    assert "×" not in page
    assert "您<strong>没有作答</strong>" in shown(judgement, [])
    assert "✓ 选得对" in shown(judgement, ["false"], 50)


def test_part_of_the_points_is_explained_with_its_numbers(app):
    item = next(one for one in ITEMS if one.type is ItemType.multiple and one.policy is MarkingPolicy.partial)
    page = shown(item, [item.answer_key[0]], 25)
    assert "△" in page
    left = len(item.answer_key) - 1
    # What was chosen is right: no cross beside it, whether it earned part of the points or not.
    for shown_page in (page, shown(item, [item.answer_key[0]])):
        assert (f"（选对了，还少 {left} 项）" in shown_page, "×" in shown_page) == (True, False)
    wrong = next(choice.id for choice in item.choices if choice.id not in item.answer_key)
    assert "×" in shown(item, [item.answer_key[0], wrong])
    assert "这道题得了 2.5 分，满分 5 分：少选按选对的个数给分，选错一个就不得分。" in page
    assert "这道题得了" not in shown(item, [])


def test_an_article_of_a_law_opens_and_a_clause_of_a_standard_is_only_named(app):
    law = next(one for one in ITEMS if [c.law for c in one.citations] == ["work-safety-law-2021"])
    standard = next(one for one in ITEMS if [c.law for c in one.citations] == ["gb-30871-2022"])
    assert '<details class="law">' in shown(law, [])
    assert "以官方公布的文本为准" in shown(law, [])
    assert "<details" not in shown(standard, [])
    assert "依据：《危险化学品企业特殊作业安全规范" in shown(standard, [])
