"""The rulings that count, and marking under them: first results, regrades and records all come through here."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from examapp.domain.rulings import Effect, Ruling, mark_slot
from examapp.domain.scoring import SlotMark
from examapp.extensions import db
from examapp.models.appeals import ItemRuling
from examapp.services.item_contents import get_items

ItemKey = tuple[str, int]


def get_rulings(keys: Iterable[ItemKey]) -> dict[ItemKey, Ruling]:
    """The rulings of those (item, revision) that have one; usually none."""
    wanted = set(keys)
    rows = db.session.scalars(
        select(ItemRuling).where(ItemRuling.item_id.in_({item_id for item_id, _ in wanted}))
    )
    return {
        (row.item_id, row.item_revision): Ruling(Effect(row.effect), tuple(row.key))
        for row in rows
        if (row.item_id, row.item_revision) in wanted
    }


def mark_paper(
    paper: dict, responses: Mapping[int, Sequence[str]], proposed: Mapping[ItemKey, Ruling] | None = None
) -> list[SlotMark]:
    """Mark every slot under the rulings there are, with `proposed` on top; an unanswered slot is wrong."""
    keys = [(slot["item"], slot["revision"]) for slot in paper["slots"]]
    items, rulings = get_items(keys), {**get_rulings(keys), **(proposed or {})}
    return [
        mark_slot(items[key], responses.get(number), slot["points"], rulings.get(key))
        for number, (key, slot) in enumerate(zip(keys, paper["slots"], strict=True), start=1)
    ]
