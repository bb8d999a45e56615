"""The outcome of the check of one's own phone, kept for the officer who has tablets ready; the last one counts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select

from examapp.domain.errors import DomainError
from examapp.domain.phone_checks import MEASURED, PhoneOutcome
from examapp.extensions import db
from examapp.models.phone_checks import PhoneCheck
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import insert_once, transaction


def keep_outcome(candidate_id: int, outcome: str, *, now: datetime) -> PhoneOutcome:
    """Keep what the person's phone can do in place of what was kept before, and return what stands now; the same
    again only renews the day. A wish for a tablet stands until the person takes it back: no try goes over it.

    Raises phone_outcome_unknown. The audit log names no outcome: that goes with its retention.
    """
    if outcome not in set(PhoneOutcome):
        raise DomainError("phone_outcome_unknown")
    with transaction() as session:
        values = {"candidate_id": candidate_id, "outcome": outcome, "checked_at": now}
        if insert_once(PhoneCheck, **values):
            changed = True
        else:
            query = select(PhoneCheck).where(PhoneCheck.candidate_id == candidate_id).with_for_update()
            check = session.scalars(query.execution_options(populate_existing=True)).one()
            if check.outcome == PhoneOutcome.wished and outcome in MEASURED:
                return PhoneOutcome.wished
            changed = check.outcome != outcome
            check.outcome, check.checked_at = outcome, now
        if changed:
            record_act("phone.checked", f"candidate:{candidate_id}", actor="candidate", now=now, data={})
    return PhoneOutcome(outcome)


def take_wish_back(candidate_id: int, *, now: datetime) -> None:
    """Forget the wish for a tablet; the next try of the phone counts again. Nothing happens where no wish stands."""
    with transaction() as session:
        query = select(PhoneCheck).where(PhoneCheck.candidate_id == candidate_id).with_for_update()
        check = session.scalar(query)
        if check is None or check.outcome != PhoneOutcome.wished:
            return
        session.delete(check)
        record_act("phone.wish_taken_back", f"candidate:{candidate_id}", actor="candidate", now=now, data={})


def outcomes_of(candidate_ids: Collection[int]) -> dict[int, PhoneOutcome]:
    """The outcome of each of these who has tried."""
    rows = db.session.execute(
        select(PhoneCheck.candidate_id, PhoneCheck.outcome).where(PhoneCheck.candidate_id.in_(candidate_ids))
    )
    return {candidate_id: PhoneOutcome(outcome) for candidate_id, outcome in rows}


def count_outcomes(candidate_ids: Select) -> dict[str, int]:
    """How many of these people are of each outcome, and "untried"."""
    people = candidate_ids.distinct().subquery()
    query = (
        select(PhoneCheck.outcome, func.count())
        .select_from(people)
        .outerjoin(PhoneCheck, PhoneCheck.candidate_id == people.c.candidate_id)
        .group_by(PhoneCheck.outcome)
    )
    counts = dict.fromkeys((*PhoneOutcome, "untried"), 0)
    return counts | {outcome or "untried": count for outcome, count in db.session.execute(query)}


def find_check(candidate_id: int) -> PhoneCheck | None:
    """What is kept of one person."""
    return db.session.scalar(select(PhoneCheck).where(PhoneCheck.candidate_id == candidate_id))
