"""What people do on the road again and again; an act ends when its outcome is on the screen."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.field import (
    answer,
    answer_all,
    confirm,
    end_answering,
    give_back,
    hand_in,
    hand_over,
    sign_everybody,
    sit,
    tap,
)
from tests.road.starts import Start

ANSWERS = 10


def type_code(phone: Page, site: Start, code: str) -> None:
    """The address under the QR, and the eight signs."""
    phone.goto(f"{site.url}/q")
    phone.fill("#code", code)
    phone.get_by_role("button", name="下一步").click()


def say_who(phone: Page, name: str, tail: str) -> None:
    """On the page 您是谁？"""
    phone.fill("#name", name)
    phone.fill("#id_tail", tail)
    phone.locator("form button[type=submit]").click()
    phone.wait_for_url("**/seat")


def walk_in(phone: Page, name: str, tail: str) -> None:
    """From the page 您是谁？: 名单里没有我."""
    phone.get_by_role("link", name="名单里没有我").click()
    phone.fill("#name", name)
    phone.fill("#id_tail", tail)
    phone.get_by_role("button", name="提交，请执法人员核对").click()
    phone.wait_for_url("**/seat")


def nod(tablet: Page, name: str) -> None:
    """人证相符 in the row of that name."""
    row = tablet.locator(".person-row[data-asks]", has=tablet.get_by_text(name, exact=True))
    row.get_by_role("button", name="人证相符").first.click()
    row.first.wait_for(state="detached")


def answer_items(phone: Page, first: int, last: int) -> None:
    """Answer the items first … last - 1 (from 0); the page stands at item `first` and ends at the last answered."""
    for number in range(first, last):
        answer(phone, number)
        if number < last - 1:
            phone.locator("[data-part=next]").click()


def sign(tablet: Page, site: Start) -> None:
    """From the talk to the last signature."""
    tablet.get_by_role("link", name="去签字").click()
    sign_from_here(tablet, site)


def sign_from_here(tablet: Page, site: Start) -> None:
    """From the first signature to the last: that of the second inspector, in a window of that one's own."""
    sign_everybody(tablet, most=60)
    name = tablet.inner_text("[data-part=colleague]")
    context = tablet.context.browser.new_context(locale="zh-CN", storage_state=site.states[name])
    confirm(tablet, context.new_page())
    context.close()


def make_record(tablet: Page, site: Start, name: str = "record") -> Path:
    """From the last signature to the PDF that `examapp verify` finds true."""
    tablet.get_by_role("button", name="生成抽考记录").click()
    return download_record(tablet, site, name)


def download_record(tablet: Page, site: Start, name: str = "record") -> Path:
    """From the page 已完成: open the PDF, and type README's command."""
    tablet.wait_for_selector("text=已完成")
    # The browser shows the PDF itself; a page that says "not yet" comes first where it is not ready, and asks again.
    with tablet.expect_response(lambda answer: ".pdf" in answer.url and answer.status == 200) as shown:
        tablet.get_by_role("link", name="打开 PDF").click()
    body = tablet.request.get(shown.value.url).body()
    assert body.startswith(b"%PDF")
    path = site.folder / f"{name}.pdf"
    path.write_bytes(body)
    site.verify(path)
    return path


def finish(tablet: Page, site: Start, name: str = "record", *, absent: str = "") -> Path:
    """From the board to the verified record."""
    end_answering(tablet, absent)
    sign(tablet, site)
    return make_record(tablet, site, name)


def tap_in_haste(phone: Page) -> None:
    """Answer the item on the screen without waiting for any word about it."""
    tap(phone, 0)


def answer_on_tablet(tablet: Page, name: str) -> None:
    """From the board: hand the tablet to that person, who answers and hands in, and take it back by PIN."""
    hand_over(tablet)
    sit(tablet, name)
    answer_all(tablet)
    hand_in(tablet)
    tablet.get_by_role("button", name="看完了，交给下一位").click()
    tablet.wait_for_selector("text=都答完了")
    give_back(tablet)
    tablet.wait_for_url("**/board")
