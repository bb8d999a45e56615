"""Appeals from the phone: filed within the deadline, merged by item, listed for the reviewers."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.appeals import Appeal, Dispute
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempts import latest_result
from examapp.services.attempts.explanations import explain_slot, results_shown_at
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from question_bank.model import Item

APPEAL_DAYS = 7
LONGEST_TEXT = 500
# A sign alone says nothing, and an item has one appeal.
LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One dispute in the list: the item and how many people appealed."""

    dispute: Dispute
    item: Item
    appeals: int


def appeal_deadline(attempt: Attempt, *, now: datetime) -> datetime | None:
    """Until when the person may appeal; None as long as results are not shown."""
    if attempt.state != "submitted" or attempt.submitted_ms is None:
        return None
    handed_in = datetime.fromtimestamp(attempt.submitted_ms / 1000, tz=now.tzinfo)
    shown_at = results_shown_at(attempt)
    if shown_at is not None and now < shown_at:
        return None
    return max(handed_in, shown_at or handed_in) + timedelta(days=APPEAL_DAYS)


def file_appeal(
    attempt_id: str,
    slot: int,
    text: str,
    *,
    candidate_id: int | None = None,
    participant_id: int | None = None,
    now: datetime,
) -> Appeal:
    """Keep what the candidate of an exam or the participant of a quiz says against an item.

    The same slot again gives the appeal there is. Raises not_found (not this person's), appeal_too_early,
    appeal_too_late, appeal_empty, appeal_short, appeal_long.
    """
    with transaction() as session:
        attempt = session.get(Attempt, attempt_id, populate_existing=True)
        if not _is_of(attempt, candidate_id, participant_id) or not 1 <= slot <= attempt.slot_count:
            raise DomainError("not_found", what="attempt")
        # One appeal of a paper after another: two of the same slot must not pass each other.
        session.get(Attempt, attempt_id, with_for_update={"of": Attempt})
        held = find_appeals(attempt_id).get(slot)
        if held is not None:
            return held
        _require_time(appeal_deadline(attempt, now=now), now)
        _require_words(text.strip())
        asked = json.loads(attempt.paper)["slots"][slot - 1]
        dispute = _open_dispute(asked["item"], asked["revision"], now)
        appeal = Appeal(
            dispute_id=dispute.id,
            attempt_id=attempt_id,
            slot=slot,
            text=text.strip(),
            created_at=now,
        )
        session.add(appeal)
        session.flush()
        facts = {"attempt": attempt_id, "slot": slot}
        record_act("appeal.filed", f"dispute:{dispute.id}", actor="candidate", now=now, data=facts)
        return appeal


def _require_words(text: str) -> None:
    if not text:
        raise DomainError("appeal_empty")
    if sum(letter.isalnum() for letter in text) < LEAST_LETTERS:
        raise DomainError("appeal_short")
    if len(text) > LONGEST_TEXT:
        raise DomainError("appeal_long", length=len(text), most=LONGEST_TEXT)


def _is_of(attempt: Attempt | None, candidate_id: int | None, participant_id: int | None) -> bool:
    if attempt is None:
        return False
    if attempt.registration is not None:
        return candidate_id is not None and attempt.registration.candidate_id == candidate_id
    return participant_id is not None and attempt.participant_id == participant_id


def _require_time(deadline: datetime | None, now: datetime) -> None:
    if deadline is None:
        raise DomainError("appeal_too_early")
    if now > deadline:
        raise DomainError("appeal_too_late", days=APPEAL_DAYS)


def _open_dispute(item_id: str, revision: int, now: datetime) -> Dispute:
    key = f"{item_id}@{revision}"
    found = db.session.scalar(select(Dispute).where(Dispute.open_key == key))
    if found is None:
        found = Dispute(item_id=item_id, item_revision=revision, open_key=key, opened_at=now)
        db.session.add(found)
        db.session.flush()
    return found


def find_appeals(attempt_id: str) -> dict[int, Appeal]:
    """The appeals of one paper by slot."""
    rows = db.session.scalars(select(Appeal).where(Appeal.attempt_id == attempt_id))
    return {one.slot: one for one in rows}


def list_disputes(*, ruled: bool) -> list[DisputeRow]:
    """Disputes that wait (the oldest first), or those that are ruled (the newest first)."""
    states = ("ruled",) if ruled else ("open", "proposed")
    order = Dispute.ruled_at.desc() if ruled else Dispute.id
    counts = select(Appeal.dispute_id, func.count().label("n")).group_by(Appeal.dispute_id).subquery()
    rows = db.session.execute(
        select(Dispute, func.coalesce(counts.c.n, 0))
        .outerjoin(counts, counts.c.dispute_id == Dispute.id)
        .where(Dispute.state.in_(states))
        .order_by(order)
        .limit(200)
    ).all()
    items = get_items((one.item_id, one.item_revision) for one, _ in rows)
    return [DisputeRow(one, items[(one.item_id, one.item_revision)], count) for one, count in rows]


def get_dispute(dispute_id: int) -> tuple[Dispute, Item]:
    """The dispute and the item as it was asked. Raises not_found."""
    found = db.session.get(Dispute, dispute_id, populate_existing=True)
    if found is None:
        raise DomainError("not_found", what="dispute")
    key = (found.item_id, found.item_revision)
    return found, get_items([key])[key]


def list_seen(dispute: Dispute) -> list[tuple[Appeal, dict]]:
    """Each appeal with its slot as the person saw it: the choices in their order, what they chose, the key of then."""
    seen = []
    for appeal in dispute.appeals:
        paper, result = json.loads(appeal.attempt.paper), latest_result(appeal.attempt_id)
        slot = paper["slots"][appeal.slot - 1]
        item = get_items([(slot["item"], slot["revision"])])[(slot["item"], slot["revision"])]
        response = json.loads(result.responses)[appeal.slot - 1]
        seen.append((appeal, explain_slot(appeal.slot, slot, item, response, 0)))
    return seen


def count_waiting() -> int:
    """Disputes that are not ruled."""
    return db.session.scalar(select(func.count(Dispute.id)).where(Dispute.state != "ruled")) or 0
