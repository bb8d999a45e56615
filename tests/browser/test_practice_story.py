"""A worker practises on the phone: the daily five, why an answer was wrong, the wrong-answer book, a topic, the figures."""

import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.test_exam_story import announce, number_of, office  # noqa: F401


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"practice/{name}")


@pytest.fixture
def worker(demo_server, office, open_page):  # noqa: F811
    announce(office)
    office.get_by_role("button", name="生成纸条").click()
    office.wait_for_selector(".slip")
    slip = office.locator(".slip").first
    name, code = slip.locator("h2").inner_text(), slip.locator(".slip__code").inner_text().replace(" ", "")
    phone = open_page("phone")
    phone.goto(f"{demo_server.url}/me/activate?code={code}")
    phone.fill("#id_number", number_of(demo_server, name))
    phone.fill("#password", "chang-feng-2026")
    phone.get_by_role("button", name="设好了，登录").click()
    phone.get_by_role("link", name="去练习").click()
    return phone


def answer_any(page) -> None:
    """Something, right or wrong, on the widgets of the exam: every card in turn, the pairs as they stand, a number."""
    page.wait_for_selector("[data-part=item]:not([hidden]) .item-card__answers")
    by_words, pairs = page.get_by_role("button", name="用文字选"), page.locator(".match-row__field")
    if by_words.count():
        by_words.click()
    if pairs.count():
        for place in range(pairs.count()):
            pairs.nth(place).select_option(index=place + 1)
    elif page.locator(".typed__input").count():
        page.fill(".typed__input", "1")
    for card in page.locator(".answer-card").all():
        card.click()


def practise(page, looks: dict[int, str] | None = None) -> None:
    """The whole run, up to its last page."""
    place = 1
    # A click on the way to the next page returns while the old page still stands.
    while page.wait_for_selector(".result-score, .big-button:text('看答案')").inner_text() == "看答案":
        if place in (looks or {}):
            look(page, f"{looks[place]}-asked")
        answer_any(page)
        page.get_by_role("button", name="看答案").click()
        page.wait_for_selector(".why-words")
        if place in (looks or {}):
            look(page, f"{looks[place]}-explained")
        page.locator(".big-button").first.click()
        place += 1


def test_from_the_daily_five_to_an_emptier_book(worker):
    look(worker, "phone-empty")
    worker.get_by_role("button", name="做今天的五题").click()
    practise(worker, {1: "phone-first", 2: "phone-second", 3: "phone-third"})
    look(worker, "phone-done")
    worker.get_by_role("link", name="接着练").click()
    assert worker.get_by_text("今天做完了").is_visible()
    assert worker.get_by_role("button", name="练错题").is_visible()
    look(worker, "phone-home")
    worker.get_by_role("button", name="练错题").click()
    practise(worker)
    worker.get_by_role("link", name="接着练").click()
    worker.locator(".topic-button").nth(3).click()
    practise(worker)
    worker.set_viewport_size({"width": 1440, "height": 900})
    worker.get_by_role("link", name="接着练").click()
    look(worker, "desktop-home")
