"""An office with an exam that asks for a face or a person, and a worker's phone with a camera of our making."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, contextmanager

from tests.browser import cameras
from tests.browser.cameras import camera_phone
from tests.browser.face_steps import agree, confirm_face, switch_on
from tests.browser.test_exam_story import number_of

EXAM = "要核对本人的年度考核"


def open_office(page, server, look: Callable[..., None] | None = None) -> list[tuple[str, str]]:
    """The officer's desk, with an exam that asks for a face or a person; gives the slips (name, code)."""
    page.goto(server.demo_links()["officer"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"{server.url}/exams/new?kind=staff_yearly")
    page.fill("#f-name", EXAM)
    page.fill("#f-opens_at", "2026-01-01T08:00")
    page.fill("#f-closes_at", "2036-01-01T08:00")
    page.select_option("#f-identity_level", "L3")
    page.select_option("#f-face_moments", "1")
    if look:
        look(page, "desktop-exam-form")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="发布").click()
    page.wait_for_selector("text=应考人数")
    for _ in range(60):
        if page.locator(".tile__number").first.inner_text() != "0":
            break
        page.wait_for_timeout(250)
        page.reload()
    page.get_by_role("button", name="生成纸条").click()
    page.wait_for_selector(".slip")
    return [
        (one.locator("h2").inner_text(), one.locator(".slip__code").inner_text().replace(" ", ""))
        for one in page.locator(".slip").all()
    ]


@contextmanager
def worker(driver, server, folder, slip, frames):
    """A phone of somebody who has just activated the account; gives the page, on the home page."""
    name, code = slip
    with camera_phone(driver, folder, frames) as page:
        page.goto(f"{server.url}/me/activate?code={code}")
        page.fill("#id_number", number_of(server, name))
        page.fill("#password", "chang-feng-2026")
        page.get_by_role("button", name="设好了，登录").click()
        page.wait_for_selector("text=去考核")
        yield page


def to_identity(page) -> None:
    card = page.locator(".duty", has_text=EXAM)
    card.get_by_role("link", name="去考核").click()
    page.get_by_role("link", name="确认是本人").click()
    page.wait_for_selector("h2:has-text('当面核对')")


def make_moment_due(server) -> None:
    """What the server drew for later is due now: the clock of a real server cannot be turned."""
    with closing(sqlite3.connect(server.folder / "examapp.db", timeout=30)) as connection, connection:
        connection.execute("update face_moments set due_ms = cast(strftime('%s','now') as integer) * 1000")


def change_database(server, *statements: str) -> None:
    """What a story cannot wait for: the database of the running server is changed from beside it."""
    with closing(sqlite3.connect(server.folder / "examapp.db", timeout=30)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def enrolled_phone(server, chromium, driver, folder):
    """The storage state of a phone of somebody whose face is enrolled and confirmed by the officer."""
    administrator = chromium.new_page()
    switch_on(administrator, server)
    administrator.close()
    desk = chromium.new_page(viewport={"width": 1440, "height": 900})
    slip = open_office(desk, server)[0]
    with worker(driver, server, folder, slip, cameras.living("obama")) as page:
        to_identity(page)
        agree(page)
        page.wait_for_selector("text=等安全员确认", timeout=90_000)
        confirm_face(desk, server, slip[0])
        state = page.context.storage_state()
    desk.close()
    yield state


def forget_tries(server) -> None:
    """As if nobody had tried yet, so that the outcomes do not depend on each other."""
    change_database(server, "delete from identity_checks", "update face_checks set frames = 0, review = ''")
