"""The main job in real windows: tablet and phones, from 开始抽考 to the verified record; and what may go wrong on a phone."""

import re
import sqlite3
import subprocess
import sys

import pytest

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.inspections import Participant, SpotQuiz
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.databases import make_settings


def tails(server, code: str) -> dict[str, str]:
    """Name -> last four, as the ID card in somebody's hand would show."""
    app = create_app(make_settings(server.folder))
    with app.app_context():
        quiz = db.session.query(SpotQuiz).filter_by(code=code).one()
        sealer = app.extensions["ports"].sealer
        rows = db.session.query(Participant).filter_by(spot_quiz_id=quiz.id).order_by(Participant.number)
        found = {row.name: sealer.open(row.id_tail_sealed, "id_tail") for row in rows}
        db.session.remove()
        db.engine.dispose()
    return found


def open_quiz(tablet) -> str:
    """Three taps from the home page to the QR; gives the code."""
    tablet.get_by_role("link", name="开始抽考").click()
    tablet.locator(".pick").first.click()
    tablet.get_by_role("button", name="按规则随机抽取并开考").click()
    tablet.wait_for_selector("[data-part=code]")
    return tablet.inner_text("[data-part=code]").replace(" ", "")


def take_seat(server, page, code: str, name: str, tail: str) -> None:
    page.goto(f"{server.url}/q/{code}")
    page.fill("#name", name)
    page.fill("#id_tail", tail)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/seat")


def begin(page) -> None:
    page.wait_for_selector("a.big-button:has-text('开始答题')")
    page.locator("a.big-button:has-text('开始答题')").click()
    page.wait_for_selector(".item-type")


def tap(page, number: int) -> None:
    """Answer the present item somehow: a number, a place of the picture by words, one card, or all cards of an ordering item."""
    kind = page.locator(".item-type").inner_text()
    if kind == "数值题":
        page.locator(".typed__input").fill(str(number + 1))
        page.locator(".typed__input").blur()
        return
    if kind == "点图题" and page.locator(".answer-card").count() == 0:
        page.get_by_role("button", name="用文字选").click()
    cards = page.locator(".answer-card")
    for place in range(cards.count()) if kind == "排序题" else [number % 2]:
        cards.nth(place).click()


def answer(page, number: int) -> None:
    """Answer the present item and wait until the server holds it."""
    tap(page, number)
    page.wait_for_selector("[data-part=status][data-kind=ok]")


def answer_all(page) -> None:
    for number in range(10):
        answer(page, number)
        if number < 9:
            page.locator("[data-part=next]").click()


def hand_in(page) -> None:
    page.locator("[data-part=overview]").click()
    page.locator("[data-part=to-hand-in]").click()
    page.locator("[data-part=hand-in]").click()
    page.wait_for_selector(".result-score")


def sign_everybody(tablet) -> None:
    for _ in range(12):
        if not tablet.locator("canvas").count():
            return
        name = tablet.locator("form[data-behaviour=draw-signature] #name")
        if name.count():
            name.fill("王代表")
        box = tablet.locator("canvas").bounding_box()
        tablet.mouse.move(box["x"] + 40, box["y"] + 60)
        tablet.mouse.down()
        for point in range(16):
            tablet.mouse.move(box["x"] + 40 + point * 9, box["y"] + 60 + (point % 4) * 20)
        tablet.mouse.up()
        with tablet.expect_navigation():
            tablet.locator("[data-part=sign]").click()


@pytest.fixture
def tablet_page(demo_server, tablet, enter_as):
    return enter_as(tablet, "inspector")


def test_from_the_tablet_to_the_verified_record(demo_server, tablet_page, open_page, tmp_path):
    tablet = tablet_page
    code = open_quiz(tablet)
    assert_no_axe_findings(tablet)
    people = tails(demo_server, code)
    (first, first_tail), (second, second_tail), (third, _) = list(people.items())[:3]

    phones = _answer_on_two_phones(
        demo_server, tablet, open_page, code, (first, first_tail), (second, second_tail)
    )
    _photograph_and_hand_in(tablet, phones, first)
    _answer_on_the_tablet(demo_server, tablet, third)
    _talk_and_sign(tablet)
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


def _talk_and_sign(tablet):
    tablet.fill("#absent_reason", "轮休不在厂")
    tablet.get_by_role("button", name="结束答题，去讲评").click()
    take_screenshot(tablet, "story/tablet-talk", whole=False)
    assert_no_axe_findings(tablet)
    tablet.get_by_role("link", name="去签字").click()
    take_screenshot(tablet, "story/tablet-sign", whole=False)
    assert_no_axe_findings(tablet)
    sign_everybody(tablet)


def _finish_and_verify(demo_server, tablet, tmp_path):
    tablet.get_by_role("button", name="生成抽考记录").click()
    tablet.wait_for_selector("text=已完成")
    take_screenshot(tablet, "story/tablet-finished", whole=False)
    address = re.search(r"/r/[\w-]+", tablet.locator(".qr").get_attribute("aria-label") or tablet.content())
    pdf = tablet.request.get(
        demo_server.url + tablet.get_by_role("link", name="打开 PDF").get_attribute("href")
    ).body()
    (tmp_path / "record.pdf").write_bytes(pdf)
    done = subprocess.run(
        [sys.executable, "-m", "examapp.commands", "verify", str(tmp_path / "record.pdf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "复核通过" in done.stdout) == (0, True), done.stdout + done.stderr
    assert pdf.startswith(b"%PDF")
    assert address is None or address.group()


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
    assert phone.locator(".answer-card[aria-checked=true]").count() or phone.input_value(".typed__input")
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
