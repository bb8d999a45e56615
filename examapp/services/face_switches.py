"""Whether faces may be used here: off until an impact assessment is on record, and not beyond the number that must be filed."""

from datetime import date, datetime

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.faces import FaceReference, FaceSwitch
from examapp.services.audit import record_act
from examapp.services.ports import Ports
from examapp.services.transactions import transaction

# The measures on face recognition ask for a filing from 100,000 people on: warn early, stop before.
WARN_AT, STOP_AT = 80_000, 100_000


def current_switch() -> FaceSwitch | None:
    """The last time it was switched on or off."""
    return db.session.scalar(select(FaceSwitch).order_by(FaceSwitch.id.desc()).limit(1))


def faces_state(ports: Ports) -> str:
    """off (not switched on), absent (parts not installed), or on."""
    switch = current_switch()
    if switch is None or not switch.on:
        return "off"
    return "on" if ports.faces.is_installed() else "absent"


def require_faces(ports: Ports) -> None:
    """Raises faces_off or faces_unavailable."""
    state = faces_state(ports)
    if state == "off":
        raise DomainError("faces_off")
    if state == "absent":
        raise DomainError("faces_unavailable")


def switch_on(
    number: str, assessed_on: date | None, assessed_by: str, contact: str, *, actor: Actor, now: datetime
) -> None:
    """On, with the impact assessment it rests on. Raises assessment_missing."""
    if not (number.strip() and assessed_on and assessed_by.strip() and contact.strip()):
        raise DomainError("assessment_missing")
    with transaction() as session:
        session.add(
            FaceSwitch(
                on=True,
                assessment_number=number.strip()[:80],
                assessed_on=assessed_on,
                assessed_by=assessed_by.strip()[:60],
                contact=contact.strip()[:120],
                switched_by_id=actor.account_id,
                switched_at=now,
            )
        )
        record_act(
            "faces.switched_on", "faces", actor=actor, now=now, data={"assessment": number.strip()[:80]}
        )


def switch_off(*, actor: Actor, now: datetime) -> None:
    """Off at once; references stay until their own end, or until somebody withdraws."""
    with transaction() as session:
        session.add(FaceSwitch(on=False, switched_by_id=actor.account_id, switched_at=now))
        record_act("faces.switched_off", "faces", actor=actor, now=now)


def count_enrolled() -> int:
    """People of whom a reference is held."""
    return db.session.scalar(select(func.count(func.distinct(FaceReference.candidate_id)))) or 0
