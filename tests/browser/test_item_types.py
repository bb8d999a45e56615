"""A number, words, places of a picture, a picture and a case answered on a phone: by touch, by keyboard,
without network.
"""

import pytest

from examapp.app import create_app
from examapp.extensions import db
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import open_quiz, tails, take_seat
from tests.databases import make_settings
from tests.new_types import ask_new_types

SAVED = "[data-part=status][data-kind=ok]"


@pytest.fixture
def paper(demo_server, tablet, enter_as, tmp_path):
    """The tablet with an open quiz of the newer types, its code, and the people with their last four."""
    app = create_app(make_settings(demo_server.folder))
    with app.app_context():
        ask_new_types(tmp_path, now=app.extensions["ports"].clock.now())
        db.session.remove()
        db.engine.dispose()
    enter_as(tablet, "inspector")
    code = open_quiz(tablet)
    return {"tablet": tablet, "code": code, "people": list(tails(demo_server, code).items())}


def sit_down(server, paper, page, place: int = 0) -> None:
    """Seat, nod, first item on the screen."""
    name, tail = paper["people"][place]
    take_seat(server, page, paper["code"], name, tail)
    paper["tablet"].wait_for_selector("text=人证相符")
    paper["tablet"].get_by_role("button", name="人证相符").first.click()
    page.locator("a.big-button:has-text('开始答题')").click()
    page.wait_for_selector("#stem")


def saved_next(page) -> None:
    page.wait_for_selector(SAVED)
    page.locator("[data-part=next]").click()


def tap_place(page, x: int, y: int) -> None:
    """Tap the picture at thousandths of its width and height."""
    box = page.locator(".hotspot__areas").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * x / 1000, box["y"] + box["height"] * y / 1000)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_kind_is_answered_on_a_phone_and_explained(demo_server, paper, phone):
    sit_down(demo_server, paper, phone)
    _type_a_number(phone)
    phone.fill(".typed__input", "组织疏散")
    saved_next(phone)
    _mark_places(phone)
    _look_at_a_picture(phone)
    _go_through_the_case(phone)
    phone.locator("[data-part=next]").click()
    assert phone.inner_text("[data-part=hand-in-title]") == "全部答完了，交卷吗？"
    phone.locator("[data-part=hand-in]").click()
    phone.wait_for_selector(".result-score")
    assert "60/" in phone.inner_text(".result-score")
    mistake = phone.inner_text(".mistake")
    assert "× 左边的蓝色气瓶；地上的明火" in mistake
    assert "✓ 紧挨着的红色气瓶；地上的明火" in mistake
    assert phone.locator(".mark--right").count() == 2
    assert phone.locator(".mark--wrong").count() == 1
    assert fits(phone)
    take_screenshot(phone, "types/phone-result")
    assert_no_axe_findings(phone)


def _type_a_number(phone):
    assert phone.get_by_role("textbox").get_attribute("inputmode") == "decimal"
    phone.fill(".typed__input", "19点5")
    phone.locator(".typed__input").blur()
    phone.wait_for_selector("text=还没有保存")
    take_screenshot(phone, "types/phone-number-refused", whole=False)
    phone.reload()
    phone.wait_for_selector("text=还没有保存")
    assert phone.input_value(".typed__input") == "19点5"
    phone.fill(".typed__input", "19，5")
    phone.wait_for_selector("text=逗号看不出是小数点还是分隔")
    phone.fill(".typed__input", "１９．５")
    phone.wait_for_selector(SAVED)
    assert fits(phone)
    take_screenshot(phone, "types/phone-number", whole=False)
    assert_no_axe_findings(phone)
    phone.locator("[data-part=next]").click()
    phone.locator("[data-part=previous]").click()
    assert phone.input_value(".typed__input") == "１９．５"
    saved_next(phone)


def _mark_places(phone):
    tap_place(phone, 30, 60)
    phone.wait_for_selector("text=这里没有可标的地方")
    tap_place(phone, 700, 640)
    tap_place(phone, 492, 500)
    phone.wait_for_selector(".marked-list__row >> nth=1")
    assert phone.locator(".marked-list__text").all_inner_texts() == ["地上的明火", "紧挨着的红色气瓶"]
    assert phone.locator(".marked-list__undo").first.bounding_box()["height"] >= 48
    assert fits(phone)
    take_screenshot(phone, "types/phone-hotspot")
    assert_no_axe_findings(phone)
    phone.get_by_role("button", name="取消：紧挨着的红色气瓶").click()
    phone.get_by_role("button", name="用文字选").click()
    phone.locator(".answer-card:has-text('左边的蓝色气瓶')").click()
    phone.wait_for_selector(".answer-card[aria-checked=true] >> nth=1")
    take_screenshot(phone, "types/phone-hotspot-words")
    assert_no_axe_findings(phone)
    saved_next(phone)


def _go_round_by_arrows(page):
    """Of cards that exclude each other Tab reaches one; the chosen one is seen where people choose all colours."""
    cards = page.locator(".answer-card")
    assert [card.get_attribute("tabindex") for card in cards.all()] == ["0", "-1", "-1"]
    cards.first.focus()
    for key, place in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 2)):
        page.keyboard.press(key)
        page.wait_for_selector(f".answer-card:nth-child({place + 1})[aria-checked=true]")
        assert page.locator(".answer-card[aria-checked=true]").count() == 1
    page.emulate_media(forced_colors="active")
    assert cards.nth(2).evaluate("card => getComputedStyle(card).outlineWidth") == "4px"
    page.emulate_media(forced_colors="none")


