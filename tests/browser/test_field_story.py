"""The main job in real windows: tablet and phones, from 开始抽考 to the verified record;
and what may go wrong on a phone.
"""

import re
import sqlite3

import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import (
    answer,
    answer_all,
    begin,
    confirm,
    end_answering,
    hand_in,
    open_quiz,
    sign_everybody,
    tails,
    take_seat,
    tap,
)


@pytest.fixture
def tablet_page(demo_server, tablet, enter_as):
    return enter_as(tablet, "inspector")


def test_from_the_tablet_to_the_verified_record(demo_server, tablet_page, open_page, enter_as, tmp_path):
    tablet = tablet_page
    code = open_quiz(tablet)
    assert_no_axe_findings(tablet)
    people = tails(demo_server, code)
    (first, first_tail), (second, second_tail), (third, _) = list(people.items())[:3]

    phones = _answer_on_two_phones(
        demo_server, tablet, open_page, code, (first, first_tail), (second, second_tail)
    )
    _pause_and_resume(tablet, phones[0])
    _photograph_and_hand_in(tablet, phones, first)
    _answer_on_the_tablet(demo_server, tablet, third)
    _talk_and_sign(tablet, enter_as(open_page("phone"), "inspector2"))
    _finish_and_verify(demo_server, tablet, tmp_path)


