"""Agreeing to the use of one's face, and taking it back: references go at once, results stay."""

from datetime import date, datetime

from sqlalchemy import delete, func, select

from examapp.domain.errors import DomainError
from examapp.domain.face_judgements import begins_with_person
from examapp.domain.id_documents import birth_of
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.exams import Registration
from examapp.models.faces import FaceCheck, FaceConsent, FaceNotice, FaceReference
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import digest_text, insert_once, transaction
from examapp.services.faces.face_keys import destroy_key
from examapp.services.faces.face_pictures import forget_pictures
from examapp.services.faces.face_progress import end_check
from examapp.services.faces.face_switches import require_faces, require_room
from examapp.services.people.introductions import require_first_employer

YOUNGEST = 14


def find_consent(candidate_id: int) -> FaceConsent | None:
    """The consent that holds now."""
    query = select(FaceConsent).where(
        FaceConsent.candidate_id == candidate_id, FaceConsent.withdrawn_at.is_(None)
    )
    return db.session.scalar(query.order_by(FaceConsent.id.desc()).limit(1))


def has_agreed_to(consent: FaceConsent, text: str) -> bool:
    """Whether this consent is to exactly this text; a changed contact, purpose or time is asked anew."""
    return consent.text_digest == digest_text(text)


def require_agreed(candidate_id: int, notice: str) -> None:
    """No picture under a notice that this person has not agreed to. Raises consent_needed, consent_outdated."""
    consent = find_consent(candidate_id)
    if consent is None:
        raise DomainError("consent_needed")
    if not has_agreed_to(consent, notice):
        raise DomainError("consent_outdated")


def find_notice(consent: FaceConsent) -> str | None:
    """The text that was agreed to, word for word; None of an old consent of which only the digest was kept."""
    notice = db.session.get(FaceNotice, consent.text_digest)
    return notice.text if notice else None


def give_consent(
    candidate_id: int,
    version: str,
    text: str,
    *,
    device: str,
    now: datetime,
    ports: Ports,
    keeps_pictures: bool = False,
    actor: Actor | str = "candidate",
) -> FaceConsent:
    """Keep that this person agreed to exactly this text; twice is once.

    `keeps_pictures` is a separate agreement. `actor` is the officer on whose device the person ticked the box.
    Raises faces_off, faces_unavailable, face_too_young, face_age_unknown, faces_full, needs_bureau for an officer of a
    later employer.
    """
    require_faces(ports)
    if isinstance(actor, Actor):
        require_first_employer(actor, candidate_id, now=now)
    with transaction() as session:
        candidate = session.get(Candidate, candidate_id, with_for_update=True)
        held = find_consent(candidate_id)
        if held is not None and has_agreed_to(held, text):
            return held
        _require_age(age_of(candidate, now=now, ports=ports))
        _let_go_or_make_room(held, keeps_pictures)
        made = FaceConsent(
            candidate_id=candidate_id,
            version=version,
            text_digest=_keep_notice(version, text, now),
            device=device[:120],
            keeps_pictures=keeps_pictures,
            given_at=now,
        )
        session.add(made)
        session.flush()
        facts = {"version": version, "text": made.text_digest, "keeps_pictures": keeps_pictures}
        record_act("face.consented", f"candidate:{candidate_id}", actor=actor, now=now, data=facts)
        return made


def _let_go_or_make_room(held: FaceConsent | None, keeps_pictures: bool) -> None:
    if held is None:
        require_room()
    elif held.keeps_pictures and not keeps_pictures:
        forget_pictures(held.candidate_id)


def _require_age(age: int | None) -> None:
    if age is None:
        raise DomainError("face_age_unknown")
    if age < YOUNGEST:
        raise DomainError("face_too_young")


def _keep_notice(version: str, text: str, now: datetime) -> str:
    """Each text once, whole; gives its digest."""
    digest = digest_text(text)
    insert_once(FaceNotice, text_digest=digest, version=version, text=text, first_agreed_at=now)
    return digest


def age_of(candidate: Candidate, *, now: datetime, ports: Ports) -> int | None:
    """Whole years on the server's day, from the number of the document; None where it does not hold the birth."""
    number = open_field(candidate, "id_number_sealed", ports.sealer)
    born = birth_of(candidate.document_kind, number)
    return _age(born, today_of(now)) if born else None


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def begins_with_person_for(registration: Registration, *, now: datetime, ports: Ports) -> bool:
    """Whether the way by a person stands first on this person's page."""
    accommodated = bool(registration.extra_percent or registration.large_print)
    age = age_of(registration.candidate, now=now, ports=ports)
    return begins_with_person(age, accommodated=accommodated)


def withdraw_consent(candidate_id: int, *, now: datetime, ports: Ports) -> int:
    """Take it back: every reference is deleted, with the points of running checks; gives how many references.

    First the person's own key is destroyed: what logs and backups still hold of them can be read by nobody. The audit
    entry says how many there were and that none is left, counted after the deletion.
    """
    destroy_key(candidate_id, ports)
    deleted = _forget_face(candidate_id, now)
    # A picture that was under way meanwhile may have made another one.
    destroy_key(candidate_id, ports)
    return deleted


def _forget_face(candidate_id: int, now: datetime) -> int:
    with transaction() as session:
        held = select(FaceConsent).where(
            FaceConsent.candidate_id == candidate_id, FaceConsent.withdrawn_at.is_(None)
        )
        for consent in session.scalars(held):
            consent.withdrawn_at = now
        own = FaceReference.candidate_id == candidate_id
        deleted = session.scalar(select(func.count(FaceReference.id)).where(own)) or 0
        pictures = forget_pictures(candidate_id)
        session.execute(delete(FaceReference).where(own))
        registrations = select(Registration.id).where(Registration.candidate_id == candidate_id)
        for check in session.scalars(
            select(FaceCheck).where(
                FaceCheck.registration_id.in_(registrations), FaceCheck.state == "running"
            )
        ):
            end_check(check, "not_done", now)
        left = session.scalar(select(func.count(FaceReference.id)).where(own))
        facts = {"deleted": deleted, "left": left, "pictures": pictures}
        record_act("face.withdrawn", f"candidate:{candidate_id}", actor="candidate", now=now, data=facts)
        return deleted
