"""What a person who knows nothing earns on each item: by the sound of the choices, by chance where nothing is heard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from question_bank.guessing.sound import Ear, ears_of, fold_topics
from question_bank.marking import mark
from question_bank.model import Item, ItemType, MarkingPolicy

HEARD = (ItemType.single, ItemType.multiple, ItemType.judgement)


@dataclass(frozen=True, slots=True)
class Guesser:
    """Ears by type and fold of topics; no ear has heard the topic that it guesses."""

    ears: Mapping[ItemType, Mapping[int, Ear]]
    folds: Mapping

    def earns(self, item: Item, dice: Random) -> Fraction:
        """The share of the points, 0 to 1, partial credit included. What is typed is left empty."""
        answer = _ANSWERS.get(item.type)
        ear = self.ears.get(item.type, {}).get(self.folds.get(item.topic, -1))
        return mark(item, answer(item, ear, dice)).fraction if answer else Fraction(0)


def make_guesser(items: Sequence[Item]) -> Guesser:
    """A guesser that has learned how this bank sounds."""
    folds = fold_topics(items)
    return Guesser({kind: ears_of(kind, items, folds) for kind in HEARD}, folds)


def _one(item: Item, ear: Ear | None, dice: Random) -> list[str]:
    if ear is None:
        return [dice.choice(item.choices).id]
    return [max(item.choices, key=lambda choice: ear.hear(choice.text)).id]


def _several(item: Item, ear: Ear | None, dice: Random) -> list[str]:
    """A sly guesser ticks only the best one where fewer right ones earn their share."""
    if ear is None or item.policy is MarkingPolicy.partial:
        return _one(item, ear, dice)
    return [choice.id for choice in item.choices if ear.hear(choice.text) > ear.cut] or _one(item, ear, dice)


def _areas(item: Item, ear: Ear | None, dice: Random) -> list[str]:
    """The names of areas are not shown: some of them, never all."""
    return [area.id for area in dice.sample(item.choices, k=dice.randint(1, max(1, len(item.choices) - 1)))]


def _statement(item: Item, ear: Ear | None, dice: Random) -> list[str]:
    if ear is None:
        return [dice.choice(("true", "false"))]
    return ["true" if ear.hear(item.stem) + ear.prior > 0 else "false"]


def _order(item: Item, ear: Ear | None, dice: Random) -> list[str]:
    return dice.sample([choice.id for choice in item.choices], k=len(item.choices))


def _pairs(item: Item, ear: Ear | None, dice: Random) -> list[str]:
    rights = dice.sample([choice.id for choice in item.choices], k=len(item.lefts))
    return [f"{left.id}={right}" for left, right in zip(item.lefts, rights, strict=True)]


_ANSWERS: Mapping[ItemType, Callable[[Item, Ear | None, Random], list[str]]] = {
    ItemType.single: _one,
    ItemType.hotspot: _areas,
    ItemType.multiple: _several,
    ItemType.judgement: _statement,
    ItemType.ordering: _order,
    ItemType.matching: _pairs,
}
