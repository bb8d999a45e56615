"""The sound of right answers: naive Bayes over runs of 1 to 3 characters and the length, learned on the other topics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from question_bank.guessing.figures import GuessShare, share_of
from question_bank.model import Item, ItemType, Topic

FOLDS = 10
# A run that was seen less often says nothing (24 public banks were measured with the same rule).
SEEN_AT_LEAST = 3
_LENGTH_STEP = 4


@dataclass(frozen=True, slots=True)
class Ear:
    """What was learned: weight of each feature for "right", the prior, and the cut that ticks as many choices as are right."""

    weights: Mapping[str, float]
    prior: float
    cut: float

    def hear(self, text: str) -> float:
        """How right a text sounds; higher is more right. The root of the count keeps long texts comparable."""
        features = features_of(text)
        return sum(self.weights.get(feature, 0.0) for feature in features) / sqrt(len(features) or 1)


def features_of(text: str) -> set[str]:
    """Runs of 1 to 3 characters, and the length in steps of four."""
    runs = {text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)}
    return runs | {f"length {len(text) // _LENGTH_STEP}"}


def train(rows: Iterable[tuple[str, bool]]) -> Ear:
    """Learn from (text, right)."""
    rows = list(rows)
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    totals = Counter(right for _, right in rows)
    for text, right in rows:
        counts[right].update(features_of(text))
    weights = {
        feature: log((counts[True][feature] + 0.5) / (totals[True] + 1))
        - log((counts[False][feature] + 0.5) / (totals[False] + 1))
        for feature in sorted(counts[True].keys() | counts[False].keys())
        if counts[True][feature] + counts[False][feature] >= SEEN_AT_LEAST
    }
    ear = Ear(weights, log((totals[True] + 1) / (totals[False] + 1)), 0.0)
    scores = sorted(ear.hear(text) for text, _ in rows)
    cut = scores[max(0, len(scores) - totals[True] - 1)] if scores else 0.0
    return Ear(weights, ear.prior, cut)


def by_sound(items: Sequence[Item]) -> list[GuessShare]:
    """Single choice, several answers (exactly the right ones), true/false; each item is guessed by an ear that never heard its topic."""
    folds = fold_topics(items)
    return [
        _choosing("单选题，听选项", ItemType.single, items, folds),
        _choosing("多选题（全对才算），听选项", ItemType.multiple, items, folds),
        _judging(items, folds),
    ]


def fold_topics(items: Sequence[Item]) -> dict[Topic, int]:
    """The fold of each topic: an ear hears every fold but its own."""
    return {topic: place % FOLDS for place, topic in enumerate(sorted({item.topic for item in items}))}


def rows_of(item: Item) -> list[tuple[str, bool]]:
    """(text, right) of each choice, or of the statement."""
    if item.type is ItemType.judgement:
        return [(item.stem, item.answer_key[0] == "true")]
    return [(choice.text, choice.id in item.answer_key) for choice in item.choices]


def ears_of(kind: ItemType, items: Sequence[Item], folds: Mapping) -> dict[int, Ear]:
    """For each fold an ear that learned on the items of this type in the other folds."""
    rows: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for item in items:
        if item.type is kind:
            rows[folds[item.topic]] += rows_of(item)
    return {
        fold: train(row for other, held in rows.items() if other != fold for row in held)
        for fold in sorted(rows)
    }


def _choosing(name: str, kind: ItemType, items: Sequence[Item], folds: Mapping) -> GuessShare:
    ears, guesses, right, chances = ears_of(kind, items, folds), {}, [], []
    for item in items:
        if item.type is not kind:
            continue
        ear = ears[folds[item.topic]]
        scores = {choice.id: ear.hear(choice.text) for choice in item.choices}
        ranked = sorted(scores.values(), reverse=True)
        guesses[item.id] = ranked[0] - ranked[1]
        # Nothing known: one of n choices, or each of the 2 to the n minus 2 ways to tick at least one and not all.
        chances.append(1 / len(scores) if kind is ItemType.single else 1 / (2 ** len(scores) - 2))
        ticked = (
            {max(scores, key=scores.__getitem__)}
            if kind is ItemType.single
            else {key for key, score in scores.items() if score > ear.cut}
        )
        if ticked == set(item.answer_key):
            right.append(item.id)
    return share_of(name, guesses, right, sum(chances) / len(chances) if chances else 0.0)


def _judging(items: Sequence[Item], folds: Mapping) -> GuessShare:
    ears, guesses, right, trues = ears_of(ItemType.judgement, items, folds), {}, [], 0
    for item in items:
        if item.type is not ItemType.judgement:
            continue
        ear = ears[folds[item.topic]]
        score = ear.hear(item.stem) + ear.prior
        guesses[item.id] = abs(score)
        trues += item.answer_key[0] == "true"
        if (score > 0) == (item.answer_key[0] == "true"):
            right.append(item.id)
    majority = max(trues, len(guesses) - trues) / len(guesses) if guesses else 0.0
    return share_of("判断题，听说法", guesses, right, majority)
