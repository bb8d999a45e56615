"""What a record says: every fact that `examapp verify` needs, as plain JSON values."""

import json
from datetime import datetime

from sqlalchemy import select

from examapp.domain.digests import canonical_json
from examapp.domain.id_documents import mask_document
from examapp.domain.records import FORMAT, conclude, digest_record, signed_bytes
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.bank import Blueprint, BlueprintRevision
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.records import FactCorrection, RecordAmendment, Signature
from examapp.services.attempts.attempts import latest_result
from examapp.services.attempts.extra_time import extra_time_of
from examapp.services.attempts.paper_answers import describe_on_paper
from examapp.services.attempts.readings import readings_of
from examapp.services.attempts.rulings import get_rulings
from examapp.services.core.demonstration import is_demonstration
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.signing_keys import keep_public_key
from examapp.services.core.transactions import digest_text
from examapp.services.items.item_contents import get_items
from examapp.services.papers.item_uses import load_uses
from examapp.services.papers.paper_pools import blueprint_key
from examapp.services.quizzes.draw_freezes import rules_of
from examapp.services.quizzes.own_sessions import newest_words
from examapp.services.quizzes.participants import attempt_of, person_key
from examapp.services.quizzes.quiz_facts import facts_of
from examapp.services.quizzes.quiz_pauses import describe_pauses
from examapp.services.quizzes.record_draws import describe_draw
from examapp.services.quizzes.signatures import results_digest
from examapp.services.quizzes.spot_quizzes import list_participants
from question_bank.model import item_to_dict


def build_content(
    quiz: SpotQuiz,
    number: str,
    version: int,
    *,
    address: str,
    now: datetime,
    ports: Ports,
    amendment: RecordAmendment | None = None,
) -> dict:
    """The record as plain JSON values, with its digest, signed; everything that `examapp verify` needs stands in it.

    `address`: of its public page. Call inside the transaction that stores it.
    """
    participants, facts, results = list_participants(quiz.id), facts_of(quiz), results_digest(quiz)
    entries = [_describe_participant(one, ports) for one in participants]
    content = {
        "format": FORMAT,
        "number": number,
        "version": version,
        "reason": amendment.reason if amendment else "",
        "kind": quiz.kind,
        **{name: facts[name] for name in ("enterprise", "inspection", "wording") if name in facts},
        "inspectors": [_describe_inspector(one) for one in facts["inspectors"]],
        "started_at": quiz.opened_at.isoformat(),
        "closed_at": quiz.closed_at.isoformat(),
        "recorded_at": now.isoformat(),
        "blueprints": _describe_blueprints(quiz, participants, facts["blueprints"]),
        "draw": describe_draw(quiz, participants, facts["people"], ports),
        "items": _describe_items(entries),
        **_describe_rulings(entries),
        "participants": entries,
        "results_digest": results,
        **_describe_signing(quiz, facts["inspectors"], results),
        **_describe_later_facts(quiz),
        "conclusion": conclude(entries),
        **_describe_amendment(amendment, now),
    }
    whole = {**content, "demonstration": is_demonstration(), "address": address}
    return _signed(whole, now=now, ports=ports)


def _signed(content: dict, *, now: datetime, ports: Ports) -> dict:
    content = {**content, "key_id": keep_public_key(ports.signer, now=now)}
    content["digest"] = digest_record(content)
    return {**content, "signature": ports.signer.sign_detached(signed_bytes(content), now=now)}


def _describe_inspector(inspector: dict) -> dict:
    return {"name": inspector["name"], "certificate": inspector["certificate"]}


def _describe_blueprints(quiz: SpotQuiz, participants: list[Participant], names: dict) -> dict:
    described, rules = {}, rules_of(quiz)
    for one in participants:
        saved = db.session.get(BlueprintRevision, (one.blueprint_id, one.blueprint_revision))
        key = _blueprint_key(one)
        described[key] = {
            "name": names.get(key) or db.session.get(Blueprint, one.blueprint_id).name,
            "revision": saved.revision,
            "definition": json.loads(saved.definition),
            "digest": digest_text(canonical_json(json.loads(saved.definition))),
            **({"uses": load_uses(one.blueprint_id, rules.uses.get(one.blueprint_id))} if rules.fair else {}),
        }
    return described


def _blueprint_key(participant: Participant) -> str:
    return blueprint_key(participant.blueprint_id, participant.blueprint_revision)


