"""A person vouches for who sits an exam (L2): an officer or inspector on site, or on the recorded word of somebody who was there."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.exams import Registration
from examapp.models.faces import IdentityCheck
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.exams.accommodations import get_registration
from examapp.services.people.identities import next_try

WAYS = {"id_card_checked": "看过身份证", "known_on_site": "当面认识本人", "attested": "由在场的人证明"}
LEAST_NOTE = 4


def attest_person(
    exam_id: int, registration_id: int, how: str, note: str, *, actor: Actor, now: datetime
) -> None:
    """Keep that this person was identified for the try that runs or comes next; twice is once.

    "attested" needs who vouches, in words. Raises identity_level_unknown, attestation_note_missing, not_found, state_conflict.
    """
    if how not in WAYS:
        raise DomainError("identity_level_unknown", level=how)
    if how == "attested" and len(note.strip()) < LEAST_NOTE:
        raise DomainError("attestation_note_missing")
    get_registration(actor, exam_id, registration_id)
    with transaction() as session:
        held = session.get(Registration, registration_id, with_for_update={"of": Registration})
        if held.state in ("passed", "failed"):
            raise DomainError("state_conflict")
        number = next_try(held)
        check = session.scalar(
            select(IdentityCheck).where(
                IdentityCheck.registration_id == registration_id,
                IdentityCheck.try_number == number,
                IdentityCheck.level == "L2",
            )
        )
        if check is None:
            check = IdentityCheck(
                registration_id=registration_id, try_number=number, level="L2", reason="", asked_at=now
            )
            session.add(check)
        if check.checked_at is not None:
            return
        check.how, check.checked_at, check.checked_by_id = how, now, actor.account_id
        check.reason = note.strip()[:200] or check.reason
        facts = {"how": how, "note": note.strip()[:200], "try": number}
        record_act("identity.attested", f"registration:{registration_id}", actor=actor, now=now, data=facts)


def list_checks(registration_id: int) -> list[tuple[IdentityCheck, str]]:
    """Every check of a person for an exam with the name of whoever made it, in order."""
    rows = db.session.execute(
        select(IdentityCheck, Account.name)
        .outerjoin(Account, Account.id == IdentityCheck.checked_by_id)
        .where(IdentityCheck.registration_id == registration_id, IdentityCheck.checked_at.is_not(None))
        .order_by(IdentityCheck.try_number, IdentityCheck.id)
    )
    return [(check, name or "") for check, name in rows]
