"""What a decided appeal does to one revision of an item, and how an answer is marked under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from examapp.domain.errors import DomainError
from examapp.domain.scoring import SlotMark
from question_bank.marking import mark, read_number
from question_bank.model import Item, ItemType


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
    key, known = ruling.key, {choice.id for choice in item.choices}
    if item.type is ItemType.numeric:
        fits = len(key) == 1 and read_number(key[0]) is not None
    elif item.type is ItemType.blank:
        fits = bool(key) and all(one.strip() for one in key)
    elif item.type is ItemType.ordering:
        fits = len(key) == len(known) and set(key) == known
    elif item.type in (ItemType.single, ItemType.judgement):
        fits = len(key) == 1 and key[0] in known
    else:
        fits = bool(key) and len(set(key)) == len(key) and set(key) <= known
    same = key == item.answer_key if item.type is ItemType.ordering else set(key) == set(item.answer_key)
    if not fits or same:
        raise DomainError("ruling_key_wrong")
    return ruling
