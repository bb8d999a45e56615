"""Signatures by finger over the digest that was shown, or a recorded refusal; inspectors only for themselves."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name, visible_text
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.domain.records import digest_results, signed_row
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.records import InspectionConfirmation, Record, Signature
from examapp.services.attempts.attempts import latest_results
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.transactions import canonical_json, digest_text, transaction
from examapp.services.quizzes.own_sessions import add_words, newest_words, require_own_hand
from examapp.services.quizzes.quiz_facts import facts_of
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state

MOST_POINTS = 20_000


@dataclass(frozen=True)
class Signer:
    """Somebody whose signature or refusal the record needs; `key` names them within the quiz."""

    key: str
    role: str
    name: str
    participant_id: int | None = None
    inspector_id: int | None = None


@dataclass(frozen=True)
class Remarks:
    """What is said beside a signature; None = nobody was asked.

    `opinion`: the firm's, "" = it has none; `notice`: whether it saw the certificates and was told its rights;
    `witness`: who saw a refusal.
    """

    opinion: str | None = None
    notice: bool | None = None
    witness: str = ""


def list_signers(quiz: SpotQuiz) -> list[Signer]:
    """Everybody who took part, the enterprise's representative, both inspectors."""
    signers = [
        Signer(f"participant:{one.id}", "candidate", one.name, participant_id=one.id)
        for one in list_participants(quiz.id)
        if one.state == "done"
    ]
    signers.append(Signer("representative", "representative", "企业代表"))
    signers += [
        Signer(f"inspector:{one['id']}", "inspector", one["name"], inspector_id=one["id"])
        for one in facts_of(quiz)["inspectors"]
    ]
    return signers


def missing_signers(quiz: SpotQuiz, digest: str | None = None) -> list[Signer]:
    """Signers who have neither signed nor refused these results; without a digest those that stand now."""
    signed = valid_signatures(quiz, digest or results_digest(quiz))
    return [signer for signer in list_signers(quiz) if signer.key not in signed]


def valid_signatures(quiz: SpotQuiz, digest: str) -> dict[str, Signature]:
    """Signatures and refusals of these results by signer; before the record those of inspectors count once confirmed.

    On a record stand also those of before inspectors signed from sessions of their own.
    """
    words = newest_words(quiz.id, digest)
    return {
        row.signer: row
        for row in signatures_over(quiz.id, digest)
        if row.inspector_id is None or quiz.state != "closed" or _confirms(words.get(row.inspector_id))
    }


def _confirms(words: InspectionConfirmation | None) -> bool:
    return words is not None and words.state == "confirmed"


def held_signatures(quiz_id: int) -> list[Signature]:
    """Signatures and refusals so far, also those of results that were corrected since."""
    return list(
        db.session.scalars(select(Signature).where(Signature.spot_quiz_id == quiz_id).order_by(Signature.id))
    )


def signatures_over(quiz_id: int, digest: str) -> list[Signature]:
    """Signatures and refusals of the results with this digest: those of now by `results_digest`."""
    return [row for row in held_signatures(quiz_id) if row.content_digest == digest]


def results_digest(quiz: SpotQuiz) -> str:
    """SHA-256 over the results as they stand: what every signer signs, shown beside the field."""
    people = db.session.execute(
        select(Participant, Attempt)
        .join(Attempt, Attempt.participant_id == Participant.id)
        .where(Participant.spot_quiz_id == quiz.id)
        .order_by(Participant.number)
    ).all()
    found = latest_results([attempt.id for _, attempt in people])
    rows = []
    for one, attempt in people:
        result, slots = found.get(attempt.id), json.loads(attempt.paper)["slots"]
        results = (result.score_tenths, result.full_tenths) if result else (None, None)
        person = {"number": one.number, "name": one.name, "role": one.role, "state": one.state}
        points = sum(slot["points"] for slot in slots)
        rows.append(signed_row(person, *results, points, result.responses if result else None))
    return digest_results(facts_of(quiz)["inspection"]["number"], quiz.commitment, rows)