def _describe_participant(one: Participant, ports: Ports) -> dict:
    attempt = attempt_of(one.id)
    result = latest_result(attempt.id)
    tail = open_field(one, "id_tail_sealed", ports.sealer) if one.id_tail_sealed else ""
    return {
        "number": one.number,
        "person_id": _person_id(one),
        "signer": f"participant:{one.id}",
        "name": one.name,
        "id_tail_masked": mask_document(one.document_kind, tail),
        "role": one.role,
        "post": one.post,
        "origin": one.origin,
        "identity_level": one.identity_level,
        "blueprint": _blueprint_key(one),
        "excluded_items": list(one.excluded_items or []),
        "state": one.state,
        "reason": one.reason,
        **_paper_of(attempt),
        "responses": json.loads(result.responses) if result else None,
        "marks": json.loads(result.marks) if result else None,
        "score_tenths": result.score_tenths if result else None,
        "full_tenths": result.full_tenths if result else None,
        "passed": result.passed if result else None,
        "started_ms": attempt.started_ms,
        "submitted_ms": attempt.submitted_ms,
        "extra_seconds": attempt.extra_seconds,
        "given_minutes": [
            {"minutes": gift.minutes, "reason": gift.reason} for gift in extra_time_of(attempt).given
        ],
        **_describe_readings(attempt),
        **describe_on_paper(attempt.id),
        "how": attempt.how,
    }


def _describe_readings(attempt: Attempt) -> dict:
    readings = readings_of(attempt.id)
    return {"read_aloud": readings} if readings else {}


def _person_id(participant: Participant) -> str | None:
    # Who of the roster a walk-in was is found out later and stands in the audit log.
    if participant.employment_id is None or participant.origin == "walk_in":
        return None
    return person_key(participant.employment_id)


def _paper_of(attempt: Attempt) -> dict:
    paper = json.loads(attempt.paper)
    # Papers of draw v1 do not say how far they are off their target; what is given up and met belongs to v3.
    facts = {name: paper[name] for name in ("deviation", "given_up") if name in paper}
    return {"paper": paper["slots"], **facts, **({"met_items": paper["met"]} if "met" in paper else {})}


def _asked(entries: list[dict]) -> set[tuple[str, int]]:
    return {
        (slot["item"], slot["revision"]) for one in entries if one["state"] == "done" for slot in one["paper"]
    }


def _describe_items(entries: list[dict]) -> dict:
    found = get_items(_asked(entries))
    return {f"{key[0]}@{key[1]}": item_to_dict(item) for key, item in sorted(found.items())}


def _describe_rulings(entries: list[dict]) -> dict:
    found = get_rulings(_asked(entries))
    ruled = {f"{key[0]}@{key[1]}": ruling.to_dict() for key, ruling in sorted(found.items())}
    return {"rulings": ruled} if ruled else {}


def _describe_later_facts(quiz: SpotQuiz) -> dict:
    rows = db.session.scalars(
        select(FactCorrection).where(FactCorrection.spot_quiz_id == quiz.id).order_by(FactCorrection.id)
    )
    pauses = describe_pauses(quiz.id)
    corrections = [
        {
            "number": row.participant.number,
            "fact": row.fact,
            "old": row.old,
            "new": row.new,
            "reason": row.reason,
            "by": row.inspector_name,
            "at": row.corrected_at.isoformat(),
        }
        for row in rows
    ]
    return ({"corrections": corrections} if corrections else {}) | ({"pauses": pauses} if pauses else {})


def _describe_amendment(amendment: RecordAmendment | None, now: datetime) -> dict:
    if amendment is None:
        return {}
    described = {
        "asked_by": amendment.asked_by.name,
        "asked_at": amendment.asked_at.isoformat(),
        "confirmed_by": amendment.decided_by.name,
        "confirmed_at": now.isoformat(),
        "unsigned_reason": amendment.unsigned_reason,
    }
    return {"amendment": described}


def _describe_signing(quiz: SpotQuiz, inspectors: list[dict], digest: str) -> dict:
    """Who signed, and each inspector's own confirmation of these results."""
    signatures = {"signatures": _describe_signatures(quiz)}
    # Records of before the rule have none.
    words = newest_words(quiz.id, digest)
    confirmed = [
        {"name": one["name"], "digest": row.results_digest, "at": row.decided_at.isoformat()}
        for one in inspectors
        if (row := words.get(one["id"])) is not None and row.state == "confirmed"
    ]
    return signatures | ({"confirmations": confirmed} if confirmed else {})


def _describe_signatures(quiz: SpotQuiz) -> list[dict]:
    rows = db.session.scalars(
        select(Signature).where(Signature.spot_quiz_id == quiz.id).order_by(Signature.id)
    )
    return [
        {
            "signer": row.signer,
            "role": row.role,
            "name": row.name,
            "refused": row.refused,
            "reason": row.reason,
            "digest": row.content_digest,
            "version": row.record_version,
            "at": row.signed_at.isoformat(),
            "strokes": digest_text(canonical_json(row.strokes)),
            **_describe_remarks(row),
        }
        for row in rows
    ]


def _describe_remarks(row: Signature) -> dict:
    """What stands beside a signature; nothing for those of before, when nobody was asked."""
    remarks = {"witness": row.witness or None, "notice": row.notice_confirmed, "opinion": row.opinion}
    return {name: remark for name, remark in remarks.items() if remark is not None}
