"""The finished record: everything that was drawn, asked, answered and signed, in one canonical text with its digest."""

import json
import secrets
from datetime import datetime

from question_bank.model import item_to_dict
from sqlalchemy import select

from examapp.adapters.documents import render_record
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import mask_id_tail
from examapp.domain.permissions import Actor
from examapp.domain.records import FORMAT, canonical_json, conclude, digest_record
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.attempts import Attempt
from examapp.models.bank import Blueprint, BlueprintRevision, ItemPool
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.records import Record, Signature
from examapp.services.attempts import latest_result
from examapp.services.audit import record_act
from examapp.services.counters import next_number
from examapp.services.demo import is_demonstration
from examapp.services.item_contents import get_items
from examapp.services.participants import attempt_of, person_key
from examapp.services.ports import Ports
from examapp.services.rectifications import open_rectifications
from examapp.services.scopes import get_spot_quiz
from examapp.services.signatures import missing_signers
from examapp.services.spot_quizzes import SHANGHAI, list_participants, locked_quiz, require_state
from examapp.services.transactions import transaction

IMMUTABLE_STATES = ("closed", "recorded")


def finish_record(quiz_id: int, *, base_url: str, actor: Actor, now: datetime, ports: Ports) -> Record:
    """Version 1 of the record, with PDF and rectifications; a second call gives the same record.

    Raises signatures_missing (with the signers) and state_conflict.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        held = current_record(quiz_id)
        if held is not None:
            return held
        require_state(quiz, "closed")
        missing = missing_signers(quiz)
        if missing:
            raise DomainError("signatures_missing", signers=[signer.name for signer in missing])
        year = now.astimezone(SHANGHAI).year
        county = quiz.inspection.number.split("-")[0]
        number = f"{county}-KC-{year}-{next_number(f'record:{county}:{year}'):06d}"
        record = _store(quiz, number, 1, base_url=base_url, reason="", actor=actor, now=now, ports=ports)
        quiz.state = "recorded"
        open_rectifications(quiz, now=now)
        return record


def amend_record(record_id: int, reason: str, *, base_url: str, actor: Actor, now: datetime, ports: Ports) -> Record:
    """A new version with the present facts and the reason; the old one stays and says that it was amended."""
    if not reason.strip():
        raise DomainError("amendment_reason_missing")
    old = get_record(actor, record_id)
    with transaction() as session:
        quiz = locked_quiz(old.spot_quiz_id)
        old = session.get(Record, record_id, populate_existing=True)
        if old.state != "current":
            raise DomainError("state_conflict", state=old.state)
        old.state = "amended"
        return _store(quiz, old.number, old.version + 1, base_url=base_url, reason=reason.strip(), actor=actor, now=now, ports=ports)


def withdraw_record(record_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Declare a record void; it stays readable and says so."""
    if not reason.strip():
        raise DomainError("amendment_reason_missing")
    get_record(actor, record_id)
    with transaction() as session:
        record = session.get(Record, record_id, with_for_update=True, populate_existing=True)
        if record.state == "withdrawn":
            return
        record.state, record.reason = "withdrawn", reason.strip()
        record_act("record.withdrawn", f"record:{record.id}", actor=actor, now=now, data={"reason": record.reason})


def get_record(actor: Actor, record_id: int) -> Record:
    """The record, if its quiz is in the actor's scope; else not_found."""
    record = db.session.get(Record, record_id)
    if record is None:
        raise DomainError("not_found", what="record")
    get_spot_quiz(actor, record.spot_quiz_id)
    return record


def current_record(quiz_id: int) -> Record | None:
    """The newest version of a quiz's record."""
    return db.session.scalar(select(Record).where(Record.spot_quiz_id == quiz_id).order_by(Record.version.desc()).limit(1))


def find_public_record(public_token: str) -> tuple[Record, Record] | None:
    """The record of a QR address, and the newest version of the same number."""
    record = db.session.scalar(select(Record).where(Record.public_token == public_token))
    if record is None:
        return None
    newest = db.session.scalar(select(Record).where(Record.number == record.number).order_by(Record.version.desc()).limit(1))
    return record, newest


def _store(
    quiz: SpotQuiz, number: str, version: int, *, base_url: str, reason: str, actor: Actor, now: datetime, ports: Ports
) -> Record:
    public_token = secrets.token_urlsafe(24)
    content = build_content(quiz, number, version, now=now, ports=ports, reason=reason)
    text = canonical_json(content)
    document = render_record(content, text, f"{base_url}/r/{public_token}", strokes_of(quiz), demonstration=is_demonstration())
    record = Record(
        spot_quiz_id=quiz.id, number=number, version=version, state="current", public_token=public_token, content=text,
        digest=content["digest"], document=document.body, document_digest=document.digest, reason=reason, created_at=now, created_by_id=actor.account_id,
    )
    db.session.add(record)
    db.session.flush()
    facts = {"number": number, "version": version, "digest": record.digest, "document": record.document_digest, "reason": reason}
    record_act("record.stored", f"record:{record.id}", actor=actor, now=now, data=facts)
    return record


def strokes_of(quiz: SpotQuiz) -> dict[str, list]:
    """Drawn signatures by signer, for the picture in the document."""
    rows = db.session.scalars(select(Signature).where(Signature.spot_quiz_id == quiz.id, Signature.refused.is_(False)))
    return {row.signer: row.strokes or [] for row in rows}


