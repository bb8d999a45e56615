"""What tablet and phones do again and again in the stories: open a quiz, take a seat, answer, hand in, sign."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as TooLateError
from playwright.sync_api import expect

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.sealed_fields import open_field
from tests.databases import make_settings

PIN = "2468"
PATIENCE_MS = 60_000


def tails(server, code: str) -> dict[str, str]:
    """Name -> last four, as the ID card in somebody's hand would show."""
    app = create_app(make_settings(server.folder))
    with app.app_context():
        quiz = db.session.query(SpotQuiz).filter_by(code=code).one()
        sealer = app.extensions["ports"].sealer
        rows = db.session.query(Participant).filter_by(spot_quiz_id=quiz.id).order_by(Participant.number)
        found = {row.name: open_field(row, "id_tail_sealed", sealer) for row in rows}
        db.session.remove()
        db.engine.dispose()
    return found


def open_quiz(tablet) -> str:
    """From the home page to the QR: start, enterprise, colleague, the enterprise's number, draw; gives the code."""
    tablet.get_by_role("link", name="开始抽考").click()
    tablet.locator(".pick").first.click()
    tablet.select_option("#second", index=1)
    tablet.fill("#nonce", "7")
    tablet.get_by_role("button", name="按规则随机抽取并开考").click()
    tablet.wait_for_selector("[data-part=code]")
    return tablet.inner_text("[data-part=code]").replace(" ", "")


def take_seat(server, page, code: str, name: str, tail: str) -> None:
    """Scan, say who you are, and wait for the inspector."""
    page.goto(f"{server.url}/q/{code}")
    page.fill("#name", name)
    page.fill("#id_tail", tail)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/seat")


def begin(page) -> None:
    """Open the paper once the inspector has nodded."""
    page.wait_for_selector("a.big-button:has-text('开始答题')")
    page.locator("a.big-button:has-text('开始答题')").click()
    page.wait_for_selector(".item-type")


def tap(page, number: int) -> None:
    """Answer the present item somehow: a number, a place of the picture by words, one card, all steps, or all pairs."""
    kind = page.locator(".item-type").inner_text()
    if kind == "数值题":
        page.locator(".typed__input").fill(str(number + 1))
        page.locator(".typed__input").blur()
        return
    if kind == "配对题":
        for place, field in enumerate(page.locator(".match-row select").all(), start=1):
            field.select_option(index=place)
        return
    cards = page.locator(".answer-card")
    if kind == "点图题" and not cards.first.is_visible():
        page.get_by_role("button", name="用文字选").click()
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


def hand_over(page, pin: str = PIN) -> None:
    """From the board to the queue, by a PIN of the moment."""
    page.get_by_role("link", name="换平板作答").click()
    hand_over_from_here(page, pin)


def hand_over_from_here(page, pin: str = PIN) -> None:
    """The page of the handover is open and the people are ticked."""
    page.fill("#pin", pin)
    page.get_by_role("button", name="把平板交给作答人员").click()
    page.wait_for_url("**/handover/queue")


def give_back(page, pin: str = PIN) -> None:
    """Ask for the board again; a wrong PIN stays in the queue."""
    page.fill("#pin", pin)
    page.get_by_role("button", name="还给执法人员").click()


def sit(page, name: str) -> None:
    """From the queue to the first item."""
    page.locator(f".pick:has-text('{name}')").click()
    page.locator("a.big-button").first.click()
    page.wait_for_selector(".item-type")


def write_name(page) -> None:
    """By finger into the field for it."""
    # A page that has just opened takes no tap; the mouse below would not wait for that.
    page.locator("canvas").hover()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for point in range(16):
        page.mouse.move(box["x"] + 40 + point * 9, box["y"] + 60 + (point % 4) * 20)
    page.mouse.up()


def confirm(tablet, phone, look=lambda phone: None) -> None:
    """The second inspector, signed in on the own phone, opens what the tablet shows and signs; the tablet goes on."""
    phone.goto(tablet.inner_text("#confirm-address"))
    look(phone)
    write_name(phone)
    phone.locator("[data-part=sign]").click()
    phone.wait_for_selector("text=您已确认并签字")
    tablet.wait_for_selector("text=全部签完")


def sign_everybody(tablet, most: int = 12) -> None:
    """All who can sign on this tablet; the second inspector is not among them."""
    # The page before it has no field either.
    tablet.wait_for_selector("canvas, [data-part=colleague], h2:has-text('全部签完')")
    for _ in range(most):
        if not tablet.locator("canvas").count():
            return
        name = tablet.locator("form[data-behaviour=draw-signature] #name")
        if name.count():
            name.fill("王代表")
            for words in ("是的", "无意见"):
                tablet.locator(".chip", has_text=words).click()
        write_name(tablet)
        count = int(re.search(r"已签 (\d+)", tablet.inner_text("header"))[1])
        tablet.locator("[data-part=sign]").click()
        tablet.wait_for_selector(f"header:has-text('已签 {count + 1} /')")


def stand_at(page, address: str) -> None:
    """Until the page stands there, whichever of two navigations (a double tap) came first."""
    expect(page).to_have_url(re.compile(address), timeout=PATIENCE_MS)
    page.wait_for_load_state()


def end_answering(tablet, absent: str = "") -> None:
    """From the board to the talk, with the reason of those who did not come."""
    button = tablet.locator("[data-part=ask-end]:visible, [data-part=end] button:visible").first
    while not re.search("/(closing|talk)$", tablet.url):
        # While it is about to be tapped, the last hand-in puts the other button in its place.
        with suppress(TooLateError):
            button.click(timeout=5_000)
            stand_at(tablet, "/(closing|talk)$")
    if tablet.url.endswith("/closing"):
        for group in tablet.locator("fieldset.reasons").all():
            group.locator(".chip", has_text="其他").click()
            group.locator(".chip-words").fill(absent)
        tablet.locator("button[form=ending]").click()
    stand_at(tablet, "/talk$")
