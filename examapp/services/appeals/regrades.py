"""From a decision on appeals to new results: a dry run first, another person's approval, old versions kept."""

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.rulings import Effect, Ruling, check_ruling
from examapp.extensions import db
from examapp.models.appeals import Dispute, ItemRuling
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.inspections import Participant
from examapp.models.records import Record
from examapp.services.appeals.appeals import get_dispute
from examapp.services.appeals.consequences import Change, apply_change, tell_appellants
from examapp.services.attempts.attempts import compute_result, latest_result
from examapp.services.attempts.rulings import ItemKey, get_rulings, keys_of
from examapp.services.core.archive_borders import archived_among
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import reading, transaction
from examapp.services.items.ruled_items import send_to_revision
from question_bank.model import Item

# Papers looked at between two signs of progress, and held in memory.
PART = 2_000


def regrade(
    attempt: Attempt, *, now: datetime, proposed: dict[ItemKey, Ruling] | None = None
) -> Change | None:
    """The new result of a handed-in paper, not stored, or None when it is the same as the newest one."""
    old = latest_result(attempt.id)
    responses = {number: tuple(one) for number, one in enumerate(json.loads(old.responses), start=1)}
    rulings = {**get_rulings(keys_of(json.loads(attempt.paper))), **(proposed or {})}
    new = compute_result(attempt, responses, version=old.version + 1, now=now, rulings=rulings)
    same = (old.score_tenths, old.full_tenths, old.passed, old.marks) == (
        new.score_tenths,
        new.full_tenths,
        new.passed,
        new.marks,
    )
    return None if same else Change(attempt, old, new)


def scan(key: ItemKey, ruling: Ruling, *, now: datetime) -> Iterator[tuple[int, list[Change]]]:
    """All handed-in papers, some at a time: how many have been looked at,
    and what the ruling changes among the last ones.
    """
    last, seen = "", 0
    while True:
        part = select(Attempt.id).where(Attempt.state == "submitted", Attempt.id > last)
        ids = list(db.session.scalars(part.order_by(Attempt.id).limit(PART)))
        if not ids:
            return
        seen += len(ids)
        yield seen, list(_changes(key, ruling, now, last, ids[-1]))
        last = ids[-1]


def _changes(key: ItemKey, ruling: Ruling, now: datetime, after: str, until: str) -> Iterator[Change]:
    # The item's id stands in the paper's text; whether its revision was asked is looked at behind that.
    query = select(Attempt).where(
        Attempt.state == "submitted",
        Attempt.id > after,
        Attempt.id <= until,
        Attempt.paper.contains(f'"item":"{key[0]}"'),
    )
    for attempt in db.session.scalars(query.order_by(Attempt.id)):
        asked = {(slot["item"], slot["revision"]) for slot in json.loads(attempt.paper)["slots"]}
        change = regrade(attempt, now=now, proposed={key: ruling}) if key in asked else None
        if change is not None:
            yield change


def decide(dispute_id: int, ruling: Ruling, answer: str, *, actor: Actor, now: datetime) -> Dispute:
    """Keep the key, which ends it, or propose a regrade, which waits for another person.

    Raises answer_missing, ruling_key_wrong, state_conflict.
    """
    if not answer.strip():
        raise DomainError("answer_missing")
    with transaction() as session:
        session.get(Dispute, dispute_id, with_for_update=True)
        dispute, item = get_dispute(dispute_id)
        if dispute.state == "ruled":
            raise DomainError("state_conflict", state=dispute.state)
        checked = fit_ruling(item, ruling)
        dispute.effect, dispute.key, dispute.strict = checked.effect.value, list(checked.key), checked.strict
        dispute.answer, dispute.proposed_by_id = answer.strip()[:1000], actor.account_id
        dispute.state = "proposed"
        facts = {**checked.to_dict(), "item": dispute.open_key}
        record_act("dispute.proposed", f"dispute:{dispute.id}", actor=actor, now=now, data=facts)
        if checked.effect is Effect.keep:
            _rule(dispute, 0, actor, now)
        return dispute


def fit_ruling(item: Item, ruling: Ruling) -> Ruling:
    """The ruling as it would be kept. Raises ruling_key_wrong when it changes nothing of what counts now."""
    key = (item.id, item.revision)
    return check_ruling(item, ruling, get_rulings([key]).get(key))


def send_back(dispute_id: int, *, actor: Actor, now: datetime) -> None:
    """The other person does not agree: the dispute is open again."""
    with transaction() as session:
        dispute = session.get(Dispute, dispute_id, with_for_update=True, populate_existing=True)
        if dispute is not None and dispute.state == "proposed":
            dispute.state = "open"
            record_act("dispute.sent_back", f"dispute:{dispute.id}", actor=actor, now=now)


