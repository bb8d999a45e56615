"""Practice: what belongs in the wrong-answer book, which five questions today, and how far somebody has come."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from examapp.domain.blueprints import PoolItem
from examapp.domain.draws_v1 import order_ids

RIGHT_TO_LEAVE = 2
DAILY_COUNT = 5
# A topic with fewer answers says nothing yet about being weak.
FEW_ANSWERS = 3
WEAK_SHARE = 0.8
FROM_WEAK = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a person to one item, in practice or in an exam whose explanations may be shown."""

    item_id: str
    topic: str
    correct: bool
    at: datetime


def wrong_book(answers: Iterable[Answered]) -> list[str]:
    """Items answered wrong and not yet right RIGHT_TO_LEAVE times in a row since; the newest mistake first."""
    left: dict[str, int] = {}
    for one in sorted(answers, key=lambda answer: (answer.at, answer.item_id)):
        if not one.correct:
            left.pop(one.item_id, None)
            left[one.item_id] = RIGHT_TO_LEAVE
        elif one.item_id in left:
            left[one.item_id] -= 1
            if not left[one.item_id]:
                del left[one.item_id]
    return list(reversed(left))


def topic_counts(answers: Iterable[Answered]) -> dict[str, tuple[int, int]]:
    """Right answers and all answers of each topic."""
    counts: dict[str, tuple[int, int]] = {}
    for one in answers:
        right, total = counts.get(one.topic, (0, 0))
        counts[one.topic] = (right + one.correct, total + 1)
    return counts


def weak_topics(answers: Iterable[Answered]) -> set[str]:
    """Topics with enough answers to judge by and fewer than WEAK_SHARE of them right."""
    return {
        topic
        for topic, (right, total) in topic_counts(answers).items()
        if total >= FEW_ANSWERS and right < WEAK_SHARE * total
    }


def choose_items(
    pool: Sequence[PoolItem],
    seed: bytes,
    count: int,
    *,
    first: Collection[str] = (),
    from_first: int = 0,
    later: Collection[str] = (),
) -> list[PoolItem]:
    """Up to `count` items in the order of the seed, never two twins: the same for the same arguments.

    At most `from_first` come from the topics in `first`; items in `later` are taken only when others run out.
    """
    by_id = {item.id: item for item in pool}
    ordered = [by_id[one] for one in order_ids(seed, "practice:", by_id)]
    fresh = [item for item in ordered if item.id not in later]
    known = [item for item in ordered if item.id in later]
    preferred = [item for item in fresh if item.topic in first]
    chosen: list[PoolItem] = []
    _take(chosen, preferred, min(from_first, count))
    _take(chosen, [item for item in fresh if item.topic not in first], count)
    _take(chosen, [*preferred, *known], count)
    return chosen


def _take(chosen: list[PoolItem], candidates: Sequence[PoolItem], count: int) -> None:
    groups = {item.group for item in chosen}
    for item in candidates:
        if len(chosen) >= count:
            return
        if item.group not in groups:
            groups.add(item.group)
            chosen.append(item)


def choose_daily(pool: Sequence[PoolItem], answers: Sequence[Answered], seed: bytes) -> list[PoolItem]:
    """Today's five: up to FROM_WEAK from weak topics, then others; items answered right before come last."""
    right = {one.item_id for one in answers if one.correct}
    return choose_items(
        pool, seed, DAILY_COUNT, first=weak_topics(answers), from_first=FROM_WEAK, later=right
    )
