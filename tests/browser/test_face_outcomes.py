"""However a look at a face ends, the page says so in plain words, and the other way is one tap away."""

import time
from contextlib import contextmanager

import pytest

from tests.browser import cameras
from tests.browser.cameras import camera_phone
from tests.browser.devices import assert_no_axe_findings, take_screenshot, watch_page
from tests.browser.face_office import (
    change_database,
    enrolled_phone,
    forget_tries,
    make_moment_due,
    to_identity,
)
from tests.browser.face_troubles import ANSWERS, CANNOT_OPEN, REFUSING, WALL
from tests.browser.field import tap
from tests.servers import Server


def look(page, name: str) -> None:
    """No axe findings, and a picture on an ordinary and on the smallest phone."""
    assert_no_axe_findings(page)
    take_screenshot(page, f"faces/outcome-{name}")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    take_screenshot(page, f"faces/outcome-{name}-320", whole=False)
    for way in page.get_by_role("button", name="改用当面核对").all():
        box = way.bounding_box()
        assert box["height"] >= 48
        assert box["y"] + box["height"] <= 640
    page.set_viewport_size({"width": 390, "height": 844})


@pytest.fixture(scope="module")
def enrolled(demo_server, chromium, driver, tmp_path_factory):
    """Somebody whose face is enrolled and confirmed: (server, storage state of the phone)."""
    with enrolled_phone(demo_server, chromium, driver, tmp_path_factory.mktemp("camera")) as state:
        yield demo_server, state


@contextmanager
def stubbed_phone(chromium, enrolled, stub: str):
    """A phone before the camera page, whose camera is what `stub` makes of it."""
    server, state = enrolled
    forget_tries(server)
    faults: list[str] = []
    context = chromium.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        storage_state=state,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    watch_page(page, faults)
    page.add_init_script(stub)
    page.goto(f"{server.url}/me")
    to_identity(page)
    try:
        yield page
    finally:
        context.close()
    assert faults == []


def open_camera(page, button: str = "用人脸核验") -> None:
    page.get_by_role("button", name=button).click()
    page.wait_for_selector("[data-part=ask]")


def await_trouble(page, title: str) -> None:
    page.wait_for_selector(f"[data-part=ask]:has-text('{title}')", timeout=25_000)
    assert page.locator("[data-part=trouble]").is_visible()
    assert page.locator("[data-part=frame]").is_hidden()


def choose_person(page) -> None:
    """One tap; nothing else is needed."""
    page.get_by_role("button", name="改用当面核对").click()
    page.wait_for_selector("text=已经通知安全员")


def test_without_the_service_the_page_says_so_before_any_camera_is_opened(chromium, enrolled):
    server, state = enrolled
    without = Server(server.folder, EXAMAPP_FACE_WORKERS="0").start()
    try:
        with stubbed_phone(chromium, (without, state), WALL) as page:
            assert "人脸核验现在用不了" in page.inner_text("main")
            look(page, "service-down")
            page.get_by_role("button", name="用当面核对").click()
            page.wait_for_selector("text=已经通知安全员")
    finally:
        without.stop()


@pytest.mark.parametrize("name", CANNOT_OPEN)
def test_a_camera_that_cannot_be_opened_says_why_and_a_person_is_one_tap_away(chromium, enrolled, name):
    stub, title = CANNOT_OPEN[name]
    with stubbed_phone(chromium, enrolled, stub) as page:
        open_camera(page)
        await_trouble(page, title)
        look(page, name)
        choose_person(page)


def test_at_the_desk_a_camera_that_cannot_be_opened_says_why_and_the_card_is_enough(enrolled, open_page):
    server, _ = enrolled
    tablet = open_page("tablet")
    tablet.add_init_script(REFUSING % "NotFoundError")
    tablet.goto(server.demo_links()["officer"])
    tablet.locator("main form button[type=submit]").click()
    tablet.wait_for_url(lambda address: "/sign-in" not in address)
    tablet.goto(f"{server.url}/people")
    tablet.locator("main table a").first.click()
    tablet.get_by_role("link", name="当面登记人脸").click()
    tablet.get_by_role("checkbox", name="我看明白了").check()
    tablet.get_by_role("button", name="本人同意，去拍照").click()
    await_trouble(tablet, "没有找到摄像头")
    assert "不登记也一样考" in tablet.inner_text("main")
    assert_no_axe_findings(tablet)
    take_screenshot(tablet, "faces/outcome-desk-tablet", whole=False)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_goes_wrong_on_the_way_is_said_and_a_person_is_one_tap_away(chromium, enrolled, name):
    answer, title = ANSWERS[name]
    with stubbed_phone(chromium, enrolled, WALL) as page:
        page.route("**/face/checks/*/pictures", lambda route: route.fulfill(**answer))
        open_camera(page)
        await_trouble(page, title)
        look(page, name)
        choose_person(page)


def test_a_service_that_comes_back_within_seconds_ends_nothing(chromium, enrolled):
    answer, refusals = ANSWERS["gateway"][0], []
    with stubbed_phone(chromium, enrolled, WALL) as page:

        def fail_twice(route) -> None:
            refusals.append(1)
            if len(refusals) > 2:
                route.continue_()
            else:
                route.fulfill(**answer)

        page.route("**/face/checks/*/pictures", fail_twice)
        open_camera(page)
        page.wait_for_selector("[data-part=hint]:has-text('没有看到脸')", timeout=30_000)


