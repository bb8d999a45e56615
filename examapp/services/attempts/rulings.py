"""The rulings that count, and marking under them: first results, regrades and records all come through here."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select

from examapp.domain.rulings import Effect, Ruling, mark_slot
from examapp.domain.scoring import SlotMark
from examapp.extensions import db
from examapp.models.appeals import Dispute, ItemRuling
from examapp.services.items.item_contents import get_items

ItemKey = tuple[str, int]
# Written once: building a list of fifty parameters anew is a sixth of a hand-in's time.
_RULED = select(
    ItemRuling.item_id, ItemRuling.item_revision, ItemRuling.effect, ItemRuling.key, ItemRuling.strict
).where(ItemRuling.item_id.in_(bindparam("item_ids", expanding=True)))


def get_rulings(keys: Iterable[ItemKey]) -> dict[ItemKey, Ruling]:
    """The rulings of those (item, revision) that have one; usually none."""
    wanted = set(keys)
    rows = db.session.execute(_RULED, {"item_ids": sorted({item_id for item_id, _ in wanted})}).all()
    return {
        (row.item_id, row.item_revision): Ruling(Effect(row.effect), tuple(row.key), row.strict)
        for row in rows
        if (row.item_id, row.item_revision) in wanted
    }


def reasons_of(keys: Iterable[ItemKey]) -> dict[ItemKey, str]:
    """What the reviewers answered when they ruled on these (item, revision): why the key is what it is now."""
    wanted = set(keys)
    query = select(ItemRuling.item_id, ItemRuling.item_revision, Dispute.answer).join(
        Dispute, Dispute.id == ItemRuling.dispute_id
    )
    rows = db.session.execute(query.where(ItemRuling.item_id.in_({item_id for item_id, _ in wanted}))).all()
    return {
        (item_id, revision): answer for item_id, revision, answer in rows if (item_id, revision) in wanted
    }


def keys_of(paper: Mapping) -> list[ItemKey]:
    """What each slot of a paper asks."""
    return [(slot["item"], slot["revision"]) for slot in paper["slots"]]


def mark_paper(
    paper: dict, responses: Mapping[int, Sequence[str]], rulings: Mapping[ItemKey, Ruling] | None = None
) -> list[SlotMark]:
    """Mark every slot under these rulings (those there are, when none are given); an unanswered slot is wrong."""
    keys = keys_of(paper)
    items = get_items(keys)
    rulings = get_rulings(keys) if rulings is None else rulings
    return [
        mark_slot(items[key], responses.get(number), slot["points"], rulings.get(key))
        for number, (key, slot) in enumerate(zip(keys, paper["slots"], strict=True), start=1)
    ]
