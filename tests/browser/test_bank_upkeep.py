"""Stories of the people who keep the bank: the law moves, a blueprint is built, the figures are read."""

import re
import shutil
import sqlite3
from datetime import date, timedelta

import pytest

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.inspections import SpotQuiz
from examapp.services.reports.item_statistics import refresh_statistics
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.crowds import hand_in_papers
from tests.databases import demo_folder, make_settings
from tests.servers import Server

LAW = "work-safety-law-2021"
WIDTHS = ("phone", "tablet", "desktop")


@pytest.fixture(scope="module")
def bank_server(tmp_path_factory):
    """The demonstration city with a crowd at one quiz, so that there are figures to show."""
    folder = tmp_path_factory.mktemp("bank") / "data"
    shutil.copytree(demo_folder(), folder)
    app = create_app(make_settings(folder))
    with app.app_context():
        quiz = db.session.query(SpotQuiz).order_by(SpotQuiz.id).first()
        hand_in_papers(quiz, app.extensions["ports"], count=120, upside_down=True)
        refresh_statistics(now=app.extensions["ports"].clock.now())
        db.session.remove()
        db.engine.dispose()
    made = Server(folder).start()
    yield made
    made.stop()


def enter(server: Server, page, role: str):
    page.goto(server.demo_links()[role])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def look_at(page, name: str) -> None:
    """A picture, no finding, and nothing wider than the window."""
    take_screenshot(page, name)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), page.url
    assert_no_axe_findings(page)


def let_the_day_come(server: Server) -> None:
    """Stop, move the announced day to today, start again: the start finds what is due."""
    server.stop()
    with sqlite3.connect(server.folder / "examapp.db") as connection:
        connection.execute(
            "update law_versions set effective_on = ? where state = 'announced'", (date.today().isoformat(),)
        )
    server.start()


def test_a_law_changes_its_items_are_held_on_the_day_and_the_reviewer_releases_one(bank_server, open_page):
    page = enter(bank_server, open_page("desktop"), "bank_admin")
    page.goto(f"{bank_server.url}/laws")
    page.get_by_role("link", name="危险化学品安全法", exact=True).click()
    page.get_by_role("link", name="预告新版本").click()
    page.get_by_label("新版本叫什么").fill("2027 年修正")
    page.get_by_label("哪天施行").fill((date.today() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="看看会影响什么").click()
    page.get_by_role("heading", name="那天会这样").wait_for()
    assert page.get_by_role("region", name="会不够题的组卷方案").locator("tbody tr").count() > 0
    assert page.get_by_role("region", name="会停用的题目").locator("tbody tr").count() > 10
    look_at(page, "desktop/bank_admin/law_preview")
    page.get_by_role("button", name="确认：").click()
    page.get_by_text("待施行").wait_for()
    let_the_day_come(bank_server)
    reviewer = enter(bank_server, open_page("tablet"), "reviewer")
    reviewer.goto(f"{bank_server.url}/laws")
    reviewer.get_by_role("link", name="复核停用的题目").click()
    first = reviewer.locator("article").first
    stem = first.locator("h2").inner_text()
    waiting = int(re.search(r"(\d+) 题停用中", reviewer.locator(".page-head__lead").inner_text()).group(1))
    look_at(reviewer, "tablet/reviewer/law_reviews")
    first.get_by_role("button", name="和新条文一致，放行").click()
    reviewer.get_by_text(f"{waiting - 1} 题停用中").wait_for()
    assert reviewer.get_by_role("heading", name=stem, exact=True).count() == 0


@pytest.mark.parametrize("device", WIDTHS)
def test_the_builder_follows_the_hand_and_says_in_red_what_cannot_be_filled(bank_server, open_page, device):
    page = enter(bank_server, open_page(device), "bank_admin")
    page.goto(f"{bank_server.url}/blueprints")
    look_at(page, f"{device}/bank_admin/blueprints_index")
    page.get_by_role("link", name="其他从业人员（市级默认）").click()
    page.get_by_role("img", name="每份试卷的预计得分").wait_for()
    look_at(page, f"{device}/bank_admin/blueprint_builder")
    count = page.get_by_label("题数", exact=True).first
    count.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("100")
    page.get_by_text("处题目不够（红色），现在不能保存").wait_for()
    page.locator("fieldset[data-kind=bad]").first.get_by_text("还差").wait_for()
    look_at(page, f"{device}/bank_admin/blueprint_builder_short")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.locator("[data-part=total]").get_by_text("会的人预计").wait_for()
    page.get_by_role("button", name="保存为新的一版").focus()
    page.keyboard.press("Enter")
    page.get_by_text("现在是第").wait_for()


@pytest.mark.parametrize("device", WIDTHS)
def test_the_figures_of_items_and_exams_fit_every_window(bank_server, open_page, device):
    page = enter(bank_server, open_page(device), "bank_admin")
    page.goto(f"{bank_server.url}/statistics")
    page.get_by_text("成绩好的反而错").first.wait_for()
    look_at(page, f"{device}/bank_admin/statistics_items")
    page.locator("tbody .row-link").first.click()
    page.get_by_role("region", name="各选项有多少人选").wait_for()
    look_at(page, f"{device}/bank_admin/statistics_panel")
    page.goto(f"{bank_server.url}/statistics")
    page.get_by_role("link", name="整场考试").click()
    look_at(page, f"{device}/bank_admin/statistics_exams")
    page.locator("tbody .row-link").first.click()
    page.get_by_role("img", name="成绩分布").wait_for()
    look_at(page, f"{device}/bank_admin/statistics_exam")
    for place in ("laws", f"laws/{LAW}"):
        page.goto(f"{bank_server.url}/{place}")
        look_at(page, f"{device}/bank_admin/{place.replace('/', '_')}")
