"""A new version of a record, or its withdrawal: one inspector asks with the reason, another confirms."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.records import Record, RecordAmendment
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import send_run
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import visible_spot_quizzes
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.confirmations import is_amended_to
from examapp.services.quizzes.own_sessions import may_sign_in, own_inspectors
from examapp.services.quizzes.records import get_record, request_print, store_amended
from examapp.services.quizzes.signatures import Signer, missing_signers, results_digest
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz
from examapp.services.quizzes.withdrawals import withdraw

MOST_ASKED = 50


def ask_amendment(
    record_id: int,
    reason: str,
    *,
    kind: str = "amendment",
    unsigned_reason: str = "",
    actor: Actor,
    now: datetime,
) -> RecordAmendment:
    """Ask for a new version with the present facts, or for a `withdrawal`; twice by the same inspector is one, with
    the newer words.

    Raises amendment_reason_missing, reason_too_long, reason_odd_signs; amendment_unsigned (with the signers) when
    results changed, people have not signed them again, and nobody says why; amendment_waiting when somebody else's
    waits; amendment_foreign; state_conflict.
    """
    reason, unsigned_reason = checked_reason(reason), checked_reason(unsigned_reason)
    if not reason:
        raise DomainError("amendment_reason_missing")
    quiz_id = get_record(actor, record_id).spot_quiz_id
    with transaction() as session:
        quiz = locked_quiz(quiz_id)
        record = session.get(Record, record_id, populate_existing=True)
        if record.state != "current":
            raise DomainError("state_conflict", state=record.state)
        if actor.inspector_id not in own_inspectors(quiz):
            raise DomainError("amendment_foreign")
        digest = results_digest(quiz)
        missing = missing_signers(quiz, digest) if kind == "amendment" else []
        if missing and not unsigned_reason:
            raise DomainError("amendment_unsigned", signers=[signer.name for signer in missing])
        amendment = _own_asked(record_id, actor)
        amendment.kind, amendment.reason, amendment.asked_at = kind, reason, now
        amendment.unsigned_reason = unsigned_reason if missing else ""
        amendment.results_digest = digest
        session.add(amendment)
        session.flush()
        facts = {"reason": amendment.reason, "results": amendment.results_digest}
        record_act(f"record.{kind}_asked", f"record:{record_id}", actor=actor, now=now, data=facts)
        return amendment


def _own_asked(record_id: int, actor: Actor) -> RecordAmendment:
    amendment = find_asked(record_id)
    if amendment is not None and amendment.asked_by_id != actor.inspector_id:
        raise DomainError("amendment_waiting", name=amendment.asked_by.name)
    return amendment or RecordAmendment(record_id=record_id, state="asked", asked_by_id=actor.inspector_id)


def confirm_amendment(record_id: int, *, base_url: str, actor: Actor, now: datetime, ports: Ports) -> Record:
    """Make the version that waits, or withdraw the record; a second call gives the same one.

    Raises amendment_none, amendment_by_oneself, amendment_foreign, and amendment_outdated when the results
    are no longer what was asked about.
    """
    quiz_id = get_record(actor, record_id).spot_quiz_id
    with transaction() as session:
        quiz = locked_quiz(quiz_id)
        old = session.get(Record, record_id, populate_existing=True)
        amendment = find_asked(record_id)
        if amendment is None:
            return _made_before(record_id)
        if actor.inspector_id == amendment.asked_by_id:
            raise DomainError("amendment_by_oneself")
        if not may_confirm(quiz, amendment, actor):
            raise DomainError("amendment_foreign")
        withdraws = amendment.kind == "withdrawal"
        if not withdraws and amendment.results_digest != results_digest(quiz):
            raise DomainError("amendment_outdated")
        amendment.state, amendment.decided_by_id, amendment.decided_at = "confirmed", actor.inspector_id, now
        session.flush()
        session.refresh(amendment)
        if withdraws:
            withdraw(old, quiz, amendment, actor=actor, now=now)
            return old
        record = store_amended(old, amendment, base_url=base_url, actor=actor, now=now, ports=ports)
        amendment.amended_id = record.id
        facts = {"asked_by": amendment.asked_by_id, "version": record.version}
        record_act("record.amendment_confirmed", f"record:{record_id}", actor=actor, now=now, data=facts)
        run_id = request_print(record, now=now)
    send_run(run_id, ports=ports)
    return record


def drop_amendment(record_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what one asked for, or decline what a colleague asked for; nothing waits afterwards."""
    quiz_id = get_record(actor, record_id).spot_quiz_id
    with transaction():
        quiz = locked_quiz(quiz_id)
        amendment = find_asked(record_id)
        if amendment is None:
            return
        if actor.inspector_id != amendment.asked_by_id and not may_confirm(quiz, amendment, actor):
            raise DomainError("amendment_foreign")
        amendment.state, amendment.decided_by_id, amendment.decided_at = "dropped", actor.inspector_id, now
        record_act(f"record.{amendment.kind}_dropped", f"record:{record_id}", actor=actor, now=now)


