"""What a decided appeal does to one revision of an item, and how an answer is marked under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from examapp.domain.errors import DomainError
from examapp.domain.scoring import SlotMark
from question_bank.marking import mark
from question_bank.model import Item
from question_bank.types import rules_of


class Effect(StrEnum):
    """What a reviewer decides; all but `keep` lead to a regrade."""

    keep = "keep"
    change_key = "change_key"
    void = "void"
    all_correct = "all_correct"

    @property
    def label(self) -> str:
        """The decision in people's words."""
        return _LABELS[self]


_LABELS = {
    Effect.keep: "维持原答案",
    Effect.change_key: "更正答案",
    Effect.void: "这道题作废，不计分",
    Effect.all_correct: "这道题都算对",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision for one revision of an item; `key` only for change_key."""

    effect: Effect
    key: tuple[str, ...] = ()

    def to_dict(self) -> dict:
        """As records keep it."""
        return {"effect": self.effect.value, "key": list(self.key)}


def ruling_from_dict(value: Mapping) -> Ruling:
    """Back from `Ruling.to_dict`."""
    return Ruling(Effect(value["effect"]), tuple(value["key"]))


def item_under(item: Item, ruling: Ruling | None) -> Item:
    """The item with the key that counts."""
    if ruling is None or ruling.effect is not Effect.change_key:
        return item
    return replace(item, answer_key=ruling.key)


def mark_slot(
    item: Item, response: Sequence[str] | None, points: int, ruling: Ruling | None = None
) -> SlotMark:
    """Mark one slot. A void slot keeps what the answer was worth, but does not count."""
    if ruling is not None and ruling.effect is Effect.all_correct:
        return SlotMark(points, Fraction(1))
    fraction = mark(item_under(item, ruling), response).fraction
    counts = ruling is None or ruling.effect is not Effect.void
    return SlotMark(points, fraction, counts)


def check_ruling(item: Item, ruling: Ruling) -> Ruling:
    """The ruling, fit for the item. Raises ruling_key_wrong when a new key does not fit its type or changes nothing."""
    if ruling.effect is not Effect.change_key:
        return Ruling(ruling.effect)
    rules = rules_of(item.type)
    if not rules.key_fits(item, ruling.key) or rules.is_same_key(item, ruling.key):
        raise DomainError("ruling_key_wrong")
    return ruling
