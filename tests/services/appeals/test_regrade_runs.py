"""Trials and regrades are jobs: no request reads all papers, nothing counts twice, what is old or lost is told."""

# ruff: noqa: F811 - fixtures of the tests of regrades are used here

from dataclasses import replace

import pytest

from examapp.adapters.queue.queue import WaitingQueue
from examapp.domain.errors import DomainError
from examapp.domain.job_runs import LEASE, MOST_TRIES
from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.appeals import Dispute, RegradeRun
from examapp.models.attempts import AttemptResult
from examapp.models.job_runs import JobRun
from examapp.services.appeals import regrade_runs, regrades
from examapp.services.attempts.attempts import latest_result
from examapp.services.core import audit
from tests.services.appeals.test_regrades import FIRST, act, attempt_of, failed, file, wrong_slot  # noqa: F401

ALL, VOID = Ruling(Effect.all_correct), Ruling(Effect.void)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def waiting(ports):
    """The ports of a node whose jobs wait for a worker."""
    return replace(ports, queue=WaitingQueue())


@pytest.fixture
def dispute(ports, failed) -> int:
    return file(failed, wrong_slot(failed), ports).dispute_id


def propose(dispute_id: int, act, ruling: Ruling = ALL) -> None:
    regrades.decide(dispute_id, ruling, "有歧义。", **act("bank_admin"))


def do_job(regrade_id: int, ports) -> None:
    db.session.remove()
    regrade_runs.run_regrade(regrade_id, now=ports.clock.now())
    db.session.remove()


def versions() -> list[int]:
    db.session.rollback()
    return sorted(one for (one,) in db.session.query(AttemptResult.version))


def test_asking_for_the_same_trial_while_it_waits_is_one_job_that_only_a_worker_does(
    ports,
    waiting,
    act,
    dispute,
):
    first = regrade_runs.ask_trial(dispute, ALL, **act("bank_admin"), ports=waiting).id
    assert regrade_runs.ask_trial(dispute, ALL, **act("reviewer"), ports=waiting).id == first
    assert regrade_runs.ask_trial(dispute, VOID, **act("bank_admin"), ports=waiting).id != first
    assert db.session.query(JobRun).filter_by(job=regrade_runs.JOB).count() == 2
    assert regrade_runs.find_trial(dispute, ALL, now=ports.clock.now()).state == "asked"
    for _ in range(2):
        do_job(first, ports)
    found = regrade_runs.find_trial(dispute, ALL, now=ports.clock.now())
    assert (found.state, found.is_old, found.run.seen_count) == ("done", False, 2)
    assert found.run.changed_count == len(found.changes) >= found.run.flip_count == 1
    assert versions() == [1, 1]


@on_sqlite
def test_a_trial_looks_at_every_paper_however_few_at_a_time(ports, act, dispute, monkeypatch):
    def counts() -> tuple[int, int]:
        asked = regrade_runs.ask_trial(dispute, ALL, **act("bank_admin"), ports=ports)
        db.session.remove()
        run = db.session.get(RegradeRun, asked.id)
        return run.seen_count, run.changed_count

    whole = counts()
    monkeypatch.setattr(regrades, "PART", 1)
    assert counts() == whole


def test_an_approval_counts_once_however_often_it_is_asked_for_and_done(
    ports,
    waiting,
    act,
    dispute,
):
    propose(dispute, act)
    with pytest.raises(DomainError, match="second_person_needed"):
        regrade_runs.ask_approval(dispute, **act("bank_admin"), ports=waiting)
    first = regrade_runs.ask_approval(dispute, **act("reviewer"), ports=waiting).id
    assert regrade_runs.ask_approval(dispute, **act("reviewer"), ports=waiting).id == first
    with pytest.raises(DomainError, match="state_conflict"):
        regrade_runs.send_back(dispute, **act("reviewer"))
    with pytest.raises(DomainError, match="state_conflict"):
        regrade_runs.ask_trial(dispute, VOID, **act("bank_admin"), ports=waiting)
    assert versions() == [1, 1]
    for _ in range(2):
        do_job(first, ports)
    changed = db.session.get(Dispute, dispute).changed_results
    assert versions() == [1, 1] + [2] * changed
    assert regrade_runs.ask_approval(dispute, **act("reviewer"), ports=waiting) is None
    assert latest_result(attempt_of(FIRST).id).passed
    assert audit.find_tampering() is None


