"""Signatures by finger over the digest that was shown, or a recorded refusal; each signer once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import SpotQuiz
from examapp.models.records import Signature
from examapp.services.attempts.attempts import latest_result
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.transactions import canonical_json, digest_text, transaction
from examapp.services.quizzes.participants import attempt_of
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


def list_signers(quiz: SpotQuiz) -> list[Signer]:
    """Everybody who took part, the enterprise's representative, both inspectors."""
    signers = [
        Signer(f"participant:{one.id}", "candidate", one.name, participant_id=one.id)
        for one in list_participants(quiz.id)
        if one.state == "done"
    ]
    signers.append(Signer("representative", "representative", "企业代表"))
    for inspector_id in (quiz.inspection.lead_inspector_id, quiz.inspection.second_inspector_id):
        if inspector_id:
            inspector = db.session.get(Inspector, inspector_id)
            signers.append(
                Signer(f"inspector:{inspector.id}", "inspector", inspector.name, inspector_id=inspector.id)
            )
    return signers


def missing_signers(quiz: SpotQuiz) -> list[Signer]:
    """Signers who have neither signed nor refused yet."""
    held = {row.signer for row in held_signatures(quiz.id)}
    return [signer for signer in list_signers(quiz) if signer.key not in held]


def held_signatures(quiz_id: int) -> list[Signature]:
    """Signatures and refusals so far."""
    return list(
        db.session.scalars(select(Signature).where(Signature.spot_quiz_id == quiz_id).order_by(Signature.id))
    )


def results_digest(quiz: SpotQuiz) -> str:
    """SHA-256 over the results as they stand: what every signer signs, shown beside the field."""
    rows = []
    for one in list_participants(quiz.id):
        result = latest_result(attempt_of(one.id).id)
        rows.append(
            [
                one.number,
                one.name,
                one.role,
                one.state,
                result.score_tenths if result else None,
                result.responses if result else None,
            ]
        )
    return digest_text(canonical_json([quiz.inspection.number, quiz.commitment, rows]))


def sign(
    quiz_id: int,
    signer_key: str,
    *,
    strokes: object,
    refusal_reason: str,
    name: str,
    actor: Actor,
    now: datetime,
) -> Signature:
    """Keep a signature or a refusal with its reason; the same signer again gives what is held.

    Raises signer_unknown, signature_empty, representative_name_missing.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction() as session:
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "closed", "recorded")
        signer = next((one for one in list_signers(quiz) if one.key == signer_key), None)
        if signer is None:
            raise DomainError("signer_unknown")
        held = session.scalar(
            select(Signature).where(Signature.spot_quiz_id == quiz_id, Signature.signer == signer_key)
        )
        if held is not None:
            return held
        signature = _make_signature(quiz, signer, strokes, refusal_reason.strip()[:200], name, now)
        session.add(signature)
        facts = {"refused": signature.refused, "digest": signature.content_digest}
        facts["strokes"] = digest_text(canonical_json(signature.strokes))
        record_act("signature.kept", f"quiz:{quiz_id}/{signer.key}", actor=actor, now=now, data=facts)
        return signature


def _make_signature(
    quiz: SpotQuiz, signer: Signer, strokes: object, reason: str, name: str, now: datetime
) -> Signature:
    shown_name = checked_name(name) if signer.role == "representative" else signer.name
    if not shown_name:
        raise DomainError("representative_name_missing")
    return Signature(
        spot_quiz_id=quiz.id,
        signer=signer.key,
        role=signer.role,
        participant_id=signer.participant_id,
        inspector_id=signer.inspector_id,
        name=shown_name[:60],
        strokes=None if reason else check_strokes(strokes),
        refused=bool(reason),
        reason=reason,
        content_digest=results_digest(quiz),
        signed_at=now,
    )


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
