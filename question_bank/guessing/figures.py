"""A share that a guesser reaches, beside what chance or the commoner answer would give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

_Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class GuessShare:
    """`hits` right guesses of `n` items; `floor` is the share that needs no guesser; `ids` are the items guessed right, worst first."""

    name: str
    hits: int
    n: int
    floor: float
    ids: tuple[str, ...] = field(default=())

    @property
    def share(self) -> float:
        """Hits over n; 0 when nothing was guessed."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (NIST/SEMATECH e-Handbook 7.2.4.1)."""
        if not self.n:
            return 0.0, 1.0
        square = _Z_95**2
        middle = (self.share + square / (2 * self.n)) / (1 + square / self.n)
        half = (
            _Z_95
            / (1 + square / self.n)
            * sqrt(self.share * (1 - self.share) / self.n + square / (4 * self.n**2))
        )
        return max(0.0, middle - half), min(1.0, middle + half)


def share_of(
    name: str, guesses: Mapping[str, float | None], right: Iterable[str], floor: float
) -> GuessShare:
    """Of `guesses` (item id -> how sure, None where the rule says nothing) those in `right`, the surest first."""
    spoken = {item_id: sure for item_id, sure in guesses.items() if sure is not None}
    hits = sorted(
        (item_id for item_id in right if item_id in spoken), key=lambda item_id: (-spoken[item_id], item_id)
    )
    return GuessShare(name, len(hits), len(spoken), floor, tuple(hits))
