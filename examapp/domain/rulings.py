"""What a decided appeal does to one revision of an item, and how an answer is marked under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from examapp.domain.errors import DomainError
from examapp.domain.scoring import Counts, SlotMark
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
        """The decision in people's words, as reviewers choose it."""
        return _LABELS[self]


_LABELS = {
    Effect.keep: "维持原答案",
    Effect.change_key: "更正答案",
    Effect.void: "这道题作废",
    Effect.all_correct: "这道题都算对",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision for one revision of an item; `key` only for change_key, `strict` only for void.

    A void slot counts on those papers where it helps, so that nobody loses by the mistake; `strict`: on none.
    """

    effect: Effect
    key: tuple[str, ...] = ()
    strict: bool = False

    @property
    def label(self) -> str:
        """The decision with what it means for the points, for everybody whom it concerns."""
        if self.effect is not Effect.void:
            return self.effect.label
        return "这道题作废，谁都不计分" if self.strict else "这道题作废，答对的照样得分，没答对的不计"

    def to_dict(self) -> dict:
        """As records keep it."""
        policy = {"strict": self.strict} if self.effect is Effect.void else {}
        return {"effect": self.effect.value, "key": list(self.key), **policy}


def ruling_from_dict(value: Mapping) -> Ruling:
    """Back from `Ruling.to_dict`; a void one that names no policy is from before there were two, and strict."""
    effect = Effect(value["effect"])
    return Ruling(effect, tuple(value["key"]), value.get("strict", effect is Effect.void))


def item_under(item: Item, ruling: Ruling | None) -> Item:
    """The item with the key that counts."""
    if ruling is None or ruling.effect is not Effect.change_key:
        return item
    return replace(item, answer_key=ruling.key)


def mark_slot(
    item: Item, response: Sequence[str] | None, points: int, ruling: Ruling | None = None
) -> SlotMark:
    """Mark one slot. A void slot keeps what the answer was worth; whether it counts follows from the whole paper."""
    if ruling is not None and ruling.effect is Effect.all_correct:
        return SlotMark(points, Fraction(1))
    fraction = mark(item_under(item, ruling), response).fraction
    if ruling is None or ruling.effect is not Effect.void:
        return SlotMark(points, fraction)
    return SlotMark(points, fraction, Counts.never if ruling.strict else Counts.if_better)


def check_ruling(item: Item, ruling: Ruling, current: Ruling | None = None) -> Ruling:
    """The ruling, fit for the item. Raises ruling_key_wrong when a new key does not fit its type or changes nothing.

    `current`: what counts so far; an overturned ruling is a new one that names the key of before.
    """
    if ruling.effect is not Effect.change_key:
        return Ruling(ruling.effect, strict=ruling.strict and ruling.effect is Effect.void)
    rules, asked_by_key = rules_of(item.type), current is None or current.effect is Effect.change_key
    same = asked_by_key and rules.is_same_key(item_under(item, current), ruling.key)
    if same or not rules.key_fits(item, ruling.key):
        raise DomainError("ruling_key_wrong")
    return Ruling(ruling.effect, ruling.key)