def approve(dispute_id: int, *, actor: Actor, now: datetime) -> int:
    """Another person lets the proposal count: the ruling, new result versions, people told; gives how many changed.

    All or nothing; a second call changes nothing. Raises second_person_needed, state_conflict, regrade_archived.
    """
    # Read first and without a lock: on SQLite nobody could save an answer while all papers are read.
    with reading():
        dispute, _ = get_dispute(dispute_id)
        if dispute.state == "ruled":
            return dispute.changed_results
        refuse_approval(dispute, actor)
        ruling, touched = proposed_ruling(dispute), _touched(dispute, now)
    with transaction() as session:
        session.get(Dispute, dispute_id, with_for_update=True)
        dispute, _ = get_dispute(dispute_id)
        if dispute.state == "ruled":
            return dispute.changed_results
        refuse_approval(dispute, actor)
        if proposed_ruling(dispute) != ruling:
            raise DomainError("state_conflict", state=dispute.state)
        key = (dispute.item_id, dispute.item_revision)
        changes = _changes_of(touched, key, ruling, now)
        archived = archived_among(change.attempt.id for change in changes)
        if archived:
            raise DomainError("regrade_archived", count=len(archived))
        for change in changes:
            apply_change(change, dispute, actor=actor, now=now)
        session.merge(
            ItemRuling(
                item_id=key[0],
                item_revision=key[1],
                effect=ruling.effect.value,
                key=list(ruling.key),
                strict=ruling.strict,
                dispute_id=dispute.id,
            )
        )
        send_to_revision(*key, ruling, dispute.answer, asked_id=dispute.proposed_by_id, actor=actor, now=now)
        _rule(dispute, len(changes), actor, now)
        return len(changes)


def _touched(dispute: Dispute, now: datetime) -> list[str]:
    key, ruling = (dispute.item_id, dispute.item_revision), proposed_ruling(dispute)
    return [one.attempt.id for _, part in scan(key, ruling, now=now) for one in part]


def _changes_of(attempt_ids: list[str], key: ItemKey, ruling: Ruling, now: datetime) -> list[Change]:
    attempts = (db.session.get(Attempt, one, populate_existing=True) for one in attempt_ids)
    changes = [regrade(one, now=now, proposed={key: ruling}) for one in attempts]
    return [one for one in changes if one is not None]


def catch_up(dispute_id: int, *, actor: Actor, now: datetime) -> int:
    """Regrade what was handed in while the approval was under way and so was marked by the old key; gives how many.

    Call after `approve`. Safe to do twice: a paper that is marked under the rulings that count stays as it is.
    """
    with reading():
        dispute, _ = get_dispute(dispute_id)
        late = _touched(dispute, now)
    return sum(_catch_up_with(attempt_id, dispute_id, actor, now) for attempt_id in late)


def _catch_up_with(attempt_id: str, dispute_id: int, actor: Actor, now: datetime) -> bool:
    with transaction() as session:
        attempt = session.get(Attempt, attempt_id, with_for_update={"of": Attempt}, populate_existing=True)
        change = regrade(attempt, now=now)
        if change is not None:
            dispute = session.get(Dispute, dispute_id, with_for_update=True, populate_existing=True)
            apply_change(change, dispute, actor=actor, now=now)
            dispute.changed_results += 1
        return change is not None


def refuse_approval(dispute: Dispute, actor: Actor) -> None:
    """Raises state_conflict, second_person_needed."""
    if dispute.state != "proposed":
        raise DomainError("state_conflict", state=dispute.state)
    if dispute.proposed_by_id == actor.account_id:
        raise DomainError("second_person_needed")


def proposed_ruling(dispute: Dispute) -> Ruling:
    """What was proposed."""
    return Ruling(Effect(dispute.effect), tuple(dispute.key), dispute.strict)


def _rule(dispute: Dispute, changed: int, actor: Actor, now: datetime) -> None:
    dispute.state, dispute.open_key = "ruled", None
    dispute.ruled_by_id, dispute.ruled_at, dispute.changed_results = actor.account_id, now, changed
    record_act("dispute.ruled", f"dispute:{dispute.id}", actor=actor, now=now, data={"changed": changed})
    tell_appellants(dispute, proposed_ruling(dispute), now=now)


def is_stale(record: Record) -> bool:
    """Whether a result on this record was regraded after it was made, so that the inspector should amend it."""
    later = (
        select(AttemptResult.id)
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(
            Participant.spot_quiz_id == record.spot_quiz_id,
            AttemptResult.version > 1,
            AttemptResult.created_at > record.created_at,
        )
    )
    return record.state == "current" and db.session.scalar(later.limit(1)) is not None
