"""What every type answers for, and what most of them answer alike: ids of choices are given, in any order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Protocol

from question_bank.model import Choice, Item

# (field, problem, mend): one fault of an entry of the bank's files.
EntryFault = tuple[str, str, str]
# (code, field, facts): one remark for somebody who writes an item.
Hint = tuple[str, str, Mapping[str, object]]
NOTHING, ALL = Fraction(0), Fraction(1)
RESPONSE_FAULTS = frozenset({"choice_unknown", "practice_order_incomplete", "number_unreadable"})


class Dice(Protocol):
    """Chance as an argument: `random.Random` fits."""

    def choice(self, seq: Sequence[Any], /) -> Any:
        """One of these."""

    def sample(self, population: Sequence[Any], /, *, k: int) -> list[Any]:
        """So many of these, none twice."""


@dataclass(frozen=True, slots=True)
class SlotRule:
    """What a response to one slot may hold: ids of the item's choices, and how many; or one typed text.

    `typed` is "number" or "text" for items that are answered by typing, else empty; `unit` may follow a number.
    """

    choice_ids: frozenset[str]
    most: int
    typed: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """How many items of a type the bank wants: at least `least`, or about `percent` of all."""

    name: str
    least: int = 0
    percent: int = 0


class TypeRules:
    """The rules of one type; a subclass a type. Items given to its methods are of that type.

    - `typed`: as in SlotRule.
    - `fixed`: the choices of every item of the type; None when each item has its own.
    - `shuffles`: whether a paper mixes the choices.
    - `order_counts`: whether the order of the answer says something.
    - `several`: whether more than one id may be given.
    - `partial`: whether part of the points can be earned.
    - `needs_picture`: whether the item is answered on its picture.
    - `judges_distractors`: whether people pick among texts, so that a choice that nobody takes is worth a remark (in a
      hotspot or a true/false item nothing is wrong with it).
    - `fields`: fields of an item that only this type has, with their labels; each is a list of rows of id and text.
    - `stock`: how many items of it the bank wants.
    """

    typed: ClassVar[str] = ""
    fixed: ClassVar[tuple[Choice, ...] | None] = None
    shuffles: ClassVar[bool] = False
    order_counts: ClassVar[bool] = False
    several: ClassVar[bool] = False
    partial: ClassVar[bool] = False
    needs_picture: ClassVar[bool] = False
    judges_distractors: ClassVar[bool] = False
    fields: ClassVar[Mapping[str, str]] = {}
    stock: ClassVar[Stock | None] = None

    @property
    def keeps_order(self) -> bool:
        """Whether there are choices and they always stand as the item has them."""
        return not self.shuffles and not self.typed

    def mark(self, item: Item, given: tuple[str, ...]) -> Fraction:
        """The share of the points that an answer earns, 0 to 1; never raises."""
        right = set(item.answer_key)
        return ALL if set(given) == right and len(given) == len(right) else NOTHING

    def slot_rule(self, item: Item) -> SlotRule:
        """What a response to the item may hold."""
        ids = frozenset(choice.id for choice in item.choices)
        return SlotRule(ids, len(ids) if self.several else 1)

    def response_fault(self, item: Item, response: Sequence[str]) -> str:
        """Why a given answer cannot be taken: one of RESPONSE_FAULTS, or "" when it can."""
        known = {choice.id for choice in item.choices}
        return "" if known.issuperset(response) else "choice_unknown"

    def check_entry(self, entry: Mapping) -> Iterator[EntryFault]:
        """Faults of choices and answer in an entry of the bank's files that has all required fields."""
        raise NotImplementedError

    def word_response(self, item: Item, response: Sequence[str]) -> str:
        """What somebody answered, who answered something."""
        texts = self.answer_texts(item)
        if len(response) == 1:
            return texts.get(response[0], response[0])
        # In the order of the item, so that mine and right can be compared line by line.
        places = {one: place for place, one in enumerate(texts)}
        ordered = sorted(response, key=lambda one: places.get(one, len(places)))
        return "；".join(texts.get(one, one) for one in ordered)

    def word_key(self, item: Item) -> str:
        """What is right."""
        return self.word_response(item, item.answer_key)

    def answer_texts(self, item: Item) -> dict[str, str]:
        """The words of each part that an answer may hold, in the item's order."""
        return {choice.id: choice.text for choice in item.choices}

    def tabled(self, item: Item, responses: Sequence[Sequence[str]]) -> list[str]:
        """The parts of answers that statistics count one by one, given what was answered."""
        return [choice.id for choice in item.choices]

    def shown_texts(self, item: Item) -> list[str]:
        """What people read besides the stem."""
        return [choice.text for choice in item.choices]

    def describe(self, item: Item) -> dict:
        """What a slot shows besides stem, choices, picture, case and unit."""
        return {}

    def sheet_lines(self, item: Item) -> Iterator[str]:
        """The choices as a reader of the bank gets them who is to answer without the key."""
        yield from (f"    {choice.id}. {choice.text}" for choice in item.choices)

    def stand_in_key(self, entry: Mapping) -> list[str]:
        """An answer that brings no fault of its own, for an entry that has none yet."""
        return [choice["id"] for choice in entry.get("choices", [])][:1]

    def sorted_key(self, key: Sequence[str]) -> list[str]:
        """The answer as an item keeps it."""
        return list(key)

    def rename_key(self, key: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
        """The answer when the item's own choices get other ids; unknown ids are left out."""
        return tuple(key) if self.fixed is not None else tuple(names[one] for one in key if one in names)

    def hints(self, content: Mapping) -> Iterator[Hint]:
        """What could be better in an item that somebody writes; fields may be missing."""
        yield from ()

    def cues(self, stem: str, choices: Mapping[str, str], answer_key: Sequence[str]) -> list[str]:
        """Codes of what a reader without knowledge can use to guess; `choices` maps ids to texts."""
        return []

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        """Whether this could be the answer of the item."""
        known = {choice.id for choice in item.choices}
        return bool(key) and len(set(key)) == len(key) and set(key) <= known

    def is_same_key(self, item: Item, key: tuple[str, ...]) -> bool:
        """Whether this is the answer that the item has."""
        return key == item.answer_key if self.order_counts else set(key) == set(item.answer_key)

    def wrong_response(self, item: Item, dice: Dice) -> list[str]:
        """A wrong answer as somebody may give it, for demonstrations."""
        wrong = [choice.id for choice in item.choices if choice.id not in item.answer_key]
        return [dice.choice(wrong)]