def find_asked(record_id: int) -> RecordAmendment | None:
    """The amendment that waits for its second inspector."""
    query = select(RecordAmendment).where(
        RecordAmendment.record_id == record_id, RecordAmendment.state == "asked"
    )
    return db.session.scalar(query)


def list_asked_of(actor: Actor) -> list[RecordAmendment]:
    """Amendments and withdrawals that wait for this inspector, oldest first."""
    if actor.inspector_id is None:
        return []
    quizzes = visible_spot_quizzes(actor).with_only_columns(SpotQuiz.id)
    query = (
        select(RecordAmendment)
        .join(Record, Record.id == RecordAmendment.record_id)
        .where(RecordAmendment.state == "asked", RecordAmendment.asked_by_id != actor.inspector_id)
        .where(Record.spot_quiz_id.in_(quizzes))
    )
    asked = db.session.scalars(query.order_by(RecordAmendment.id).limit(MOST_ASKED))
    return [amendment for amendment in asked if may_confirm(amendment.record.spot_quiz, amendment, actor)]


def may_ask(quiz: SpotQuiz, actor: Actor) -> bool:
    """Whether this is one of the inspectors of the inspection."""
    return actor.inspector_id in own_inspectors(quiz)


def may_confirm(quiz: SpotQuiz, amendment: RecordAmendment, actor: Actor) -> bool:
    """The other inspector of the inspection; any other one in scope where that one left or has no account."""
    if actor.inspector_id is None or actor.inspector_id == amendment.asked_by_id:
        return False
    able = {key for key in own_inspectors(quiz) - {amendment.asked_by_id} if may_sign_in(key)}
    return actor.inspector_id in able if able else True


def to_sign_again(quiz: SpotQuiz) -> list[str]:
    """Names of those who signed a record whose results were changed since, and have not signed the changed ones.

    Empty once a version with these results was made, with or without them.
    """
    if quiz.state != "recorded":
        return []
    digest = results_digest(quiz)
    if is_amended_to(quiz, digest):
        return []
    return [signer.name for signer in missing_signers(quiz, digest)]


@dataclass(frozen=True)
class Amending:
    """How a record stands with its next version, as one reader sees it.

    `changed`: the results are no longer those of the record; `unsigned` have not signed them; `names`: people
    whose name can be corrected.
    """

    asked: RecordAmendment | None
    changed: bool
    unsigned: list[Signer]
    names: list[Participant]
    may_ask: bool
    may_confirm: bool


def see_amending(record: Record, actor: Actor) -> Amending:
    """What the page of the record needs; records that state no digest of results count as unchanged."""
    quiz, asked = db.session.get(SpotQuiz, record.spot_quiz_id), find_asked(record.id)
    stated, digest = json.loads(record.content).get("results_digest"), results_digest(quiz)
    return Amending(
        asked=asked,
        changed=record.state == "current" and stated not in (None, digest),
        unsigned=missing_signers(quiz, digest),
        names=[one for one in list_participants(quiz.id) if one.identified_at is not None],
        may_ask=may_ask(quiz, actor),
        may_confirm=asked is not None and may_confirm(quiz, asked, actor),
    )


def _made_before(record_id: int) -> Record:
    record = db.session.get(Record, record_id)
    if record.state == "withdrawn":
        return record
    made = db.session.scalar(
        select(RecordAmendment.amended_id)
        .where(RecordAmendment.record_id == record_id, RecordAmendment.state == "confirmed")
        .order_by(RecordAmendment.id.desc())
        .limit(1)
    )
    if made is None:
        raise DomainError("amendment_none")
    return db.session.get(Record, made)
