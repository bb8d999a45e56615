"""Checks that a person decides: who waits, what is known, the pictures if they were agreed to, the decision,
the answer of the person.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Registration
from examapp.models.face_evidence import FaceMoment
from examapp.models.faces import FaceCheck, FaceReference
from examapp.models.organizations import Enterprise
from examapp.services.core.audit import record_act
from examapp.services.core.notices import tell
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import visible_enterprises
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_pictures import find_picture, forget_probe, read_picture, require_picture
from examapp.services.people.identities import keep_face_identity, next_try

VERDICTS = ("accepted", "refused")
# What a person has to look at: doubts and answers, and the sample of accepted checks.
OPEN = ("waiting", "later")
SHORTEST_NOTE = 4
# References that are younger than this at a check are pointed out to the reviewer.
LATELY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Review:
    """One check as the reviewer sees it: scores, what the person says, which pictures exist.

    `references_at` is when the references were last changed, None when there are none any more.
    """

    check: FaceCheck
    registration: Registration
    attempt: Attempt | None
    has_probe: bool
    has_reference: bool
    references_at: datetime | None

    @property
    def changed_lately(self) -> bool:
        """Whether the references were changed in the days before this check, or after it."""
        began = self.check.started_at
        return self.references_at is not None and self.references_at > began - timedelta(days=LATELY_DAYS)


def _visible(actor: Actor) -> Select:
    allowed = visible_enterprises(actor).with_only_columns(Enterprise.id)
    return (
        select(FaceCheck)
        .join(FaceCheck.registration)
        .where(Registration.enterprise_id.in_(allowed), FaceCheck.review != "")
    )


def list_reviews(actor: Actor) -> list[FaceCheck]:
    """Checks in scope that wait for a decision, the longest waiting first; the sample of accepted ones after them."""
    query = (
        _visible(actor)
        .where(FaceCheck.review.in_(OPEN))
        .order_by(FaceCheck.review.desc(), FaceCheck.ended_at)
    )
    return list(db.session.scalars(query.limit(200)))


def get_review(check_id: str, *, actor: Actor) -> Review:
    """One of them, decided or not. Raises not_found."""
    query = _visible(actor).where(FaceCheck.id == check_id)
    check = db.session.scalar(query.execution_options(populate_existing=True))
    if check is None:
        raise DomainError("not_found", what="face_check")
    moment = db.session.scalar(select(FaceMoment).where(FaceMoment.face_check_id == check_id))
    person = check.registration.candidate_id
    return Review(
        check=check,
        registration=check.registration,
        attempt=moment.attempt if moment else None,
        has_probe=find_picture(person, "probe", check_id=check_id) is not None,
        has_reference=find_picture(person, "reference") is not None,
        references_at=db.session.scalar(
            select(func.max(FaceReference.created_at)).where(FaceReference.candidate_id == person)
        ),
    )


def view_picture(check_id: str, kind: str, *, actor: Actor, now: datetime, ports: Ports) -> bytes:
    """A kept picture, for the one who decides; every look is in the audit log. Raises not_found."""
    review = get_review(check_id, actor=actor)
    with transaction():
        held = require_picture(review.registration.candidate_id, kind, check_id=check_id)
        subject = f"registration:{review.registration.id}"
        record_act(
            "face.picture_viewed", subject, actor=actor, now=now, data={"kind": kind, "check": check_id}
        )
        return read_picture(held, ports)


def decide(check_id: str, verdict: str, note: str, *, actor: Actor, now: datetime) -> None:
    """A person decides, with a reason; twice is once, and no decision touches a score.

    Accepted, the picture of the check is deleted at once; refused, it stays until its end: the person may object.
    Accepted before a try opens it as an accepted face does. Raises not_found, review_verdict_unknown, review_note_missing.
    """
    if verdict not in VERDICTS:
        raise DomainError("review_verdict_unknown")
    if len(note.strip()) < SHORTEST_NOTE:
        raise DomainError("review_note_missing")
    get_review(check_id, actor=actor)
    with transaction() as session:
        check = session.get(FaceCheck, check_id, with_for_update={"of": FaceCheck}, populate_existing=True)
        if check.review not in OPEN:
            return
        check.review, check.reviewed_by_id, check.reviewed_at = verdict, actor.account_id, now
        check.review_note = note.strip()[:300]
        if verdict == "accepted" and check.outcome != "accepted" and _opens_next_try(check):
            keep_face_identity(
                check.registration, check.id, now=now, how="face_reviewed", checked_by_id=actor.account_id
            )
        facts = {"verdict": verdict, "purpose": check.purpose, "check": check_id}
        facts["deleted"] = forget_probe(check_id) if verdict == "accepted" else 0
        record_act("face.reviewed", f"registration:{check.registration_id}", actor=actor, now=now, data=facts)
        outcome = "是您本人" if verdict == "accepted" else "没有确认是您本人，可以改用当面核对，也可以再说明"
        tell(
            check.registration.candidate_id,
            f"face_check:{check_id}:{verdict}",
            f"{check.registration.exam.name}：人脸核验已由工作人员复核，结论是{outcome}。",
            now=now,
        )


def _opens_next_try(check: FaceCheck) -> bool:
    """A decision that comes after the try was sat in another way opens no later try, nor does a look within one."""
    return check.purpose == "entry" and json.loads(check.progress).get("try") == next_try(check.registration)


def state_answer(check_id: str, text: str, *, candidate_id: int, now: datetime) -> None:
    """What the person says to a check that was not accepted; it waits for a reviewer then, also a second time after a refusal.

    Raises not_found, statement_missing.
    """
    if not text.strip():
        raise DomainError("statement_missing")
    with transaction() as session:
        check = session.get(FaceCheck, check_id, with_for_update={"of": FaceCheck}, populate_existing=True)
        if (
            check is None
            or check.registration.candidate_id != candidate_id
            or (check.outcome in (None, "accepted") and check.review != "refused")
        ):
            raise DomainError("not_found", what="face_check")
        check.statement = text.strip()[:300]
        check.review = check.review if check.review == "accepted" else "waiting"
        facts = {"check": check_id, "try": next_try(check.registration)}
        subject = f"registration:{check.registration_id}"
        record_act("face.answered", subject, actor="candidate", now=now, data=facts)


def list_own_checks(candidate_id: int) -> list[FaceCheck]:
    """Every ended check of one person, the newest first."""
    query = (
        select(FaceCheck)
        .join(FaceCheck.registration)
        .where(Registration.candidate_id == candidate_id, FaceCheck.state == "ended")
    )
    return list(db.session.scalars(query.order_by(FaceCheck.ended_at.desc(), FaceCheck.id).limit(50)))