@on_sqlite
def test_a_worker_that_died_after_the_regrade_leaves_it_to_the_next_to_say_so(
    ports,
    waiting,
    act,
    dispute,
    monkeypatch,
):
    propose(dispute, act)
    asked = regrade_runs.ask_approval(dispute, **act("reviewer"), ports=waiting).id
    with monkeypatch.context() as patch:
        patch.setattr(regrade_runs, "_note", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            do_job(asked, ports)
    before = versions()
    assert max(before) == 2
    do_job(asked, ports)
    assert versions() == before
    assert db.session.get(RegradeRun, asked).state == "done"


@on_sqlite
def test_a_trial_is_old_once_another_ruling_counts(ports, act, failed, dispute):
    regrade_runs.ask_trial(dispute, VOID, **act("bank_admin"), ports=ports)
    assert not regrade_runs.find_trial(dispute, VOID, now=ports.clock.now()).is_old
    other = file(failed, wrong_slot(failed) + 1, ports).dispute_id
    propose(other, act)
    regrade_runs.ask_approval(other, **act("reviewer"), ports=ports)
    db.session.remove()
    assert regrade_runs.find_trial(dispute, VOID, now=ports.clock.now()).is_old


@on_sqlite
def test_a_regrade_that_is_refused_changes_nothing_says_why_and_can_be_approved_again(
    ports,
    act,
    dispute,
    monkeypatch,
):
    propose(dispute, act)
    with monkeypatch.context() as patch:
        patch.setattr(regrades, "archived_among", list)
        regrade_runs.ask_approval(dispute, **act("reviewer"), ports=ports)
    db.session.remove()
    found = regrade_runs.find_approval(dispute, now=ports.clock.now())
    assert (found.state, found.run.failure, found.run.failure_data["count"] > 0) == (
        "failed",
        "regrade_archived",
        True,
    )
    assert versions() == [1, 1]
    regrade_runs.ask_approval(dispute, **act("reviewer"), ports=ports)
    assert max(versions()) == 2


@on_sqlite
def test_a_lost_approval_is_told_may_be_sent_back_and_counts_no_more(
    ports,
    waiting,
    act,
    dispute,
):
    propose(dispute, act)
    lost = regrade_runs.ask_approval(dispute, **act("reviewer"), ports=waiting).id
    run = db.session.query(JobRun).filter_by(job=regrade_runs.JOB).one()
    run.tries, run.beat_at = MOST_TRIES, ports.clock.now() - LEASE
    db.session.commit()
    assert regrade_runs.find_approval(dispute, now=ports.clock.now()).state == "failed"
    regrade_runs.send_back(dispute, **act("reviewer"))
    do_job(lost, ports)
    assert versions() == [1, 1]
    assert db.session.get(Dispute, dispute).state == "open"


def test_a_paper_handed_in_while_results_were_being_changed_is_regraded_after_them(
    ports, waiting, act, dispute, monkeypatch
):
    propose(dispute, act)
    asked = regrade_runs.ask_approval(dispute, **act("reviewer"), ports=waiting).id
    scan, calls = regrades.scan, []

    def blind_at_first(*args, **more):
        calls.append(args)
        return iter(()) if len(calls) == 1 else scan(*args, **more)

    monkeypatch.setattr(regrades, "scan", blind_at_first)
    do_job(asked, ports)
    changed = db.session.get(Dispute, dispute).changed_results
    assert (changed >= 1, versions()) == (True, [1, 1] + [2] * changed)
    assert latest_result(attempt_of(FIRST).id).passed
    who = {"actor": act("reviewer")["actor"], "now": ports.clock.now()}
    assert regrades.catch_up(dispute, **who) == 0
    assert audit.find_tampering() is None


@on_sqlite
def test_what_was_proposed_anew_while_papers_were_read_is_not_approved_unseen(act, dispute, monkeypatch):
    propose(dispute, act)

    def meanwhile(*_) -> list[str]:
        regrades.send_back(dispute, **act("reviewer"))
        propose(dispute, act, VOID)
        return []

    monkeypatch.setattr(regrades, "_touched", meanwhile)
    with pytest.raises(DomainError, match="state_conflict"):
        regrades.approve(dispute, **act("reviewer"))
    db.session.rollback()
    assert (db.session.get(Dispute, dispute).state, versions()) == ("proposed", [1, 1])
