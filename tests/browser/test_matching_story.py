"""Matching items on real pages: answered by finger and by keys on a phone, explained, written and previewed in the editor."""

import pytest

from examapp.app import create_app
from examapp.extensions import db
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import hand_in, open_quiz, tails
from tests.browser.test_item_types import SAVED, fits, saved_next, sit_down
from tests.databases import make_settings
from tests.matching_items import ask_matching


@pytest.fixture
def paper(demo_server, tablet, enter_as):
    """The tablet with an open quiz of matching items, its code, and the people with their last four."""
    app = create_app(make_settings(demo_server.folder))
    with app.app_context():
        ask_matching(now=app.extensions["ports"].clock.now())
        db.session.remove()
        db.engine.dispose()
    enter_as(tablet, "inspector")
    code = open_quiz(tablet)
    return {"tablet": tablet, "code": code, "people": list(tails(demo_server, code).items())}


def test_pairs_are_chosen_on_a_phone_saved_at_once_and_explained(demo_server, paper, phone):
    sit_down(demo_server, paper, phone)
    assert phone.inner_text(".item-type") == "配对题"
    fields = phone.locator(".match-row select")
    assert fields.count() == 4
    assert all(one.bounding_box()["height"] >= 48 for one in fields.all())
    take_screenshot(phone, "types/phone-matching-empty")
    assert_no_axe_findings(phone)
    phone.get_by_label("一级动火").select_option("e")
    phone.wait_for_selector("text=还有 3 项没有配")
    phone.get_by_label("二级动火").select_option("e")
    phone.wait_for_selector("text=选了两次，每个最多用一次")
    phone.get_by_label("二级动火").select_option("a")
    phone.get_by_label("受限空间").select_option("c")
    phone.get_by_label("高处作业").select_option("d")
    phone.wait_for_selector("text=全部配好了")
    phone.wait_for_selector(SAVED)
    take_screenshot(phone, "types/phone-matching")
    phone.set_viewport_size({"width": 320, "height": 844})
    assert fits(phone)
    take_screenshot(phone, "types/phone-matching-320")
    assert_no_axe_findings(phone)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.reload()
    phone.wait_for_selector("text=还有 4 项没有配")
    phone.locator("[data-part=previous]").click()
    phone.wait_for_selector("text=全部配好了")
    assert phone.get_by_label("高处作业").input_value() == "d"
    saved_next(phone)
    _answer_by_keys(phone)
    hand_in(phone)
    phone.wait_for_selector(".result-score")
    mistakes = phone.inner_text("main")
    assert "高处作业 → 15 天" in mistakes
    assert "高处作业 → 7 天" in mistakes
    assert fits(phone)
    take_screenshot(phone, "types/phone-matching-result")
    assert_no_axe_findings(phone)


def _answer_by_keys(page) -> None:
    """Tab to each list and type the letter of a choice, as the keyboard of a tablet or a switch does."""
    page.get_by_label("一级动火").focus()
    for place in range(4):
        page.keyboard.press("ABCD"[place])
        page.keyboard.press("Tab")
    page.wait_for_selector("text=全部配好了")
    page.wait_for_selector(SAVED)


def test_the_editor_writes_pairs_in_rows_and_shows_the_phone_beside_them(desktop, enter_as):
    page = enter_as(desktop, "bank_admin")
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/items/new")
    page.get_by_role("button", name="配对题").click()
    page.wait_for_selector(".editor[data-type=matching]")
    page.fill("#e-stem", "这些票最长能用多久？")
    rows = page.locator("[data-part=choice]")
    pairs = [
        ("一级动火", "8 小时"),
        ("二级动火", "72 小时"),
        ("受限空间", "24 小时"),
        ("", "15 天"),
        ("", "48 小时"),
    ]
    for row, (left, right) in zip(rows.all(), pairs, strict=False):
        row.locator("[name=choice_left]").fill(left)
        row.locator("[name=choice_text]").fill(right)
    phone = page.frame_locator("[data-part=preview]")
    phone.locator(".match-row").nth(2).wait_for()
    assert phone.locator(".match-choices__row").count() == 5
    page.wait_for_selector("[data-part=state]:has-text('已保存')")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    take_screenshot(page, "types/editor-matching")
    assert_no_axe_findings(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    take_screenshot(page, "types/editor-matching-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(page.url.replace("/edit", ""))
    assert "一级动火 → A" in page.inner_text("main")
    take_screenshot(page, "types/review-matching")
    assert_no_axe_findings(page)