def _answer_on_two_phones(demo_server, tablet, open_page, code, *people):
    phones = [open_page("phone"), open_page("phone", viewport={"width": 320, "height": 640})]
    for phone, (name, tail) in zip(phones, people, strict=True):
        take_seat(demo_server, phone, code, name, tail)
        assert_no_axe_findings(phone)
        tablet.wait_for_selector("text=人证相符")
        tablet.get_by_role("button", name="人证相符").first.click()
        begin(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return phones


def _pause_and_resume(tablet, phone):
    """An alarm: the paper is covered, the clock stands, and both go on by one tap."""
    tablet.get_by_role("link", name="暂停答题").click()
    tablet.get_by_role("button", name="警报疏散").click()
    tablet.wait_for_selector("text=已暂停（")
    phone.reload()
    phone.wait_for_selector("text=现在暂停答题")
    assert "原因：警报疏散" in phone.inner_text("[data-part=paused]")
    assert not phone.locator("[data-part=next]").is_visible()
    standing = phone.inner_text("[data-part=paused-time]")
    take_screenshot(phone, "story/phone-paused", whole=False)
    assert_no_axe_findings(phone)
    assert_no_axe_findings(tablet)
    tablet.get_by_role("button", name="恢复答题").click()
    phone.wait_for_selector("text=恢复答题了")
    assert phone.inner_text("[data-part=time]")[:2] == standing[:2]


def _photograph_and_hand_in(tablet, phones, first):
    take_screenshot(phones[0], "story/phone-item", whole=False)
    assert_no_axe_findings(phones[0])
    answer_all(phones[0])
    tablet.wait_for_selector(f".person-row:has-text('{first}') >> text=10/10")
    take_screenshot(tablet, "story/tablet-board", whole=False)
    phones[0].locator("[data-part=overview]").click()
    take_screenshot(phones[0], "story/phone-overview", whole=False)
    assert_no_axe_findings(phones[0])
    phones[0].locator("[data-part=close-overview]").click()
    hand_in(phones[0])
    take_screenshot(phones[0], "story/phone-result")
    assert_no_axe_findings(phones[0])
    answer(phones[1], 0)
    hand_in(phones[1])


def _answer_on_the_tablet(demo_server, tablet, third):
    """Handed round, wiped, and back by PIN."""
    tablet.get_by_role("link", name=third, exact=True).click()
    tablet.get_by_role("button", name="核对通过").click()
    tablet.get_by_role("link", name="换平板作答").click()
    tablet.fill("#pin", "2468")
    tablet.get_by_role("button", name="把平板交给作答人员").click()
    tablet.goto(f"{demo_server.url}/tablet/")
    assert "/handover/queue" in tablet.url
    tablet.locator(f".pick:has-text('{third}')").click()
    tablet.locator("a.big-button").first.click()
    tablet.wait_for_selector(".item-type")
    take_screenshot(tablet, "story/tablet-item", whole=False)
    answer_all(tablet)
    hand_in(tablet)
    tablet.get_by_role("button", name="看完了，交给下一位").click()
    tablet.wait_for_selector("text=都答完了")
    assert not [cookie for cookie in tablet.context.cookies() if cookie["name"] == "examapp_seat"]
    tablet.fill("#pin", "1111")
    tablet.get_by_role("button", name="还给执法人员").click()
    assert "密码不对" in tablet.inner_text("body")
    tablet.fill("#pin", "2468")
    tablet.get_by_role("button", name="还给执法人员").click()


def _talk_and_sign(tablet, second):
    end_answering(tablet, absent="轮休不在厂")
    take_screenshot(tablet, "story/tablet-talk", whole=False)
    assert_no_axe_findings(tablet)
    tablet.get_by_role("link", name="去签字").click()
    take_screenshot(tablet, "story/tablet-sign", whole=False)
    assert_no_axe_findings(tablet)
    _turn_while_signing(tablet)
    sign_everybody(tablet)
    take_screenshot(tablet, "story/tablet-colleague", whole=False)
    assert_no_axe_findings(tablet)
    confirm(tablet, second, _look_at_confirmation)


def _look_at_confirmation(phone):
    take_screenshot(phone, "story/phone-confirmation")
    assert_no_axe_findings(phone)


def _turn_while_signing(tablet):
    """The name that was begun upright is whole in landscape, and what is sent stays what was written."""
    tablet.set_viewport_size({"width": 820, "height": 1180})
    tablet.locator("canvas").hover()
    box = tablet.locator("canvas").bounding_box()
    tablet.mouse.move(box["x"] + 40, box["y"] + 20)
    tablet.mouse.down()
    for place in range(8):
        tablet.mouse.move(box["x"] + 40 + place * 40, box["y"] + 20 + (place % 2) * (box["height"] - 40))
    tablet.mouse.up()
    written = tablet.input_value("[name=strokes]")
    tablet.set_viewport_size({"width": 1180, "height": 820})
    lowest = """canvas => {
      const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let y = height - 1; y >= 0; y -= 1) {
        for (let x = 0; x < width; x += 1) if (data[(y * width + x) * 4 + 3]) return y / height;
      }
      return 0;
    }"""
    tablet.wait_for_function(f"() => ({lowest})(document.querySelector('canvas')) > 0.5")
    assert tablet.locator("canvas").evaluate(lowest) < 0.99
    assert tablet.input_value("[name=strokes]") == written
    tablet.locator("[data-part=clear]").click()


def _finish_and_verify(demo_server, tablet, tmp_path):
    tablet.get_by_role("button", name="生成抽考记录").click()
    tablet.wait_for_selector("text=已完成")
    take_screenshot(tablet, "story/tablet-finished", whole=False)
    address = re.search(r"/r/[\w-]+", tablet.locator(".qr").get_attribute("aria-label") or tablet.content())
    pdf = tablet.request.get(
        demo_server.url + tablet.get_by_role("link", name="打开 PDF").get_attribute("href")
    ).body()
    (tmp_path / "record.pdf").write_bytes(pdf)
    # On the site's own machine its keys are at hand.
    assert "复核通过" in demo_server.command("verify", str(tmp_path / "record.pdf"))
    assert pdf.startswith(b"%PDF")
    assert address is None or address.group()


def test_a_phone_that_the_inspector_did_not_let_in_says_so_by_itself_and_may_scan_again(
    demo_server, tablet_page, phone
):
    code = open_quiz(tablet_page)
    name, tail = next(iter(tails(demo_server, code).items()))
    take_seat(demo_server, phone, code, name, tail)
    tablet_page.get_by_role("button", name="不符").first.click()
    tablet_page.get_by_role("button", name="照片不像本人").click()
    phone.wait_for_selector("text=没有通过核对")
    assert "照片不像本人" in phone.inner_text("main")
    assert_no_axe_findings(phone)
    assert_no_axe_findings(tablet_page)
    tablet_page.get_by_role("button", name="撤销").first.click()
    phone.wait_for_selector("text=请稍等")
    take_seat(demo_server, phone, code, name, tail)
    tablet_page.get_by_role("button", name="人证相符").first.click()
    begin(phone)


def test_a_phone_without_network_keeps_the_answers_and_sends_them_later(demo_server, tablet_page, phone):
    code = open_quiz(tablet_page)
    name, tail = next(iter(tails(demo_server, code).items()))
    take_seat(demo_server, phone, code, name, tail)
    tablet_page.wait_for_selector("text=人证相符")
    tablet_page.get_by_role("button", name="人证相符").first.click()
    begin(phone)
    answer(phone, 0)
    phone.context.set_offline(True)
    phone.locator("[data-part=next]").click()
    tap(phone, 0)
    phone.wait_for_selector("text=个答案已存本机")
    chosen = phone.locator(".answer-card[aria-checked=true], .match-row[data-chosen=true]")
    assert chosen.count() or phone.input_value(".typed__input")
    phone.context.set_offline(False)
    phone.wait_for_selector("[data-part=status][data-kind=ok]")
    phone.reload()
    phone.wait_for_selector(".item-type")
    assert phone.locator("[data-part=overview]").inner_text() == "3 / 10"
    steps = sqlite3.connect(demo_server.folder / "examapp.db").execute(
        "select count(*), count(distinct client_id) from attempt_steps where attempt_id = ?",
        [phone.url.split("/attempts/")[1]],
    )
    held, distinct = steps.fetchone()
    assert held == distinct >= 2
    # Handing in without network says so beside the button, on the smallest phone too.
    phone.set_viewport_size({"width": 320, "height": 568})
    phone.locator("[data-part=overview]").click()
    phone.get_by_role("button", name="交卷").first.click()
    phone.context.set_offline(True)
    phone.locator("[data-part=hand-in]").click()
    waiting = phone.locator("[data-part=hand-in-text]", has_text="连上后自动交卷")
    waiting.wait_for()
    assert waiting.bounding_box()["y"] + waiting.bounding_box()["height"] <= 568
    phone.context.set_offline(False)
    phone.wait_for_url("**/result")


def test_an_html_page_with_status_200_is_no_acknowledgement_R37_R36(demo_server, tablet_page, phone):
    code = open_quiz(tablet_page)
    name, tail = next(iter(tails(demo_server, code).items()))
    take_seat(demo_server, phone, code, name, tail)
    tablet_page.wait_for_selector("text=人证相符")
    tablet_page.get_by_role("button", name="人证相符").first.click()
    begin(phone)
    phone.route(
        "**/steps", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>portal</h1>")
    )
    tap(phone, 0)
    phone.wait_for_selector("text=个答案已存本机")
    phone.unroute("**/steps")
    phone.reload()
    phone.wait_for_selector("[data-part=status][data-kind=ok]")
    assert phone.locator("[data-part=overview]").inner_text() == "2 / 10"
