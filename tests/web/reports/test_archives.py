"""The page of a training archive asks for files, tells how they stand, and gives them to those who may see the enterprise."""

import re
from dataclasses import replace

import pytest

from examapp.adapters.queue.queue import WaitingQueue
from examapp.domain.job_runs import MOST_TRIES
from examapp.extensions import db
from examapp.models.job_runs import JobRun
from examapp.services.reports.archive_files import make_file
from tests.services.exams.test_exams import announced, registered, sit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def page(app, world, ports) -> str:
    """The address of a year with one paper."""
    announced(world, ports)
    sit(app, registered("周文员"), ports, right=20)
    return f"/enterprises/{world['own'].id}/archive"


def test_a_file_is_asked_for_and_then_fetched_from_the_same_page(page, sign_in):
    officer = sign_in("officer")
    assert "生成 PDF" in officer.get(page).text
    answer = officer.post(f"{page}/files", {"format": "pdf", "year": 2026})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?year=2026#files")
    shown = officer.get(page).text
    address = re.search(r'href="(/archive-files/\d+)"', shown).group(1)
    assert "2026-11-23 10:00 的数据" in shown
    assert "留 7 天" in shown
    assert "follow-progress" not in shown
    document = officer.get(address)
    assert (document.content_type, document.data[:4]) == ("application/pdf", b"%PDF")
    for login in ("foreign_officer", "outsider"):
        assert sign_in(login).get(address).status_code == 404
        assert sign_in(login).post(f"{page}/files", {"format": "pdf"}).status_code == 404
        assert sign_in(login).get(f"{page}/files").status_code == 404


def test_while_it_is_made_the_page_says_so_and_asks_again_for_a_small_part_only(app, page, sign_in, ports):
    app.extensions["ports"] = replace(ports, queue=WaitingQueue())
    officer = sign_in("officer")
    officer.post(f"{page}/files", {"format": "xlsx", "year": 2026})
    shown = officer.get(page).text
    assert "正在生成" in shown
    assert f'data-url="{page}/files?year=2026"' in shown
    part = officer.get(f"{page}/files?year=2026").text
    assert "<html" not in part
    mark = re.search(r'data-state="([^"]+)"', part).group()
    assert mark in shown
    db.session.remove()
    make_file(1, now=ports.clock.now(), ports=ports)
    assert mark not in officer.get(f"{page}/files?year=2026").text
    assert "下载 Excel" in officer.get(page).text


def test_a_file_that_came_to_nothing_is_told_in_words_and_offered_again(app, page, sign_in, ports):
    app.extensions["ports"] = replace(ports, queue=WaitingQueue())
    officer = sign_in("officer")
    officer.post(f"{page}/files", {"format": "pdf", "year": 2026})
    db.session.remove()
    run = db.session.query(JobRun).filter_by(job="make_archive_file").one()
    run.tries, run.beat_at = MOST_TRIES, ports.clock.now().replace(year=2025)
    db.session.commit()
    shown = officer.get(page).text
    assert "没有生成。试了几次都没有做成" in shown
    assert "再试一次" in shown