def sign(
    quiz_id: int,
    signer_key: str,
    *,
    strokes: object,
    refusal_reason: str,
    name: str,
    seen: str = "",
    session_token: str = "",
    actor: Actor,
    now: datetime,
    remarks: Remarks | None = None,
    refused: bool = False,
) -> Signature:
    """Keep a signature or a refusal with its reason; the same signer again, for the same results, gives what is held,
    but whoever was noted as refusing may sign after all before the record.

    An inspector's is a confirmation too. `seen`: the digest on the page, where one was shown. `refused` when somebody
    refuses: the reason must be written then. Raises signer_unknown, signature_empty, refusal_unwritten,
    representative_name_missing, signature_of_another, results_changed.
    """
    get_spot_quiz(actor, quiz_id)
    reason = _written(refusal_reason, refused)
    with transaction():
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "closed", "recorded")
        signer = get_signer(quiz, signer_key)
        digest = results_digest(quiz)
        reason = _reason_of(signer, reason, actor)
        if seen and seen != digest:
            raise DomainError("results_changed")
        signed = valid_signatures(quiz, digest).get(signer_key)
        if signed is not None and not (signed.refused and not reason and quiz.state == "closed"):
            return signed
        signature = _make_signature(quiz_id, digest, signer, strokes, reason, name, now)
        _remark(signature, remarks or Remarks())
        _keep(signature, session_token=session_token, actor=actor, now=now)
        return signature


def _reason_of(signer: Signer, reason: str, actor: Actor) -> str:
    """An inspector who does not agree sends the results back; the record knows no refusal of its makers."""
    if signer.inspector_id is None:
        return reason
    require_own_hand(signer.inspector_id, signer.name, actor)
    return ""


def _written(refusal_reason: str, refused: bool) -> str:
    reason = checked_reason(refusal_reason)
    if refused and not reason:
        raise DomainError("refusal_unwritten")
    return reason


def _keep(signature: Signature, *, session_token: str, actor: Actor, now: datetime) -> None:
    quiz_id, digest = signature.spot_quiz_id, signature.content_digest
    _forget_unconfirmed(quiz_id, digest, signature.signer)
    db.session.add(signature)
    if signature.inspector_id is not None:
        mark = {"session_token": session_token, "actor": actor, "now": now}
        add_words(quiz_id, signature.inspector_id, digest, **mark)
    facts = {"refused": signature.refused, "digest": digest}
    facts.update({"notice": signature.notice_confirmed, "opinion": bool(signature.opinion)})
    facts["strokes"] = digest_text(canonical_json(signature.strokes))
    record_act("signature.kept", f"quiz:{quiz_id}/{signature.signer}", actor=actor, now=now, data=facts)


def get_signer(quiz: SpotQuiz, signer_key: str) -> Signer:
    """The signer of this key. Raises signer_unknown."""
    signer = next((signer for signer in list_signers(quiz) if signer.key == signer_key), None)
    if signer is None:
        raise DomainError("signer_unknown")
    return signer


def _forget_unconfirmed(quiz_id: int, digest: str, signer_key: str) -> None:
    """Drawn in somebody else's session, or before the inspector sent the results back; the audit keeps its digest."""
    for row in signatures_over(quiz_id, digest):
        if row.signer == signer_key:
            db.session.delete(row)
    db.session.flush()


def _make_signature(
    quiz_id: int, digest: str, signer: Signer, strokes: object, reason: str, name: str, now: datetime
) -> Signature:
    shown_name = checked_name(name) if signer.role == "representative" else signer.name
    if not shown_name:
        raise DomainError("representative_name_missing")
    return Signature(
        spot_quiz_id=quiz_id,
        signer=signer.key,
        role=signer.role,
        participant_id=signer.participant_id,
        inspector_id=signer.inspector_id,
        name=shown_name[:60],
        strokes=None if reason else check_strokes(strokes),
        refused=bool(reason),
        reason=reason,
        content_digest=digest,
        record_version=_next_version(quiz_id),
        signed_at=now,
    )


def _remark(signature: Signature, remarks: Remarks) -> None:
    if signature.refused:
        signature.witness = checked_name(remarks.witness)[:60] if remarks.witness.strip() else ""
    elif signature.role == "representative":
        signature.notice_confirmed = remarks.notice
        signature.opinion = None if remarks.opinion is None else visible_text(remarks.opinion)[:300]


def _next_version(quiz_id: int) -> int:
    newest = db.session.scalar(select(func.max(Record.version)).where(Record.spot_quiz_id == quiz_id))
    return (newest or 0) + 1


def check_strokes(strokes: object) -> list[list[list[int]]]:
    """Strokes as lists of [x, y, milliseconds] integers; raises signature_empty or signature_malformed."""
    if not isinstance(strokes, list) or sum(len(line) for line in strokes if isinstance(line, list)) < 5:
        raise DomainError("signature_empty")
    points = 0
    clean = []
    for line in strokes:
        if not isinstance(line, list):
            raise DomainError("signature_malformed")
        points += len(line)
        if points > MOST_POINTS or not all(_is_point(point) for point in line):
            raise DomainError("signature_malformed")
        clean.append([[int(value) for value in point] for point in line])
    return clean


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 3
        and all(type(value) in (int, float) and -10_000 < value < 10_000_000 for value in point)
    )
