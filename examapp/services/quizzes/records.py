"""The finished record: everything that was drawn, asked, answered and signed, in one canonical text with its digest."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from examapp.domain.digests import canonical_json
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import SpotQuiz
from examapp.models.records import Record, RecordAmendment
from examapp.services.core.audit import record_act
from examapp.services.core.counters import next_number
from examapp.services.core.days import SHANGHAI
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.printing import JOB
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.quiz_facts import facts_of
from examapp.services.quizzes.record_contents import build_content
from examapp.services.quizzes.rectifications import open_rectifications
from examapp.services.quizzes.signatures import Signer, missing_signers
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def finish_record(
    quiz_id: int, *, base_url: str, actor: Actor, now: datetime, ports: Ports, printed: bool = True
) -> Record:
    """Version 1 of the record, with rectifications; a second call gives the same record.

    Its PDF follows by a job, or when somebody opens it, whichever is first; without `printed` only then.

    Raises signatures_missing (with the signers), confirmation_missing when only inspectors are missing, state_conflict.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        held = current_record(quiz_id)
        if held is not None:
            return held
        require_state(quiz, "closed")
        _require_signers(missing_signers(quiz))
        year = now.astimezone(SHANGHAI).year
        county = facts_of(quiz)["inspection"]["number"].split("-")[0]
        number = f"{county}-KC-{year}-{next_number(f'record:{county}:{year}'):06d}"
        record = _store(quiz, number, 1, base_url=base_url, actor=actor, now=now, ports=ports)
        quiz.state = "recorded"
        open_rectifications(quiz, now=now)
        run_id = request_print(record, now=now) if printed else None
    if run_id is not None:
        send_run(run_id, ports=ports)
    return record


def _require_signers(missing: Sequence[Signer]) -> None:
    names = [signer.name for signer in missing]
    if missing and all(signer.inspector_id for signer in missing):
        raise DomainError("confirmation_missing", signers=names)
    if missing:
        raise DomainError("signatures_missing", signers=names)


def store_amended(
    old: Record, amendment: RecordAmendment, *, base_url: str, actor: Actor, now: datetime, ports: Ports
) -> Record:
    """The next version after a confirmed amendment; the old one stays and says so.

    Call inside a transaction that holds the quiz. Raises state_conflict.
    """
    if old.state != "current":
        raise DomainError("state_conflict", state=old.state)
    old.state = "amended"
    facts = {"base_url": base_url, "amendment": amendment, "actor": actor, "now": now, "ports": ports}
    return _store(locked_quiz(old.spot_quiz_id), old.number, old.version + 1, **facts)


def get_record(actor: Actor, record_id: int) -> Record:
    """The record, if its quiz is in the actor's scope; else not_found."""
    record = db.session.get(Record, record_id)
    if record is None:
        raise DomainError("not_found", what="record")
    get_spot_quiz(actor, record.spot_quiz_id)
    return record


def current_record(quiz_id: int) -> Record | None:
    """The newest version of a quiz's record."""
    return db.session.scalar(
        select(Record).where(Record.spot_quiz_id == quiz_id).order_by(Record.version.desc()).limit(1)
    )


def find_public_record(public_token: str) -> tuple[Record, Record] | None:
    """The record of a QR address, and the newest version of the same number."""
    record = db.session.scalar(select(Record).where(Record.public_token == public_token))
    if record is None:
        return None
    newest = db.session.scalar(
        select(Record).where(Record.number == record.number).order_by(Record.version.desc()).limit(1)
    )
    return record, newest


def public_state(record: Record, newest: Record) -> dict:
    """How a record stands today, for everybody: number, version, digest, state, the newest version of its number."""
    return {
        "number": record.number,
        "version": record.version,
        "digest": record.digest,
        "state": "withdrawn" if newest.state == "withdrawn" else record.state,
        "newest": newest.version,
    }


def _store(
    quiz: SpotQuiz,
    number: str,
    version: int,
    *,
    base_url: str,
    actor: Actor,
    now: datetime,
    ports: Ports,
    amendment: RecordAmendment | None = None,
) -> Record:
    public_token = secrets.token_urlsafe(24)
    facts = {"address": f"{base_url}/r/{public_token}", "amendment": amendment}
    content = build_content(quiz, number, version, now=now, ports=ports, **facts)
    text = canonical_json(content)
    record = Record(
        spot_quiz_id=quiz.id,
        number=number,
        version=version,
        state="current",
        public_token=public_token,
        content=text,
        digest=content["digest"],
        base_url=base_url,
        reason=content["reason"],
        created_at=now,
        created_by_id=actor.account_id,
    )
    db.session.add(record)
    db.session.flush()
    facts = {"number": number, "version": version, "digest": record.digest, "reason": record.reason}
    record_act("record.stored", f"record:{record.id}", actor=actor, now=now, data=facts)
    return record


def request_print(record: Record, *, now: datetime) -> int:
    """Ask for the PDF; send the run after the transaction."""
    return request_run(JOB, now=now, kind="record", row_id=record.id)


def list_versions(number: str) -> list[Record]:
    """Every version of a record number, newest first."""
    return list(
        db.session.scalars(select(Record).where(Record.number == number).order_by(Record.version.desc()))
    )
