"""What a worker does is seen: pages say that it is under way, can be left, and change by themselves when it is done."""

import json
import shutil

import pytest

from examapp.extensions import db
from examapp.models.appeals import Dispute
from examapp.models.attempts import Attempt
from examapp.models.job_runs import JobRun
from examapp.services.core import job_runs
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.papers import inside
from tests.databases import demo_folder
from tests.servers import Server


@pytest.fixture
def demo_server(tmp_path):
    """The demonstration city on a web node that leaves all jobs to workers, of which there are none."""
    folder = tmp_path / "data"
    shutil.copytree(demo_folder(), folder)
    made = Server(folder, EXAMAPP_EMBEDDED_JOBS="0").start()
    yield made
    made.stop()


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), page.url
    take_screenshot(page, f"background/{name}")


def open_dispute(server) -> int:
    """Somebody says that the first item of a paper is wrong."""
    with inside(server) as app:
        paper = db.session.query(Attempt).filter(Attempt.state == "submitted").first().paper
        slot = json.loads(paper)["slots"][0]
        now, key = app.extensions["ports"].clock.now(), f"{slot['item']}@{slot['revision']}"
        made = Dispute(item_id=slot["item"], item_revision=slot["revision"], open_key=key, opened_at=now)
        db.session.add(made)
        db.session.commit()
        return made.id


def work(server, job: str) -> None:
    """What a worker does with the jobs of this name that wait."""
    with inside(server) as app:
        waiting = [run.id for run in db.session.query(JobRun).filter_by(job=job, finished_at=None)]
        db.session.remove()
        assert waiting, job
        for run_id in waiting:
            app.extensions["ports"].queue.jobs[job_runs.RUN](run_id=run_id)


def test_an_archive_is_waited_for_on_its_page_and_then_opened(demo_server, open_page, enter_as):
    office = enter_as(open_page("desktop"), "officer")
    office.goto(f"{demo_server.url}/enterprises")
    office.locator("a.row-link").first.click()
    office.get_by_role("link", name="培训考核档案").click()
    look(office, "desktop-archive")
    office.get_by_role("button", name="生成 PDF").click()
    office.wait_for_selector("text=正在生成")
    look(office, "desktop-archive-asked")
    work(demo_server, "make_archive_file")
    office.wait_for_selector("text=打开 PDF")
    look(office, "desktop-archive-made")
    office.set_viewport_size({"width": 390, "height": 844})
    look(office, "phone-archive-made")
    address = office.get_by_role("link", name="打开 PDF").get_attribute("href")
    assert office.request.get(f"{demo_server.url}{address}").body().startswith(b"%PDF")


def test_a_trial_is_waited_for_on_the_page_of_the_dispute(demo_server, open_page, enter_as):
    reviewer = enter_as(open_page("desktop"), "reviewer")
    reviewer.goto(f"{demo_server.url}/appeals/{open_dispute(demo_server)}")
    reviewer.get_by_role("radio", name="这道题都算对").check()
    reviewer.get_by_role("button", name="先看会改变谁的成绩").click()
    reviewer.wait_for_selector("text=正在试算")
    look(reviewer, "desktop-trial")
    reviewer.set_viewport_size({"width": 390, "height": 844})
    look(reviewer, "phone-trial")
    work(demo_server, "read_for_dispute")
    reviewer.wait_for_selector("text=份答卷。以后交的卷")
    look(reviewer, "phone-trial-done")
