"""Rulings tried and approved in the background: a trial reads every paper and changes nothing, an approval counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.rulings import Effect, Ruling, ruling_from_dict
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.appeals import Dispute, RegradeRun
from examapp.models.attempts import Attempt
from examapp.models.job_runs import JobRun
from examapp.services.appeals import regrades
from examapp.services.appeals.appeals import get_dispute
from examapp.services.appeals.consequences import Change, name_on, place_of
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import LOST, is_lost, request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json, digest_text, reading, transaction
from examapp.services.people.sign_ins import actor_of

JOB = "read_for_dispute"
TRIAL, APPROVAL = "trial", "approval"
# Results that are kept by name; of more than these only the number is.
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One result that would change, with whose and where."""

    name: str
    where: str
    old: int
    old_full: int
    new: int
    new_full: int
    flips: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class RunState:
    """A trial or an approval as pages show it. `state`: asked, done, failed;
    `is_old` when other rulings came after it.
    """

    run: RegradeRun
    state: str
    is_old: bool
    changes: list[ShownChange]


def ask_trial(dispute_id: int, ruling: Ruling, *, actor: Actor, now: datetime, ports: Ports) -> RegradeRun:
    """Have a ruling tried; asking while it is being tried gives that trial. Raises ruling_key_wrong, state_conflict."""
    dispute, item = get_dispute(dispute_id)
    if dispute.state == "ruled" or _find_open(_approval_key(dispute_id), now):
        raise DomainError("state_conflict", state=dispute.state)
    checked = regrades.fit_ruling(item, ruling)
    key = f"{dispute_id}:{TRIAL}:{_digest(checked)[:32]}"
    return _ask(dispute_id, TRIAL, key, checked, "dispute.tried", actor, now, ports)


def ask_approval(dispute_id: int, *, actor: Actor, now: datetime, ports: Ports) -> RegradeRun | None:
    """Have the proposal counted; a second call while it runs gives the same, after it None.

    Raises second_person_needed, state_conflict.
    """
    dispute, _ = get_dispute(dispute_id)
    if dispute.state == "ruled":
        return None
    regrades.refuse_approval(dispute, actor)
    ruling, key = regrades.proposed_ruling(dispute), _approval_key(dispute_id)
    return _ask(dispute_id, APPROVAL, key, ruling, "dispute.approved", actor, now, ports)


def send_back(dispute_id: int, *, actor: Actor, now: datetime) -> None:
    """The other person does not agree: the dispute is open again. Raises state_conflict while it is being regraded."""
    if _find_open(_approval_key(dispute_id), now):
        raise DomainError("state_conflict", state="regrading")
    regrades.send_back(dispute_id, actor=actor, now=now)


def _approval_key(dispute_id: int) -> str:
    return f"{dispute_id}:{APPROVAL}"


def _digest(ruling: Ruling) -> str:
    return digest_text(canonical_json(ruling.to_dict()))


def _find_open(key: str, now: datetime) -> RegradeRun | None:
    row = db.session.execute(_with_job().where(RegradeRun.open_key == key)).first()
    return row[0] if row is not None and not is_lost(row[1], now=now) else None


def _with_job():
    query = select(RegradeRun, JobRun).outerjoin(JobRun, JobRun.id == RegradeRun.run_id)
    return query.execution_options(populate_existing=True)


