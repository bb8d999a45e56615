"""Whether faces may be used here: off until an impact assessment is on record, and not beyond the number that must be filed."""

from datetime import date, datetime

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.faces import FaceReference, FaceSwitch
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction

# The measures on face recognition ask for a filing from 100,000 people on: warn early, and go on only with the filing's number.
WARN_AT, STOP_AT = 80_000, 100_000
FILING_DAYS = 30


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
    """On, with the impact assessment it rests on. Raises assessment_missing, assessment_in_future."""
    if not (number.strip() and assessed_on and assessed_by.strip() and contact.strip()):
        raise DomainError("assessment_missing")
    if assessed_on > today_of(now):
        raise DomainError("assessment_in_future", field="assessed_on")
    held = current_switch()
    with transaction() as session:
        session.add(
            FaceSwitch(
                on=True,
                assessment_number=number.strip()[:80],
                assessed_on=assessed_on,
                assessed_by=assessed_by.strip()[:60],
                contact=contact.strip()[:120],
                filing_number=held.filing_number if held else "",
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
        held = current_switch()
        filing = held.filing_number if held else ""
        session.add(
            FaceSwitch(on=False, filing_number=filing, switched_by_id=actor.account_id, switched_at=now)
        )
        record_act("faces.switched_off", "faces", actor=actor, now=now)


def record_filing(number: str, *, actor: Actor, now: datetime) -> None:
    """The number under which the use of faces is filed; further people may be enrolled then. Raises filing_missing."""
    held = current_switch()
    if not number.strip() or held is None or not held.on:
        raise DomainError("filing_missing")
    with transaction() as session:
        session.add(
            FaceSwitch(
                on=True,
                assessment_number=held.assessment_number,
                assessed_on=held.assessed_on,
                assessed_by=held.assessed_by,
                contact=held.contact,
                filing_number=number.strip()[:80],
                switched_by_id=actor.account_id,
                switched_at=now,
            )
        )
        facts = {"filing": number.strip()[:80], "enrolled": count_enrolled()}
        record_act("faces.filed", "faces", actor=actor, now=now, data=facts)


def require_room(count: int = 0) -> None:
    """Raises faces_full at the number that must be filed, until the filing is on record.

    Whoever has `count` references already takes no further place.
    """
    switch = current_switch()
    if not count and count_enrolled() >= STOP_AT and not (switch and switch.filing_number):
        raise DomainError("faces_full")


def count_enrolled() -> int:
    """People of whom a reference is held."""
    return db.session.scalar(select(func.count(func.distinct(FaceReference.candidate_id)))) or 0
