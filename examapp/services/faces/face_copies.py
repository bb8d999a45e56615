"""Everything that is held of one person's face, for that person: what exists, and a copy to take along."""

from datetime import datetime

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.face_evidence import FacePicture
from examapp.models.faces import FaceConsent
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_consents import find_notice
from examapp.services.faces.face_references import open_enrolment
from examapp.services.faces.face_reviews import list_own_checks


def copy_own_faces(candidate_id: int, *, now: datetime, ports: Ports) -> dict:
    """Consents, references with their numbers, checks and kept pictures (their dates) as plain values;
    the copy is on record.
    """
    with transaction():
        enrolment = open_enrolment(candidate_id, ports)
        copied = {
            "made_at": now.isoformat(),
            "consents": [_consent(one) for one in _rows(FaceConsent, candidate_id)],
            "references": [
                {
                    "state": one.state,
                    "model": one.model,
                    "created_at": one.created_at.isoformat(),
                    "delete_on": one.delete_on.isoformat(),
                }
                for one in enrolment.references
            ],
            "numbers": enrolment.encodings,
            "pictures": [
                {
                    "kind": one.kind,
                    "created_at": one.created_at.isoformat(),
                    "delete_at": one.delete_at.isoformat(),
                }
                for one in _rows(FacePicture, candidate_id)
            ],
            "checks": [_check(one) for one in list_own_checks(candidate_id)],
        }
        facts = {"references": len(enrolment.references)}
        record_act("face.copied", f"candidate:{candidate_id}", actor="candidate", now=now, data=facts)
        return copied


def _rows(model: type, candidate_id: int) -> list:
    query = select(model).where(model.candidate_id == candidate_id)
    return list(db.session.scalars(query.order_by(model.id)))


def _consent(one: FaceConsent) -> dict:
    return {
        "version": one.version,
        "text_digest": one.text_digest,
        "text": find_notice(one) or "",
        "keeps_pictures": one.keeps_pictures,
        "given_at": one.given_at.isoformat(),
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
    }


def _check(one) -> dict:
    return {
        "exam": one.registration.exam.name,
        "purpose": one.purpose,
        "outcome": one.outcome,
        "distance": one.distance,
        "threshold": one.threshold,
        "model": one.model,
        "ended_at": one.ended_at.isoformat(),
        "review": one.review,
        "review_note": one.review_note,
        "statement": one.statement,
    }