def _ask(
    dispute_id: int,
    kind: str,
    key: str,
    ruling: Ruling,
    act: str,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> RegradeRun:
    # Looked at without a lock first: while results are being changed, the dispute is held until all are.
    if held := _find_open(key, now):
        return held
    with transaction() as session:
        session.get(Dispute, dispute_id, with_for_update=True)
        if held := _find_open(key, now):
            return held
        lost = {"state": "failed", "open_key": None, "failure": LOST}
        session.execute(update(RegradeRun).where(RegradeRun.open_key == key).values(lost))
        asked = RegradeRun(
            dispute_id=dispute_id,
            kind=kind,
            ruling=ruling.to_dict(),
            ruling_digest=_digest(ruling),
            open_key=key,
            account_id=actor.account_id,
            asked_at=now,
        )
        session.add(asked)
        session.flush()
        asked.run_id = request_run(JOB, now=now, regrade_id=asked.id)
        record_act(act, f"dispute:{dispute_id}", actor=actor, now=now, data=ruling.to_dict())
    send_run(asked.run_id, ports=ports)
    return asked


def run_regrade(regrade_id: int, *, now: datetime) -> None:
    """The job. Done twice it has one effect: a trial changes nothing, an approved dispute is ruled once."""
    asked = db.session.get(RegradeRun, regrade_id, populate_existing=True)
    if asked is None or asked.state != "asked":
        return
    try:
        facts = _try(asked, now) if asked.kind == TRIAL else _approve(asked, now)
    except DomainError as error:
        facts = {"state": "failed", "failure": error.code, "failure_data": error.data}
    _note(regrade_id, {"state": "done", "read_at": now, **facts, "open_key": None})


def _note(regrade_id: int, facts: dict) -> None:
    with transaction() as session:
        session.execute(
            update(RegradeRun).where(RegradeRun.id == regrade_id, RegradeRun.state == "asked").values(facts)
        )


def _approve(asked: RegradeRun, now: datetime) -> dict:
    who, dispute_id = (
        {"actor": actor_of(db.session.get(Account, asked.account_id)), "now": now},
        asked.dispute_id,
    )
    changed = regrades.approve(dispute_id, **who)
    return {"changed_count": changed + regrades.catch_up(dispute_id, **who)}


def _try(asked: RegradeRun, now: datetime) -> dict:
    regrade_id, ruling = asked.id, ruling_from_dict(asked.ruling)
    with reading():
        dispute, _ = get_dispute(asked.dispute_id)
        key, count, seen, found = (dispute.item_id, dispute.item_revision), count_rulings(), 0, []
        for seen, part in regrades.scan(key, ruling, now=now):
            found += [(not one.flips, one.where, one.name, _kept(one)) for one in part]
            _note(regrade_id, {"seen_count": seen})
    found.sort(key=lambda one: one[:3])
    return {
        "ruling_count": count,
        "seen_count": seen,
        "changed_count": len(found),
        "flip_count": sum(not kept for kept, *_ in found),
        "changes": [one[3] for one in found[:MOST_KEPT]],
    }


def _kept(one: Change) -> dict:
    def facts(result) -> list:
        return [result.score_tenths, result.full_tenths, result.passed]

    return {"attempt": one.attempt.id, "old": facts(one.old), "new": facts(one.new)}


def count_rulings() -> int:
    """How many rulings have counted so far; grows with every regrade."""
    counted = (Dispute.state == "ruled") & (Dispute.effect != Effect.keep.value)
    return db.session.scalar(select(func.count(Dispute.id)).where(counted)) or 0


def find_trial(dispute_id: int, ruling: Ruling, *, now: datetime) -> RunState | None:
    """The newest trial of this ruling."""
    return _find(dispute_id, RegradeRun.kind == TRIAL, RegradeRun.ruling_digest == _digest(ruling), now=now)


def get_trial(dispute_id: int, regrade_id: int, *, now: datetime) -> RunState:
    """This trial. Raises not_found."""
    found = _find(dispute_id, RegradeRun.kind == TRIAL, RegradeRun.id == regrade_id, now=now)
    if found is None:
        raise DomainError("not_found", what="trial")
    return found


def find_approval(dispute_id: int, *, now: datetime) -> RunState | None:
    """The newest approval: under way, or why it came to nothing."""
    return _find(dispute_id, RegradeRun.kind == APPROVAL, now=now)


def _find(dispute_id: int, *where, now: datetime) -> RunState | None:
    query = _with_job().where(RegradeRun.dispute_id == dispute_id, *where)
    row = db.session.execute(query.order_by(RegradeRun.id.desc()).limit(1)).first()
    if row is None:
        return None
    run, job = row
    state = "failed" if run.state == "asked" and is_lost(job, now=now) else run.state
    return RunState(run, state, run.ruling_count != count_rulings(), _shown(run.changes))


def _shown(changes: list[dict]) -> list[ShownChange]:
    wanted = [one["attempt"] for one in changes]
    papers = {one.id: one for one in db.session.scalars(select(Attempt).where(Attempt.id.in_(wanted)))}
    return [_shown_change(papers[one["attempt"]], one["old"], one["new"]) for one in changes]


def _shown_change(attempt: Attempt, old: list, new: list) -> ShownChange:
    return ShownChange(
        name=name_on(attempt),
        where=place_of(attempt),
        old=old[0],
        old_full=old[1],
        new=new[0],
        new_full=new[1],
        flips=old[2] != new[2],
        passed=new[2],
    )
