"""Doubles and near-doubles of items: equal words, or many shared runs of three characters (Jaccard)."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

THRESHOLD = 0.6
SHORT_STEM = 12
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another item that says nearly the same; `share` is 1.0 when the words are equal."""

    key: str
    share: float


def plain_text(text: str) -> str:
    """Words without punctuation, blanks, width and case."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def compared_text(stem: str, choices: Sequence[str]) -> str:
    """What is compared: the stem; with the choices where a stem such as 下列说法正确的是 says too little."""
    plain = plain_text(stem)
    return plain if len(plain) >= SHORT_STEM else plain + "".join(sorted(map(plain_text, choices)))


class SimilarityIndex:
    """Texts by key; finds those that share at least THRESHOLD of their 3-grams without comparing each with each.

    Two sets can only be that alike when they share one of their rarest grams (prefix filter), so only these are indexed.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        entries = [(key, _grams(text)) for key, text in texts]
        counts = Counter(gram for _, grams in entries for gram in grams)
        ranks = {
            gram: rank
            for rank, (gram, _) in enumerate(sorted(counts.items(), key=lambda one: (one[1], one[0])))
        }
        self._keys = [key for key, _ in entries]
        self._sets = [frozenset(ranks[gram] for gram in grams) for _, grams in entries]
        self._ranks = ranks
        self._postings: dict[int, list[int]] = defaultdict(list)
        for place, grams in enumerate(self._sets):
            for rank in _prefix(grams):
                self._postings[rank].append(place)

    def find(self, text: str, *, before: int | None = None, most: int = 3) -> list[Likeness]:
        """The most alike texts; `before` leaves out entries from that place on (the text itself and what follows it)."""
        grams = frozenset(self._ranks.get(gram, -1 - number) for number, gram in enumerate(_grams(text)))
        if not grams:
            return []
        places = {
            place
            for rank in _prefix(grams)
            for place in self._postings.get(rank, ())
            if before is None or place < before
        }
        found = []
        for place in places:
            other = self._sets[place]
            if len(grams) * THRESHOLD <= len(other) <= len(grams) / THRESHOLD:
                shared = len(grams & other)
                share = shared / (len(grams) + len(other) - shared)
                if share >= THRESHOLD:
                    found.append((-share, place))
        return [Likeness(self._keys[place], -share) for share, place in sorted(found)[:most]]


def _grams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))} if text else set()


def _prefix(grams: frozenset[int]) -> list[int]:
    return sorted(grams)[: len(grams) - math.ceil(THRESHOLD * len(grams)) + 1]
