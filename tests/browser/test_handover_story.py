"""The inspector's tablet in a worker's hands, in real windows: what he may try, and that nothing is lost on the way back (S24)."""

import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import (
    answer,
    answer_all,
    give_back,
    hand_in,
    hand_over,
    hand_over_from_here,
    open_quiz,
    sit,
    tap,
)

STAFF = (
    "/tablet/",
    "/home",
    "/inspections",
    "/accounts",
    "/passkeys",
    "/sign-in",
    "/q",
    "/me/sign-in",
    "/",
    "/readyz",
)


@pytest.fixture
def board(demo_server, tablet, enter_as):
    """The board of an open quiz; gives page, address and the names of two people without a phone."""
    enter_as(tablet, "inspector")
    open_quiz(tablet)
    address = tablet.url
    names = tablet.locator(".person-row__name, .person-row a").all_inner_texts()[:2]
    tablet.get_by_role("link", name="换平板作答").click()
    for name in names:
        tablet.locator(".chip", has_text=name).click()
    hand_over_from_here(tablet)
    give_back(tablet)
    tablet.wait_for_url(address)
    return tablet, address, names


def assert_shut(page, server, names) -> None:
    for path in STAFF:
        page.goto(server.url + path)
        assert page.url == f"{server.url}/handover/queue", path
    # From a moment later: a history that is long enough leaves this page, and with it the call.
    page.evaluate("() => { setTimeout(() => history.go(-20), 0); }")
    page.wait_for_timeout(300)
    page.wait_for_load_state()
    for _ in range(3):
        page.go_back()
        assert "作答情况" not in page.content()
        assert "开始抽考" not in page.content()


def test_no_way_leads_out_of_the_queue_and_everything_goes_on_after_the_return(demo_server, board):
    tablet, address, names = board
    other = tablet.context.new_page()
    other.goto(f"{demo_server.url}/tablet/enterprises")
    copied = {cookie["name"]: cookie["value"] for cookie in tablet.context.cookies()}
    tablet.get_by_role("link", name="换平板作答").click()
    take_screenshot(tablet, "story/handover-prepare", whole=False)
    assert_no_axe_findings(tablet)
    tablet.go_back()
    hand_over(tablet)
    other.wait_for_url("**/handover/queue?from=*")
    take_screenshot(tablet, "story/handover-queue", whole=False)
    assert_no_axe_findings(tablet)
    assert_shut(tablet, demo_server, names)

    _answer_without_network_and_give_back(demo_server, tablet, other, address, names[0])
    now = {cookie["name"]: cookie["value"] for cookie in tablet.context.cookies()}
    # That staff use this browser stays known (staff_browsers.py); of the handover nothing is left.
    assert set(now) == {"examapp", "examapp_staff"}
    assert now["examapp"] != copied["examapp"]
    _finish_and_pass_on(tablet, names)


def _answer_without_network_and_give_back(demo_server, tablet, other, address, name):
    tablet.goto(f"{demo_server.url}/handover/queue")
    sit(tablet, name)
    # "准备好了吗？" answers a form: Back shows the queue, never the browser's question whether to send it again.
    tablet.go_back()
    tablet.wait_for_url("**/handover/queue")
    sit(tablet, name)
    answer(tablet, 0)
    tablet.context.set_offline(True)
    tablet.locator("[data-part=next]").click()
    tap(tablet, 1)
    tablet.wait_for_selector("text=个答案已存本机")
    tablet.context.set_offline(False)
    tablet.goto(f"{demo_server.url}/handover/queue")
    give_back(tablet, "1111")
    assert "还可以试 4 次" in tablet.inner_text("[role=alert]")
    take_screenshot(tablet, "story/handover-wrong-pin", whole=False)
    give_back(tablet)
    tablet.wait_for_url(address)
    other.wait_for_url("**/tablet/enterprises")


def _finish_and_pass_on(tablet, names):
    """The answers that had not reached the server are still there; the next person sees nothing of them."""
    hand_over(tablet, "135790")
    sit(tablet, names[0])
    assert tablet.locator("[data-part=overview]").inner_text() == "3 / 10"
    tablet.wait_for_selector("[data-part=status][data-kind=ok]")
    answer_all_from(tablet, 2)
    hand_in(tablet)
    paper = tablet.url
    tablet.get_by_role("button", name="看完了，交给下一位").click()
    tablet.wait_for_selector(f".pick:has-text('{names[1]}')")
    tablet.go_back()
    assert "分" not in tablet.inner_text("main") or "成绩" not in tablet.inner_text("main")
    tablet.goto(paper)
    assert tablet.locator(".result-score").count() == 0


def answer_all_from(page, first: int) -> None:
    for number in range(first, 10):
        answer(page, number)
        if number < 9:
            page.locator("[data-part=next]").click()


def test_five_wrong_pins_lead_to_the_sign_in_form_and_the_quiz_goes_on(demo_server, board, enter_as):
    tablet, address, names = board
    hand_over(tablet)
    for _ in range(5):
        give_back(tablet, "0000")
    tablet.wait_for_url("**/sign-in?next=**")
    assert "请执法人员重新登录" in tablet.inner_text("[role=alert]")
    take_screenshot(tablet, "story/handover-locked", whole=False)
    assert_no_axe_findings(tablet)
    enter_as(tablet, "inspector")
    tablet.goto(address)
    hand_over(tablet, "4321")
    sit(tablet, names[1])
    answer_all(tablet)
    hand_in(tablet)


def test_a_tablet_that_was_switched_off_comes_back_by_pin_or_is_taken_back(
    demo_server, board, open_page, enter_as
):
    tablet, address, _ = board
    hand_over(tablet)
    lasting = [cookie for cookie in tablet.context.cookies() if cookie["expires"] > 0]
    restarted = open_page("tablet")
    restarted.context.add_cookies(lasting)
    restarted.goto(f"{demo_server.url}/tablet/")
    assert restarted.url.endswith("/handover/queue")
    desk = enter_as(open_page("tablet"), "inspector")
    desk.goto(address)
    desk.get_by_role("link", name="换平板作答").click()
    take_screenshot(desk, "story/handover-recall", whole=False)
    assert_no_axe_findings(desk)
    desk.get_by_role("button", name="收回这台").click()
    desk.wait_for_selector("text=已经交出去的平板", state="detached")
    restarted.reload()
    assert "/sign-in" in restarted.url