@pytest.mark.parametrize("how", ["openedStream.getTracks()[0].stop()", "stopDrawing()"])
def test_a_camera_lost_in_the_middle_is_noticed_within_three_seconds_and_the_check_goes_on(
    chromium, enrolled, how
):
    with stubbed_phone(chromium, enrolled, WALL) as page:
        open_camera(page)
        page.wait_for_selector("[data-part=hint]:has-text('没有看到脸')", timeout=30_000)
        page.evaluate(f"window.{how}")
        begun = time.monotonic()
        await_trouble(page, "摄像头断了")
        assert time.monotonic() - begun <= 3
        if "Drawing" not in how:
            look(page, "camera-lost")
        page.get_by_role("button", name="再打开摄像头").click()
        page.wait_for_selector("[data-part=hint]:has-text('没有看到脸')")
        choose_person(page)


def test_without_a_network_the_page_says_so_and_the_other_way_follows_as_soon_as_it_can(chromium, enrolled):
    with stubbed_phone(chromium, enrolled, WALL) as page:
        open_camera(page)
        page.wait_for_selector("[data-part=hint]:has-text('没有看到脸')", timeout=30_000)
        page.context.set_offline(True)
        page.wait_for_selector("[data-part=hint]:has-text('网络断了，正在重连')")
        await_trouble(page, "网络断了")
        look(page, "offline")
        page.get_by_role("button", name="改用当面核对").click()
        page.wait_for_selector("text=网络还没有通。请直接带身份证去找安全员")
        look(page, "offline-person")
        page.context.set_offline(False)
        page.wait_for_selector("text=已经通知安全员")


def test_the_time_left_is_shown_and_when_it_is_over_the_page_ends(chromium, enrolled):
    server, _ = enrolled
    with stubbed_phone(chromium, enrolled, WALL) as page:
        open_camera(page)
        page.wait_for_selector("[data-part=count]:has-text('第 1 步，共 4 步　还剩 5')", timeout=30_000)
        for _ in range(3):
            page.wait_for_selector("[data-part=hint]:has-text('没有看到脸')")
            page.wait_for_timeout(600)
        assert (
            page.locator("video").evaluate("(one) => getComputedStyle(one).transform").startswith("matrix(-1")
        )
        look(page, "running")
        change_database(server, "update face_checks set expires_at = started_at where state = 'running'")
        page.wait_for_selector("[data-part=ask]:has-text('时间到了')")
        page.wait_for_selector("text=没有做完")
        look(page, "time-over")
        page.get_by_role("button", name="用当面核对").click()
        page.wait_for_selector("text=已经通知安全员")


def doubt(route, server) -> None:
    """As if the accepted face had been in the band that people decide."""
    response = route.fetch()
    told = response.json()
    if told.get("outcome") == "accepted":
        change_database(
            server,
            """update face_checks set outcome = 'not_accepted', review = 'waiting'
               where ended_at = (select max(ended_at) from face_checks)""",
            """delete from identity_checks
               where face_check_id in (select id from face_checks where review = 'waiting')""",
        )
        told["outcome"] = "review"
    route.fulfill(response=response, json=told)


def test_a_doubt_ends_the_page_and_the_person_may_wait_try_again_or_show_the_card(driver, enrolled, tmp_path):
    server, state = enrolled
    forget_tries(server)
    with camera_phone(driver, tmp_path, cameras.living("obama"), state) as page:
        page.route("**/face/checks/*/pictures", lambda route: doubt(route, server))
        page.goto(f"{server.url}/me")
        to_identity(page)
        open_camera(page)
        page.wait_for_selector("[data-part=ask]:has-text('机器拿不准')", timeout=60_000)
        page.wait_for_selector("text=正在请工作人员看")
        look(page, "review")
        change_database(server, "update face_checks set review = 'refused' where review = 'waiting'")
        page.wait_for_selector("text=没有认出来", timeout=10_000)
        look(page, "review-refused")
        page.get_by_role("button", name="用当面核对").click()
        page.wait_for_selector("text=已经通知安全员")


@pytest.mark.parametrize(
    ("name", "frames", "words"),
    [
        ("accepted", lambda: cameras.living("obama"), "已确认是您本人"),
        ("not-accepted", lambda: cameras.living("biden"), "没有认出来"),
    ],
)
def test_an_answer_of_the_machine_ends_the_page_with_its_own_sentence(
    driver, enrolled, tmp_path, name, frames, words
):
    server, state = enrolled
    forget_tries(server)
    with camera_phone(driver, tmp_path, frames(), state) as page:
        page.goto(f"{server.url}/me")
        to_identity(page)
        open_camera(page)
        page.wait_for_selector(f"main >> text={words}", timeout=60_000)
        page.wait_for_load_state()
        page.wait_for_selector("h1:visible")
        look(page, name)


def test_a_doubt_within_the_exam_leads_back_to_the_paper_and_is_not_asked_about_again(
    driver, enrolled, tmp_path
):
    server, state = enrolled
    forget_tries(server)
    with camera_phone(driver, tmp_path, cameras.living("obama"), state) as page:
        page.goto(f"{server.url}/me")
        to_identity(page)
        open_camera(page)
        page.wait_for_selector("text=已确认是您本人", timeout=60_000)
        page.get_by_role("button", name="开始考核").click()
        page.wait_for_selector(".item-type")
        tap(page, 0)
        page.wait_for_selector("[data-part=status][data-kind=ok]")
        make_moment_due(server)
        page.wait_for_selector(".attempt-moment:visible", timeout=40_000)
        page.route("**/face/checks/*/pictures", lambda route: doubt(route, server))
        page.get_by_role("button", name="现在看").click()
        page.wait_for_selector("[data-part=ask]:has-text('机器拿不准')", timeout=60_000)
        page.wait_for_selector(".item-type", timeout=20_000)
        assert "已经请工作人员看，不影响您答题和成绩" in page.inner_text("main")
        look(page, "moment-review")
        page.wait_for_timeout(21_000)
        assert page.locator(".attempt-moment").is_hidden()
