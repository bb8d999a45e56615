"""A quiz on paper in a real browser: printed, handed out, photographed, one doubt settled, signed, on to the record."""

import re

import numpy

from examapp.domain.answer_cards.layout import PRINTS
from examapp.services.cards import card_forms
from examapp.services.quizzes.participants import attempt_of
from tests.answer_cards.hands import (
    Card,
    as_jpeg,
    print_pages,
    rows_of_response,
    write_on,
)
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import write_name
from tests.browser.papers import inside
from tests.stories import right_answers

DOUBTS = re.compile("有 [0-9]+ 处看不准")


def open_on_paper(tablet) -> int:
    """From the home page to the page of the papers; gives the quiz."""
    tablet.get_by_role("link", name="开始抽考").click()
    tablet.locator(".pick").first.click()
    tablet.select_option("#second", index=1)
    tablet.fill("#nonce", "7")
    tablet.get_by_label("现场不能用手机、平板").check()
    tablet.get_by_role("button", name="按规则随机抽取并开考").click()
    tablet.wait_for_url("**/paper")
    return int(tablet.url.split("/quizzes/")[1].split("/")[0])


def photos(server, quiz_id: int) -> dict[str, list[bytes]]:
    """Photos of the filled cards by name; on the first one two boxes of an item are marked."""
    taken: dict[str, list[bytes]] = {}
    with inside(server):
        cards = sorted(card_forms.cards_of(quiz_id).values(), key=lambda card: card.participant.number)
        for place, card in enumerate(cards):
            attempt = attempt_of(card.participant_id)
            items, rows = card_forms.card_items(card_forms.slots_of(attempt)), {}
            for slot, response in enumerate(right_answers(attempt)):
                rows |= rows_of_response(items[slot], slot, tuple(response))
            if place == 0:
                slot = next(at for at, item in enumerate(items) if item.kind == "single")
                rows[slot, ""] = tuple(items[slot].choices[:2])
            side = PRINTS[card.size].side
            prints = print_pages(Card(card.code, "逢查必考　答题卡", ("姓名：某人",), items, card.size))
            taken[card.participant.name] = [
                as_jpeg(write_on(page, print_, rows, side))
                for page, print_ in zip(card_forms.pages_of(card, items), prints, strict=True)
            ]
    return taken


def test_a_quiz_on_paper_goes_from_the_printer_to_the_signatures(demo_server, tablet, enter_as):
    enter_as(tablet, "inspector")
    quiz_id = open_on_paper(tablet)
    print_and_sit(tablet)
    taken = photos(demo_server, quiz_id)
    send(tablet, taken)
    settle_doubts(tablet)
    for place in range(len(taken)):
        tablet.get_by_role("link", name="请本人看、签字").first.click()
        if place == 0:
            take_screenshot(tablet, "story/paper-reading")
            assert_no_axe_findings(tablet)
        write_name(tablet)
        tablet.get_by_role("button", name="签好了，计分").click()
        tablet.wait_for_url("**/paper")
    tablet.get_by_role("link", name="结束答题，去讲评").click()
    tablet.get_by_role("button", name="结束答题，去讲评").click()
    tablet.wait_for_url("**/talk")
    assert f"实考 {len(taken)} 人" in tablet.inner_text("header")


def print_and_sit(tablet) -> None:
    """From the printer to the collected cards."""
    take_screenshot(tablet, "story/paper-print")
    assert_no_axe_findings(tablet)
    with tablet.context.expect_page() as opened:
        tablet.get_by_role("button", name="打开打印文件").click()
    opened.value.close()
    tablet.reload()
    take_screenshot(tablet, "story/paper-hand-out")
    for chip in tablet.locator(".seen-list .chip").all():
        chip.click()
    tablet.get_by_role("button", name="发卷，开始计时").click()
    take_screenshot(tablet, "story/paper-running")
    assert_no_axe_findings(tablet)
    tablet.get_by_role("button", name="卷子都收上来了").click()
    tablet.wait_for_selector("#pictures", state="attached")


def send(tablet, taken: dict[str, list[bytes]]) -> None:
    """All photos, and one that shows no card."""
    files = [
        {"name": f"{name}-{place}.jpg", "mimeType": "image/jpeg", "buffer": picture}
        for name, pictures in taken.items()
        for place, picture in enumerate(pictures, start=1)
    ]
    blank = as_jpeg(numpy.full((1200, 900), 128, numpy.uint8))
    files.append({"name": "空.jpg", "mimeType": "image/jpeg", "buffer": blank})
    tablet.set_input_files("#pictures", files)
    tablet.get_by_text(f"{len(files)} 张都送到了").wait_for(timeout=60_000)
    tablet.get_by_text("没有找全四个角的黑块").wait_for(timeout=60_000)
    tablet.get_by_role("link", name=DOUBTS).wait_for(timeout=60_000)
    tablet.get_by_text("正在读").wait_for(state="detached", timeout=60_000)
    take_screenshot(tablet, "story/paper-read")
    assert_no_axe_findings(tablet)


def settle_doubts(tablet) -> None:
    """Whatever the machine asks is answered by a key."""
    tablet.get_by_role("link", name=DOUBTS).click()
    take_screenshot(tablet, "story/paper-doubt")
    assert_no_axe_findings(tablet)
    for left in range(int(re.search("还有 ([0-9]+) 处", tablet.inner_text("header")).group(1)), 0, -1):
        key = tablet.locator("[data-key]").first.get_attribute("data-key")
        with tablet.expect_navigation():
            tablet.keyboard.press(key)
        assert left > 1 or tablet.url.endswith("/paper")
