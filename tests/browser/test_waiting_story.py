"""Many begin at once: a phone and a tablet see where they stand, calmly, and the paper opens by itself with all its time."""

import re
import shutil

import httpx
import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import answer, open_quiz, tails, take_seat
from tests.databases import demo_folder
from tests.servers import Server
from tests.storms import issued, open_paper

CROWD, MINUTES = 20, 5


@pytest.fixture
def demo_server(tmp_path):
    """A demonstration city that lets in two people a second."""
    shutil.copytree(demo_folder(), tmp_path / "data")
    made = Server(tmp_path / "data", EXAMAPP_STARTS_PER_SECOND="2").start()
    yield made
    made.stop()


@pytest.fixture
def seated(demo_server, phone, tablet, open_page, enter_as):
    """Two people whom the inspector has confirmed: one with a phone, one at a wide screen."""
    inspector, wide = enter_as(open_page("tablet"), "inspector"), tablet
    code = open_quiz(inspector)
    for page, (name, tail) in zip((phone, wide), tails(demo_server, code).items(), strict=False):
        take_seat(demo_server, page, code, name, tail)
        inspector.get_by_role("button", name="人证相符").first.click()
        page.wait_for_selector("a.big-button:has-text('开始答题')")
    return phone, wide


class Crowd:
    """Others, who came a moment before."""

    def __init__(self, server: Server) -> None:
        self.waiting = [
            (httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}), attempt)
            for attempt, token in issued(server, CROWD)
        ]

    def ask(self) -> None:
        """All who have not begun ask once."""
        self.waiting = [
            one for one in self.waiting if one[0].get(f"/api/attempts/{one[1]}").status_code == 503
        ]

    def go(self) -> None:
        """Each begins when it is their turn."""
        for client, attempt in self.waiting:
            assert open_paper(client, f"/api/attempts/{attempt}").status_code == 200


def ahead_of(page) -> int:
    page.wait_for_selector("text=正在排队进入考试")
    return int(page.locator("[data-part=waiting-ahead]").inner_text())


def test_who_begins_with_the_crowd_sees_the_place_and_gets_the_paper_with_the_whole_time_R18(
    demo_server, seated
):
    phone, wide = seated
    crowd = Crowd(demo_server)
    crowd.ask()
    for page in seated:
        page.get_by_role("link", name="开始答题").click()
    # Two a second go in while a slow machine clicks, so the later one may already see fewer ahead.
    first, second = ahead_of(phone), ahead_of(wide)
    assert 1 <= first <= CROWD
    assert 1 <= second <= CROWD + 1
    phone.reload()
    assert ahead_of(phone) <= first
    for page, name in ((phone, "phone"), (wide, "tablet")):
        crowd.ask()
        look_at_the_place(page, name)
    crowd.go()
    for page in seated:
        page.wait_for_selector(".item-type", timeout=60_000)
        assert page.locator("[data-part=waiting]").is_hidden()
    # The last of both has just begun, however long they waited.
    minutes, seconds = map(int, wide.locator("[data-part=time]").inner_text().split(":"))
    assert minutes * 60 + seconds > MINUTES * 60 - 20
    answer(phone, 0)
    answer(wide, 0)


def look_at_the_place(page, name: str) -> None:
    assert re.fullmatch(r"大约 \d+ 秒|几秒钟", page.locator("[data-part=waiting-time]").inner_text())
    assert "时间从看到试卷时才开始算，不用担心" in page.locator("[data-part=waiting-spoken]").inner_text()
    assert page.locator("[data-part=next]").is_hidden()
    take_screenshot(page, f"attempt/{name}-waiting")
    assert_no_axe_findings(page)
