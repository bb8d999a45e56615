"""What a new item may be about, by the nearest items of the bank: pairs of characters, rare ones count more."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from question_bank.similarity import plain_text

# Cosines between 0 and 1; below the first nothing is suggested, a law only above the second.
NEAR = 0.16
NEAR_ENOUGH_FOR_A_LAW = 0.3
_NEIGHBOURS = 5
_MAJORITY = 0.6
FIELDS = ("topic", "roles", "industries", "posts", "difficulty", "citations")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Facts for an item, the nearest item of the bank, and how near that is (0 to 1)."""

    facts: Mapping[str, object]
    like: str
    share: float


class Suggester:
    """Items of the bank by id, with their words and facts."""

    def __init__(self, items: Iterable[tuple[str, str, Mapping[str, object]]]) -> None:
        entries = [(key, Counter(_pairs(text)), facts) for key, text, facts in items]
        self._facts = [(key, facts) for key, _, facts in entries]
        spread = Counter(pair for _, pairs, _ in entries for pair in pairs)
        self._weights = {pair: math.log(1 + len(entries) / count) for pair, count in spread.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (_, pairs, _) in enumerate(entries):
            length = self._length(pairs)
            for pair in pairs:
                self._postings[pair].append((place, self._weights[pair] / length))

    def _length(self, pairs: Iterable[str]) -> float:
        return math.sqrt(sum(self._weights.get(pair, 0.0) ** 2 for pair in pairs)) or 1.0

    def suggest(self, text: str) -> Suggestion | None:
        """Facts by the nearest items; None when nothing is near."""
        pairs = set(_pairs(text))
        length = self._length(pairs)
        scores: dict[int, float] = defaultdict(float)
        for pair in sorted(pairs):
            for place, share in self._postings.get(pair, ()):
                scores[place] += self._weights[pair] * share / length
        near = sorted(((-score, place) for place, score in scores.items() if score >= NEAR))[:_NEIGHBOURS]
        if not near:
            return None
        key, nearest = self._facts[near[0][1]]
        facts = _agreed([(-score, self._facts[place][1]) for score, place in near], nearest)
        if -near[0][0] < NEAR_ENOUGH_FOR_A_LAW:
            facts.pop("citations", None)
        return Suggestion({name: value for name, value in facts.items() if value}, key, -near[0][0])


def _agreed(
    near: list[tuple[float, Mapping[str, object]]], nearest: Mapping[str, object]
) -> dict[str, object]:
    """The topic that most of the near items have, and of those with this topic what the nearest one says."""
    votes: dict[object, float] = defaultdict(float)
    for score, facts in near:
        votes[facts.get("topic")] += score
    topic = max(votes, key=lambda name: votes[name])
    if not topic or votes[topic] < _MAJORITY * sum(votes.values()):
        return {}
    model = (
        nearest
        if nearest.get("topic") == topic
        else next(one for _, one in near if one.get("topic") == topic)
    )
    return {name: model.get(name) for name in FIELDS} | {"topic": topic}


def _pairs(text: str) -> set[str]:
    plain = plain_text(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
