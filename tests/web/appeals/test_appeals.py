"""What reviewers are shown while papers are read in the background: how far it is, the list, the outcome, a refusal."""

# ruff: noqa: F811 - fixtures of the tests of regrades are used here
from dataclasses import replace

import pytest

from examapp.adapters.queue.queue import WaitingQueue
from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.appeals import RegradeRun
from examapp.services.appeals import appeals, regrade_runs, regrades
from tests.services.appeals.test_regrades import FIRST, act, failed, file, wrong_slot  # noqa: F401
from tests.web.reports.test_archives import pytestmark  # noqa: F401 - one kind of database

ALL = {"effect": "all_correct"}


@pytest.fixture
def dispute(ports, failed) -> int:
    return file(failed, wrong_slot(failed), ports).dispute_id


@pytest.fixture
def without_workers(app, ports) -> None:
    app.extensions["ports"] = replace(ports, queue=WaitingQueue())


def test_from_the_choice_over_the_trial_to_the_regrade(dispute, sign_in):
    page, reviewer = f"/appeals/{dispute}", sign_in("reviewer")
    asked = reviewer.post(f"{page}/trials", ALL)
    shown = reviewer.get(asked.headers["Location"]).text
    assert "还没有改动任何成绩" in shown
    assert FIRST in shown
    assert "看了 2 份答卷" in shown
    assert reviewer.post(f"{page}/decision", {**ALL, "reply": "有歧义。"}).status_code == 303
    assert "另一位审题员复核" in reviewer.get(page).text
    second = sign_in("bank_admin")
    assert "同意，重新评分" in second.get(page).text
    second.post(f"{page}/approval", {"agree": "yes"})
    assert "旧成绩留有版本" in second.get(page).text


def test_keeping_the_key_reads_no_paper(dispute, sign_in):
    page, reviewer = f"/appeals/{dispute}", sign_in("reviewer")
    asked = reviewer.post(f"{page}/trials", {"effect": "keep"})
    assert "不改任何成绩" in reviewer.get(asked.headers["Location"]).text
    db.session.remove()
    assert db.session.query(RegradeRun).count() == 0


def test_while_papers_are_read_the_page_says_how_far_and_nobody_can_agree_blind(
    dispute, sign_in, act, without_workers
):
    page, reviewer = f"/appeals/{dispute}", sign_in("reviewer")
    asked = reviewer.post(f"{page}/trials", ALL).headers["Location"]
    assert "马上开始" in reviewer.get(asked).text
    db.session.remove()
    db.session.query(RegradeRun).update({"seen_count": 500})
    db.session.commit()
    shown = reviewer.get(asked).text
    assert "已看 500 份答卷" in shown
    assert "请另一位审题员复核" not in shown
    regrades.decide(dispute, Ruling(Effect.all_correct), "有歧义。", **act("reviewer"))
    shown = sign_in("bank_admin").get(page).text
    assert "不同意，退回" in shown
    assert "同意，重新评分" not in shown


def test_while_results_are_changed_the_page_says_so_and_offers_nothing(
    dispute, sign_in, act, ports, without_workers
):
    page, second = f"/appeals/{dispute}", sign_in("bank_admin")
    regrade_runs.ask_trial(dispute, Ruling(Effect.all_correct), **act("reviewer"), ports=ports)
    regrades.decide(dispute, Ruling(Effect.all_correct), "有歧义。", **act("reviewer"))
    for _ in range(2):
        assert second.post(f"{page}/approval", {"agree": "yes"}).status_code == 303
    shown = second.get(page).text
    assert "正在改分" in shown
    assert 'name="agree"' not in shown
    assert second.post(f"{page}/approval", {"agree": "no"}).status_code == 409
    db.session.remove()
    assert appeals.get_dispute(dispute)[0].state == "proposed"


def test_a_regrade_that_was_refused_is_told_in_words_and_offered_again(
    dispute, sign_in, act, ports, monkeypatch
):
    page, second = f"/appeals/{dispute}", sign_in("bank_admin")
    regrade_runs.ask_trial(dispute, Ruling(Effect.all_correct), **act("reviewer"), ports=ports)
    regrades.decide(dispute, Ruling(Effect.all_correct), "有歧义。", **act("reviewer"))
    monkeypatch.setattr(regrades, "archived_among", list)
    second.post(f"{page}/approval", {"agree": "yes"})
    shown = second.get(page).text
    assert "没有改分，所有成绩都和原来一样。" in shown
    assert "归档" in shown
    assert "同意，重新评分" in shown
