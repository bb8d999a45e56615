"""A phone that is discarded, or comes back too late: nothing it held is thrown away in silence."""

import sqlite3
from contextlib import closing

import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import answer, begin, hand_in, open_quiz, tails, take_seat, tap
from tests.storms import stored_steps
from tests.waiting import wait_until


@pytest.fixture
def tablet_page(demo_server, tablet, enter_as):
    return enter_as(tablet, "inspector")


@pytest.fixture
def answering(demo_server, tablet_page, phone):
    """A phone in the middle of its paper, with one answer on the server."""
    code = open_quiz(tablet_page)
    name, tail = next(iter(tails(demo_server, code).items()))
    take_seat(demo_server, phone, code, name, tail)
    tablet_page.wait_for_selector("text=人证相符")
    tablet_page.get_by_role("button", name="人证相符").first.click()
    begin(phone)
    answer(phone, 0)
    return phone


def end_now(tablet) -> None:
    """End although somebody answers: a reason for everybody who did not come, then the ten seconds."""
    tablet.get_by_role("link", name="结束答题…").click()
    for reasons in tablet.locator("fieldset.reasons").all():
        reasons.get_by_role("radio", name="轮休不在厂").check()
    tablet.get_by_role("button", name="现在就结束").click()
    tablet.wait_for_url("**/talk", timeout=40_000)


def answer_without_network(phone) -> None:
    phone.context.set_offline(True)
    phone.locator("[data-part=next]").click()
    tap(phone, 0)
    phone.wait_for_selector("text=个答案已存本机")


def test_an_answer_after_the_inspectors_end_is_told_as_late_in_plain_words(answering, tablet_page):
    answer_without_network(answering)
    end_now(tablet_page)
    answering.context.set_offline(False)
    answering.wait_for_selector("text=第 2 题的答案没有赶上")
    assert answering.locator("[data-part=work]").is_hidden()
    assert_no_axe_findings(answering)
    take_screenshot(answering, "story/phone-late")
    answering.get_by_role("link", name="看成绩").click()
    answering.wait_for_selector(".result-score")


BREAK_STORES = """() => {
  IDBDatabase.prototype.transaction = () => { throw new DOMException("gone", "InvalidStateError"); };
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def test_a_phone_whose_stores_break_says_so_warns_before_it_is_closed_and_stops_at_the_inspectors_end(
    answering, tablet_page
):
    answering.evaluate(BREAK_STORES)
    answering.context.set_offline(True)
    answering.locator("[data-part=next]").click()
    tap(answering, 0)
    answering.wait_for_selector("text=1 个答案还没传到服务器，这台设备自己存不下")
    assert "已存" not in answering.inner_text("[data-part=status]")
    take_screenshot(answering, "story/phone-nothing-stored")
    with answering.expect_event("dialog") as asked:
        answering.close(run_before_unload=True)
    asked.value.dismiss()
    answering.context.set_offline(False)
    answering.wait_for_selector("text=✓ 答案已存服务器。这台设备自己存不下")
    end_now(tablet_page)
    answering.wait_for_url("**/result")


def test_a_discarded_tab_comes_back_to_its_question_with_what_was_unsent_R33(answering):
    answer_without_network(answering)
    address, context = answering.url, answering.context
    answering.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    again.wait_for_selector("[data-part=status][data-kind=ok]")
    assert again.locator("[data-part=overview]").inner_text() == "3 / 10"
    again.locator("[data-part=overview]").click()
    assert again.locator(".overview-cell[data-state=answered]").count() == 2


KEPT = "caches.open('examapp-answering').then((cache) => cache.match(location.pathname)).then(Boolean)"
READY = "navigator.serviceWorker.getRegistration().then((found) => Boolean(found && found.active))"


def test_a_reload_without_the_server_goes_on_with_the_paper_and_the_hand_in_takes_the_copy_away(
    demo_server, answering
):
    wait_until(lambda: answering.evaluate(READY) and answering.evaluate(KEPT), "a copy of the page")
    demo_server.stop()
    answering.reload()
    answering.wait_for_selector("[data-part=overview]:has-text('2 / 10')")
    tap(answering, 0)
    answering.wait_for_selector("text=个答案已存本机")
    take_screenshot(answering, "story/phone-reload-offline")
    demo_server.start()
    answering.wait_for_selector("[data-part=status][data-kind=ok]", timeout=40_000)
    hand_in(answering)
    assert answering.evaluate("caches.has('examapp-answering')") is False


def test_answers_left_on_a_replaced_phone_can_still_be_read_there_I8(
    demo_server, answering, tablet_page, open_page
):
    answer_without_network(answering)
    newer = open_page("phone")
    code = tablet_page.inner_text("[data-part=code]").replace(" ", "")
    name, tail = next(iter(tails(demo_server, code).items()))
    take_seat(demo_server, newer, code, name, tail)
    tablet_page.get_by_role("button", name="人证相符").first.click()
    newer.get_by_role("link", name="接着答题").click()
    newer.wait_for_selector(".item-type")
    answering.context.set_offline(False)
    answering.wait_for_selector("text=已换到另一台设备作答")
    held = "本机还有 1 题的答案没有传到服务器"
    assert held in answering.inner_text("[data-part=stopped-copy]")
    assert_no_axe_findings(answering)
    take_screenshot(answering, "story/phone-replaced")
    answering.reload()
    answering.wait_for_selector("[data-part=left-copy] .unsent-list li")
    assert held in answering.inner_text("[data-part=left-copy]")
    assert_no_axe_findings(answering)
    take_screenshot(answering, "story/phone-replaced-later")


def test_a_phone_hands_in_although_the_server_was_put_back_to_before_its_answers_R43(demo_server, answering):
    for number in range(1, 4):
        answering.locator("[data-part=next]").click()
        answer(answering, number)
    attempt = answering.locator("[data-attempt]").get_attribute("data-attempt")
    path = demo_server.folder / "examapp.db"
    before = sorted(stored_steps(path, attempt))
    # What a restore from a backup made after the first answer leaves.
    with closing(sqlite3.connect(path)) as database, database:
        lost = database.execute("delete from attempt_steps where attempt_id = ? and seq > 1", [attempt])
        assert lost.rowcount >= 3
    hand_in(answering)
    # Not only the present answers: every step is there again under its own id and number.
    assert sorted(stored_steps(path, attempt)) == before
