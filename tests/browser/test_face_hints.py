"""What the camera page says while somebody does what it asks: the wrong way, the dark, and soon enough the verdict."""

import time

import pytest

from tests.browser import cameras
from tests.browser.cameras import camera_phone
from tests.browser.devices import take_screenshot
from tests.browser.face_office import change_database, enrolled_phone, forget_tries, to_identity

SLOW = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}
VERDICT = "[data-part=ask]:text-matches('核验通过|时间到了|没有认出来|动作没有看清|机器拿不准')"


@pytest.fixture(scope="module")
def enrolled(demo_server, chromium, driver, tmp_path_factory):
    """Somebody whose face is enrolled and confirmed: (server, storage state of the phone)."""
    with enrolled_phone(demo_server, chromium, driver, tmp_path_factory.mktemp("camera")) as state:
        yield demo_server, state


def begin(page, server) -> None:
    page.goto(f"{server.url}/me")
    to_identity(page)
    page.get_by_role("button", name="用人脸核验").click()
    page.wait_for_selector("[data-part=ask]:has-text('请正对镜头')")


def test_who_turns_to_the_wrong_side_is_told_the_other_way(driver, enrolled, tmp_path):
    server, state = enrolled
    forget_tries(server)
    with camera_phone(driver, tmp_path, cameras.turning("obama", -26), state) as page:
        page.goto(f"{server.url}/me")
        to_identity(page)
        page.route("**/face/checks/*/pictures", lambda route: _ask_left(route, server))
        page.get_by_role("button", name="用人脸核验").click()
        page.wait_for_selector("[data-part=ask]:has-text('转向您的左边')", timeout=30_000)
        page.wait_for_selector("[data-part=hint]:has-text('往另一边')", timeout=30_000)
        take_screenshot(page, "faces/phone-other-way")


def _ask_left(route, server) -> None:
    change_database(
        server, """update face_checks set challenges = '["turn_left", "nod"]' where state = 'running'"""
    )
    route.continue_()


def test_the_dark_is_called_dark(driver, enrolled, tmp_path):
    server, state = enrolled
    forget_tries(server)
    with camera_phone(driver, tmp_path, cameras.dark("obama"), state) as page:
        begin(page, server)
        page.wait_for_selector("[data-part=hint]:has-text('太暗了，请到亮一点的地方')", timeout=30_000)
        take_screenshot(page, "faces/phone-check-dark")


def test_with_600_ms_on_every_request_the_verdict_comes_within_20_seconds(driver, enrolled, tmp_path):
    server, state = enrolled
    forget_tries(server)
    with camera_phone(driver, tmp_path, cameras.living("obama"), state) as page:
        page.goto(f"{server.url}/me")
        to_identity(page)
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", SLOW)
        begun = time.monotonic()
        page.get_by_role("button", name="用人脸核验").click()
        assert page.wait_for_selector(VERDICT, timeout=60_000).inner_text() == "核验通过"
        assert time.monotonic() - begun <= 20