def build_content(quiz: SpotQuiz, number: str, version: int, *, now: datetime, ports: Ports, reason: str = "") -> dict:
    """The record as plain JSON values with its digest; everything that `examapp verify` needs stands in it."""
    participants = list_participants(quiz.id)
    entries = [_describe_participant(one, ports) for one in participants]
    content = {
        "format": FORMAT, "number": number, "version": version, "reason": reason, "kind": quiz.kind,
        "enterprise": _describe_enterprise(quiz), "inspection": _describe_inspection(quiz), "inspectors": _describe_inspectors(quiz),
        "started_at": quiz.opened_at.isoformat(), "closed_at": quiz.closed_at.isoformat(), "recorded_at": now.isoformat(),
        "blueprints": _describe_blueprints(participants), "draw": _describe_draw(quiz, participants), "items": _describe_items(entries),
        "participants": entries, "signatures": _describe_signatures(quiz), "conclusion": conclude(entries),
        "demonstration": is_demonstration(),
    }
    return {**content, "digest": digest_record(content)}


def _describe_enterprise(quiz: SpotQuiz) -> dict:
    enterprise = quiz.inspection.enterprise
    region, names = enterprise.region, []
    while region is not None:
        names.insert(0, region.name)
        region = region.parent
    return {"name": enterprise.name, "uscc": enterprise.uscc, "industry": enterprise.industry, "region": "".join(names), "address": enterprise.address}


def _describe_inspection(quiz: SpotQuiz) -> dict:
    inspection = quiz.inspection
    return {"number": inspection.number, "date": inspection.inspected_on.isoformat(), "place": inspection.place}


def _describe_inspectors(quiz: SpotQuiz) -> list[dict]:
    ids = (quiz.inspection.lead_inspector_id, quiz.inspection.second_inspector_id)
    found = [db.session.get(Inspector, one) for one in ids if one]
    return [{"name": one.name, "certificate": one.certificate_number} for one in found]


def _describe_blueprints(participants: list[Participant]) -> dict:
    described = {}
    for one in participants:
        saved = db.session.get(BlueprintRevision, (one.blueprint_id, one.blueprint_revision))
        name = db.session.get(Blueprint, one.blueprint_id).name
        described[_blueprint_key(one)] = {"name": name, "revision": saved.revision, "definition": json.loads(saved.definition)}
    return described


def _blueprint_key(participant: Participant) -> str:
    return f"b{participant.blueprint_id}r{participant.blueprint_revision}"


def _describe_draw(quiz: SpotQuiz, participants: list[Participant]) -> dict:
    by_id = {one.id: one for one in participants}
    swaps = [
        {"out": person_key(by_id[one.replaces_id].employment_id), "in": person_key(one.employment_id), "reason": by_id[one.replaces_id].reason}
        for one in participants if one.origin == "swapped"
    ]
    return {
        "algorithm": "examapp/draw/v1", "commitment": quiz.commitment, "committed_at": quiz.committed_at.isoformat(),
        "seed": quiz.seed.hex(), "nonce": quiz.nonce, "people_pool": json.loads(quiz.people_pool), "people_pool_digest": quiz.people_pool_digest,
        "excluded": json.loads(quiz.excluded), "quotas": json.loads(quiz.quotas), "drawn": json.loads(quiz.drawn), "swaps": swaps,
        "item_pool_digest": quiz.item_pool_digest, "item_pool": json.loads(db.session.get(ItemPool, quiz.item_pool_digest).content),
    }


def _describe_participant(one: Participant, ports: Ports) -> dict:
    attempt = attempt_of(one.id)
    result = latest_result(attempt.id)
    tail = ports.sealer.open(one.id_tail_sealed, "id_tail") if one.id_tail_sealed else ""
    return {
        "number": one.number, "person_id": person_key(one.employment_id) if one.employment_id else None, "signer": f"participant:{one.id}",
        "name": one.name, "id_tail_masked": mask_id_tail(tail), "role": one.role, "post": one.post, "origin": one.origin,
        "identity_level": one.identity_level, "blueprint": _blueprint_key(one), "excluded_items": list(one.excluded_items or []),
        "state": one.state, "reason": one.reason, "paper": _paper_slots(attempt),
        "responses": json.loads(result.responses) if result else None, "marks": json.loads(result.marks) if result else None,
        "score_tenths": result.score_tenths if result else None, "full_tenths": result.full_tenths if result else None,
        "passed": result.passed if result else None, "started_ms": attempt.started_ms, "submitted_ms": attempt.submitted_ms,
        "extra_seconds": attempt.extra_seconds, "how": attempt.how,
    }


def _paper_slots(attempt: Attempt) -> list[dict]:
    return json.loads(attempt.paper)["slots"]


def _describe_items(entries: list[dict]) -> dict:
    keys = {(slot["item"], slot["revision"]) for one in entries if one["state"] == "done" for slot in one["paper"]}
    return {f"{key[0]}@{key[1]}": item_to_dict(item) for key, item in sorted(get_items(keys).items())}


def _describe_signatures(quiz: SpotQuiz) -> list[dict]:
    rows = db.session.scalars(select(Signature).where(Signature.spot_quiz_id == quiz.id).order_by(Signature.id))
    return [
        {"signer": row.signer, "role": row.role, "name": row.name, "refused": row.refused, "reason": row.reason,
         "digest": row.content_digest, "at": row.signed_at.isoformat()}
        for row in rows
    ]


def list_versions(number: str) -> list[Record]:
    """Every version of a record number, newest first."""
    return list(db.session.scalars(select(Record).where(Record.number == number).order_by(Record.version.desc())))
