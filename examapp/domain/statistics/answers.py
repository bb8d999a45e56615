"""What the statistics look at: who stands behind an answer is not among it."""

from dataclasses import dataclass

# Below this many answers a figure says more about chance than about the item, and could point at single people.
ENOUGH = 30
# Below this many papers not even a histogram is shown: it would be a list of people's scores.
FEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One slot of one handed-in paper: shares are 0..1 of the points; `rest` is the share earned on the other slots."""

    share: float
    rest: float
    chosen: tuple[str, ...] = ()
    seconds: float | None = None
    district: str = ""
    recent: bool = False

    @property
    def right(self) -> bool:
        """Whether the slot earned everything."""
        return self.share >= 1


def rest_shares(earned: list[float], points: list[float]) -> list[float]:
    """For every slot the share of the points earned on all the others; 0 for a paper of one slot.

    On random papers people meet different items, so the rest is compared as a share and not as a sum.
    """
    total, full = sum(earned), sum(points)
    return [
        (total - got) / (full - worth) if full > worth else 0.0
        for got, worth in zip(earned, points, strict=True)
    ]