def _picture_and_first_answer_in_sight(phone):
    for width, height in ((390, 844), (320, 640)):
        phone.set_viewport_size({"width": width, "height": height})
        phone.evaluate("window.scrollTo(0, 0)")
        take_screenshot(phone, f"types/phone-picture-{width}", whole=False)
        bar = phone.locator(".attempt-nav").bounding_box()["y"]
        picture, answer = (
            phone.locator(one).first.bounding_box() for one in (".item-picture__image", ".answer-card")
        )
        assert picture["y"] + picture["height"] <= answer["y"]
        assert answer["y"] + answer["height"] <= bar
        assert phone.locator(".attempt-bar").bounding_box()["height"] <= 130
    phone.set_viewport_size({"width": 640, "height": 320})
    phone.evaluate("document.documentElement.dataset.typeSize = '3'")
    take_screenshot(phone, "types/phone-picture-low", whole=False)
    bars = phone.evaluate(
        "['.attempt-bar', '.attempt-nav'].map(one => getComputedStyle(document.querySelector(one)).position)"
    )
    assert bars == ["static", "static"]
    assert phone.locator(".answer-card").first.bounding_box()["y"] <= 280
    assert fits(phone)
    phone.evaluate("delete document.documentElement.dataset.typeSize")
    phone.set_viewport_size({"width": 390, "height": 844})


def _look_at_a_picture(phone):
    _picture_and_first_answer_in_sight(phone)
    phone.get_by_role("button", name="放大看图").click()
    phone.wait_for_selector("dialog[open] img")
    take_screenshot(phone, "types/phone-picture-large", whole=False)
    phone.get_by_role("button", name="关闭").click()
    phone.locator(".answer-card:has-text('禁止烟火')").click()
    assert fits(phone)
    take_screenshot(phone, "types/phone-picture")
    assert_no_axe_findings(phone)
    saved_next(phone)


def _go_through_the_case(phone):
    assert "案例（第 1 题/共 3 题）" in phone.inner_text(".case-card summary")
    assert "某厂夜班" in phone.inner_text(".case-card p")
    take_screenshot(phone, "types/phone-case")
    assert_no_axe_findings(phone)
    for place, choice in enumerate(["错", "对", "对"], start=1):
        assert f"第 {place} 题/共 3 题" in phone.inner_text(".case-card summary")
        phone.locator(f".answer-card:has-text('{choice}')").click()
        if place == 1:
            phone.locator(".case-card summary").click()
        phone.wait_for_selector(SAVED)
        if place < 3:
            phone.locator("[data-part=next]").click()
            assert phone.locator(".case-card[open]").count() == 0


def test_a_started_paper_has_its_pictures_without_network_and_a_reload_keeps_what_was_typed(
    demo_server, paper, phone
):
    sit_down(demo_server, paper, phone, place=1)
    phone.context.set_offline(True)
    phone.fill(".typed__input", "20")
    phone.locator("[data-part=next]").click()
    phone.fill(".typed__input", "先断电,再救人")
    phone.locator("[data-part=next]").click()
    assert phone.locator(".item-picture__image").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    phone.locator("[data-part=next]").click()
    assert phone.locator(".item-picture__image").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    phone.wait_for_selector("text=个答案已存本机")
    phone.context.set_offline(False)
    phone.wait_for_selector(SAVED)
    phone.reload()
    phone.wait_for_selector("#stem")
    for expected in ("先断电,再救人", "20"):
        while phone.locator("[data-part=overview]").inner_text() != (
            "2 / 7" if expected != "20" else "1 / 7"
        ):
            phone.locator("[data-part=previous]").click()
        assert phone.input_value(".typed__input") == expected


def test_a_picture_that_does_not_come_is_said_and_comes_when_asked_again(demo_server, paper, phone):
    phone.route("**/pictures/*", lambda route: route.abort())
    sit_down(demo_server, paper, phone, place=2)
    for _ in range(2):
        phone.locator("[data-part=next]").click()
    phone.wait_for_selector("text=图没有加载出来")
    assert phone.locator(".answer-card").count() == 4
    take_screenshot(phone, "types/phone-picture-missing")
    assert_no_axe_findings(phone)
    phone.unroute("**/pictures/*")
    phone.get_by_role("button", name="再试一次").click()
    phone.wait_for_selector(".hotspot__areas")
    phone.locator(".hotspot__sheet img").evaluate("one => one.decode()")


def test_places_are_marked_by_keyboard_on_the_tablet(demo_server, paper, open_page):
    page = open_page("tablet")
    sit_down(demo_server, paper, page, place=3)
    for _ in range(2):
        page.locator("[data-part=next]").click()
    area = page.get_by_role("checkbox", name="地上的明火").first
    area.focus()
    page.keyboard.press("Space")
    page.wait_for_selector(".marked-list__row")
    assert area.get_attribute("aria-checked") == "true"
    assert page.evaluate("document.activeElement.dataset.choice") == "c"
    take_screenshot(page, "types/tablet-hotspot", whole=False)
    assert_no_axe_findings(page)
    page.locator("[data-part=next]").click()
    take_screenshot(page, "types/tablet-picture", whole=False)
    _go_round_by_arrows(page)
    page.locator("[data-part=next]").click()
    take_screenshot(page, "types/tablet-case", whole=False)
