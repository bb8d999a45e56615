"""A real Chromium in front of a real server: `open_page("phone")`, `server`, `demo_server`, `enter_as(page, role)`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.devices import CHROMIUM_ARGUMENTS, DEVICES, watch_page, write_fontconfig
from tests.databases import demo_folder, filled_sqlite_file
from tests.programs import explain, find_chromium
from tests.servers import Server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items) -> None:
    """Everything in this folder is a story in a browser; they are the longest and begin first, so that no core waits at the end."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: HERE not in item.path.parents)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What starts browsers; one a test process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver, tmp_path_factory) -> Iterator[Browser]:
    """One Chromium per test process; every page gets a context of its own."""
    program = find_chromium()
    if program is None:
        pytest.fail(explain("chromium", "EXAMAPP_CHROMIUM"), pytrace=False)
    fonts = write_fontconfig(tmp_path_factory.mktemp("fonts"))
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    browser = driver.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS, env=environment)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium):
    """open_page("phone") gives a page in a fresh context: its own cookies, storage and window size."""
    contexts, faults = [], []

    def open_one(device: str = "desktop", **changes) -> Page:
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **DEVICES[device], **changes}
        context = chromium.new_context(**options)
        # Three stories build their cities at once on two cores: a page then takes more than fifteen seconds.
        context.set_default_timeout(30_000)
        context.on("page", lambda page: watch_page(page, faults))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def phone(open_page) -> Page:
    """A candidate's phone, 390 x 844."""
    return open_page("phone")


@pytest.fixture
def tablet(open_page) -> Page:
    """An inspector's tablet, 1180 x 820."""
    return open_page("tablet")


@pytest.fixture
def desktop(open_page) -> Page:
    """An office screen, 1440 x 900."""
    return open_page("desktop")


@pytest.fixture
def server(tmp_path):
    """A running server on an own SQLite database with the shipped bank and nobody in it."""
    shutil.copy(filled_sqlite_file(), tmp_path / "examapp.db")
    made = Server(tmp_path).start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory):
    """A running server on a copy of the demonstration city, shared by the tests of one file."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(demo_folder(), folder)
    made = Server(folder).start()
    yield made
    made.stop()


@pytest.fixture
def enter_as(demo_server):
    """enter_as(page, "inspector") signs a page in by a fresh one-time link of the demonstration city."""

    def enter(page: Page, role: str) -> Page:
        page.goto(demo_server.demo_links()[role])
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        return page

    return enter
