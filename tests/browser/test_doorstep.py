"""The first pages a stranger meets, on all three sizes of window."""

import pytest
from playwright.sync_api import expect

from tests.browser.devices import DEVICES, assert_no_axe_findings, take_screenshot
from tests.waiting import wait_until


@pytest.mark.parametrize("device", DEVICES)
def test_the_sign_in_page_has_no_axe_finding_and_fits_the_window(server, open_page, device):
    page = open_page(device)
    page.goto(f"{server.url}/sign-in")
    assert_no_axe_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert take_screenshot(page, f"sign-in-{device}").stat().st_size > 5_000


@pytest.mark.parametrize(("device", "first"), [("phone", "none"), ("tablet", "none"), ("desktop", "auto")])
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_page_that_has_just_opened_takes_no_second_tap_of_a_finger_and_then_every_tap(
    server, open_page, device, first, motion
):
    page = open_page(device, reduced_motion=motion)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.atFirst = getComputedStyle(document.body).pointerEvents; })"
    )
    page.goto(f"{server.url}/sign-in")
    assert page.evaluate("window.atFirst") == first
    wait_until(
        lambda: page.evaluate("getComputedStyle(document.body).pointerEvents") == "auto",
        "a page that takes taps",
    )


def test_chinese_is_drawn_with_the_packaged_font_whatever_the_machine_has(server, desktop):
    desktop.goto(f"{server.url}/sign-in")
    session = desktop.context.new_cdp_session(desktop)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    heading = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert {font["familyName"] for font in fonts} <= {"Noto Sans SC", "Noto Serif SC"}


def test_a_fresh_server_prints_a_link_that_makes_the_first_administrator_once(server, desktop):
    address = server.url + server.set_up_path()
    desktop.goto(address)
    assert_no_axe_findings(desktop)
    secret = "a-long-pass-phrase-7"
    answers = {"name": "试管理员", "login_name": "first-admin", "password": secret, "repeated": secret}
    for field, value in answers.items():
        desktop.locator(f"[name={field}]").fill(value)
    desktop.locator("main form button[type=submit]").click()
    expect(desktop.get_by_role("heading", name="第一次使用")).to_be_visible()
    assert_no_axe_findings(desktop)
    assert desktop.goto(address).status == 410


def test_a_killed_server_comes_back_on_the_same_data(server, desktop):
    server.kill()
    server.start()
    assert desktop.goto(f"{server.url}/sign-in").status == 200
