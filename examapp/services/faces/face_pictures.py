"""Pictures for a reviewer: kept only of people who agreed to that separately, sealed, each with its own end."""

import base64
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.face_evidence import FacePicture
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_keys import OwnSealer

PROBE_DAYS = 7


def keep_picture(
    candidate_id: int,
    picture: bytes,
    kind: str,
    *,
    delete_at: datetime,
    now: datetime,
    ports: Ports,
    check_id: str | None = None,
) -> None:
    """Seal and keep one; the first of a kind and check stays. Call inside the transaction of its reason."""
    if find_picture(candidate_id, kind, check_id=check_id) is not None:
        return
    kept = FacePicture(
        candidate_id=candidate_id,
        face_check_id=check_id,
        kind=kind,
        picture_sealed=b"",
        created_at=now,
        delete_at=delete_at,
    )
    db.session.add(kept)
    db.session.flush()
    seal_field(kept, "picture_sealed", base64.b64encode(picture).decode(), OwnSealer(candidate_id, ports))
    db.session.flush()


def keep_probe(candidate_id: int, check_id: str, picture: bytes, *, now: datetime, ports: Ports) -> None:
    """The picture that a reviewer needs, for a week."""
    over = now + timedelta(days=PROBE_DAYS)
    keep_picture(candidate_id, picture, "probe", delete_at=over, now=now, ports=ports, check_id=check_id)


def find_picture(candidate_id: int, kind: str, *, check_id: str | None = None) -> FacePicture | None:
    """The kept picture of one person: of the enrolment, or of one check."""
    query = select(FacePicture).where(FacePicture.candidate_id == candidate_id, FacePicture.kind == kind)
    if kind == "probe":
        query = query.where(FacePicture.face_check_id == check_id)
    return db.session.scalar(query.order_by(FacePicture.id).limit(1))


def read_picture(held: FacePicture, ports: Ports) -> bytes:
    """The JPEG again; who calls this writes the audit entry."""
    return base64.b64decode(open_field(held, "picture_sealed", OwnSealer(held.candidate_id, ports)))


def forget_pictures(candidate_id: int, *, kind: str | None = None) -> int:
    """Delete what is kept of one person; gives how many. Call inside a transaction."""
    own = [FacePicture.candidate_id == candidate_id]
    if kind is not None:
        own.append(FacePicture.kind == kind)
    count = db.session.scalar(select(func.count(FacePicture.id)).where(*own)) or 0
    db.session.execute(delete(FacePicture).where(*own))
    return count


def forget_probe(check_id: str) -> int:
    """A reviewer has said who it is: the picture has served its purpose; gives how many. Call inside a transaction."""
    probe = FacePicture.face_check_id == check_id
    count = db.session.scalar(select(func.count(FacePicture.id)).where(probe)) or 0
    db.session.execute(delete(FacePicture).where(probe))
    return count


def purge_pictures(*, now: datetime) -> int:
    """The job: delete every picture whose time is over; gives how many."""
    over = FacePicture.delete_at <= now
    with transaction() as session:
        count = session.scalar(select(func.count(FacePicture.id)).where(over)) or 0
        if count:
            session.execute(delete(FacePicture).where(over))
            record_act("face.pictures_purged", "faces", actor="system", now=now, data={"count": count})
        return count


def require_picture(candidate_id: int, kind: str, *, check_id: str | None) -> FacePicture:
    """Raises not_found."""
    held = find_picture(candidate_id, kind, check_id=check_id) if kind in ("reference", "probe") else None
    if held is None:
        raise DomainError("not_found", what="face_picture")
    return held
