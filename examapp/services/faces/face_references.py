"""References of faces: offered from the phone, confirmed by the officer in person, deleted when their time is over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from examapp.domain.errors import DomainError
from examapp.domain.faces import best_distance, find_quality_fault
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.faces import FaceConsent, FaceReference
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_candidate
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_consents import find_consent, require_agreed
from examapp.services.faces.face_keys import KeyGoneError, OwnSealer, is_own
from examapp.services.faces.face_pictures import forget_pictures, keep_picture
from examapp.services.faces.face_switches import require_faces, require_room
from examapp.services.people.account_notices import tell_of_account
from examapp.services.people.introductions import require_first_employer

LEAST, MOST = 2, 3
KEPT_DAYS = 365
SITTING = timedelta(minutes=10)


def list_references(candidate_id: int, *, confirmed: bool | None = None) -> list[FaceReference]:
    """References of one person; never of more than one."""
    query = select(FaceReference).where(FaceReference.candidate_id == candidate_id)
    if confirmed is not None:
        query = query.where(FaceReference.state == ("confirmed" if confirmed else "offered"))
    return list(db.session.scalars(query.order_by(FaceReference.id)))


@dataclass(frozen=True, slots=True)
class Enrolment:
    """References of one person, each opened once: `numbers` by their id, of those that can be compared.

    Made by the engine in use, their key still there; older ones stay only until new ones are confirmed.
    """

    references: list[FaceReference]
    numbers: dict[int, list[float]]

    @property
    def current(self) -> list[FaceReference]:
        """Those that can be compared."""
        return [reference for reference in self.references if reference.id in self.numbers]

    @property
    def encodings(self) -> list[list[float]]:
        """What a face is compared with."""
        return list(self.numbers.values())

    @property
    def ready(self) -> bool:
        """Whether enough of them are confirmed."""
        return sum(reference.state == "confirmed" for reference in self.current) >= LEAST

    @property
    def outdated(self) -> bool:
        """Whether it was made with another engine or a key that is gone, and has to be made anew."""
        return bool(self.references) and not self.numbers


def open_enrolment(candidate_id: int, ports: Ports, *, confirmed: bool | None = None) -> Enrolment:
    """The references of one person with their numbers; `confirmed` as in list_references."""
    references = list_references(candidate_id, confirmed=confirmed)
    sealer = OwnSealer(candidate_id, ports)
    opened = {
        reference.id: _opened(reference, sealer)
        for reference in references
        if reference.model == ports.faces.model
    }
    return Enrolment(references, {place: numbers for place, numbers in opened.items() if numbers is not None})


def seal_older(candidate_id: int, ports: Ports) -> None:
    """References of before there were own keys are sealed with one. Call inside a transaction."""
    sealer = OwnSealer(candidate_id, ports)
    for one in list_references(candidate_id):
        numbers = open_field(one, "encoding_sealed", ports.sealer)
        if not is_own(numbers):
            seal_field(one, "encoding_sealed", numbers, sealer)


def _forget_unreadable(enrolment: Enrolment, ports: Ports) -> None:
    """References of the engine in use whose key is gone will never be compared. Call inside a transaction."""
    for reference in enrolment.references:
        if reference.model == ports.faces.model and reference.id not in enrolment.numbers:
            db.session.delete(reference)
    db.session.flush()


def _opened(reference: FaceReference, sealer: OwnSealer) -> list[float] | None:
    """None after a restore that brought back what was sealed with a key that is gone."""
    try:
        return json.loads(open_field(reference, "encoding_sealed", sealer))
    except KeyGoneError:
        return None


def offer_reference(
    candidate_id: int, picture: bytes, notice: str, *, now: datetime, ports: Ports, actor: Actor | None = None
) -> int:
    """Measure a picture and keep its numbers, sealed; gives how many there are now. The picture is forgotten.

    Only of somebody who agreed to that separately is one picture kept, sealed, as long as the numbers.
    `notice` is the text as it stands today. `actor` is the officer before whom the person sits: what is offered there is confirmed at once.
    Raises consent_needed, consent_outdated, face_* for a picture that is not good enough, face_other_person, faces_*.
    """
    require_faces(ports)
    if actor is not None:
        get_candidate(actor, candidate_id)
        require_first_employer(actor, candidate_id, now=now)
    require_agreed(candidate_id, notice)
    consent = find_consent(candidate_id)
    enrolment = open_enrolment(candidate_id, ports)
    if len(enrolment.current) >= MOST:
        return MOST
    require_room(len(enrolment.references))
    # Measured before the transaction: it takes a tenth of a second, and on SQLite everybody would wait.
    frame = ports.faces.measure(picture, encode=True)
    fault = find_quality_fault(frame)
    if fault is not None:
        raise DomainError(f"face_{fault}")
    with transaction() as session:
        session.get(Candidate, candidate_id, with_for_update=True)
        enrolment = open_enrolment(candidate_id, ports)
        _forget_unreadable(enrolment, ports)
        held, known = enrolment.current, enrolment.encodings
        if known and best_distance(frame.encoding, known) > ports.faces.calibration.threshold:
            raise DomainError("face_other_person")
        if len(held) >= MOST or find_consent(candidate_id) is None:
            return len(held)
        _keep_numbers(consent, frame.encoding, actor, now, ports)
        if consent.keeps_pictures:
            over = now + timedelta(days=KEPT_DAYS)
            keep_picture(candidate_id, picture, "reference", delete_at=over, now=now, ports=ports)
        facts = {"model": ports.faces.model, "number": len(held) + 1}
        _note_offered(candidate_id, facts, held, actor=actor, now=now)
        return len(held) + 1


def _note_offered(
    candidate_id: int, facts: dict, held: list[FaceReference], *, actor: Actor | None, now: datetime
) -> None:
    # Pictures of one sitting are one change, told once.
    goes_on = any(now - one.created_at < SITTING for one in held)
    if actor is not None and not goes_on:
        _tell(candidate_id, "您的人脸当面登记过了。", now=now)
    elif not goes_on and _was_enrolled(candidate_id):
        _tell(candidate_id, "有人在您的账号上重新登记人脸，等安全员当面确认以后才算数。", now=now)
    record_act("face.offered", f"candidate:{candidate_id}", actor=actor or "candidate", now=now, data=facts)


def _was_enrolled(candidate_id: int) -> bool:
    """Whether there are confirmed references, or were before a withdrawal."""
    earlier = select(FaceConsent.id).where(
        FaceConsent.candidate_id == candidate_id, FaceConsent.withdrawn_at.is_not(None)
    )
    return (
        bool(list_references(candidate_id, confirmed=True)) or db.session.scalar(earlier.limit(1)) is not None
    )


def _tell(candidate_id: int, change: str, *, now: datetime) -> None:
    tell_of_account(candidate_id, "face", f"{change}不是您本人办的，请马上告诉监管科室。", now=now)


def _keep_numbers(
    consent: FaceConsent, encoding: Sequence[float], actor: Actor | None, now: datetime, ports: Ports
) -> None:
    reference = FaceReference(
        candidate_id=consent.candidate_id,
        consent_id=consent.id,
        encoding_sealed=b"",
        model=ports.faces.model,
        state="offered" if actor is None else "confirmed",
        confirmed_by_id=None if actor is None else actor.account_id,
        created_at=now,
        delete_on=today_of(now) + timedelta(days=KEPT_DAYS),
    )
    db.session.add(reference)
    db.session.flush()
    seal_field(
        reference, "encoding_sealed", json.dumps(list(encoding)), OwnSealer(consent.candidate_id, ports)
    )
    db.session.flush()


def settle_offered(candidate_id: int, *, agree: bool, actor: Actor, now: datetime) -> int:
    """The officer saw the person: confirm what was offered, or delete it; gives how many.
    Raises not_found, face_too_few.
    """
    get_candidate(actor, candidate_id)
    require_first_employer(actor, candidate_id, now=now)
    with transaction() as session:
        references = list_references(candidate_id)
        offered = [reference for reference in references if reference.state == "offered"]
        older = _of_other_models(references, offered)
        if agree and len(references) - len(older) < LEAST:
            raise DomainError("face_too_few", least=LEAST)
        for one in offered:
            if agree:
                one.state, one.confirmed_by_id = "confirmed", actor.account_id
            else:
                session.delete(one)
        for reference in older if agree else ():
            session.delete(reference)
        if not agree:
            forget_pictures(candidate_id, kind="reference")
        if offered:
            change = "当面确认了" if agree else "没有认可、已经删除"
            _tell(candidate_id, f"{actor.name}{change}您登记的 {len(offered)} 张人脸。", now=now)
        act = "face.confirmed" if agree else "face.refused"
        record_act(act, f"candidate:{candidate_id}", actor=actor, now=now, data={"count": len(offered)})
        return len(offered)


def _of_other_models(references: list[FaceReference], offered: list[FaceReference]) -> list[FaceReference]:
    """What another engine made than the one of the last that was offered: of no use once those are confirmed."""
    return [reference for reference in references if offered and reference.model != offered[-1].model]


def is_enrolled(candidate_id: int, ports: Ports) -> bool:
    """Whether there are enough confirmed references of the engine in use."""
    return open_enrolment(candidate_id, ports, confirmed=True).ready


def purge_references(*, now: datetime) -> int:
    """The daily job: delete what is past its day; gives how many."""
    over = FaceReference.delete_on < today_of(now)
    with transaction() as session:
        count = session.scalar(select(func.count(FaceReference.id)).where(over)) or 0
        if count:
            session.execute(delete(FaceReference).where(over))
            record_act("face.purged", "faces", actor="system", now=now, data={"count": count})
        return count
