"""Which choices people took, and who took them: the stronger and the weaker quarter side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from examapp.domain.statistics.answers import Answer

# Kelley (1939): with 27 % at each end the difference of two means is most surely told apart when scores are normal.
GROUP_SHARE = 0.27
# Haladyna & Downing (1993): a wrong choice that fewer than 5 % take does no work.
DEAD_BELOW = 0.05


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One choice: how many took it, and its share of everybody, of the upper and of the lower group."""

    choice: str
    right: bool
    count: int
    share: float
    upper: float
    lower: float


def choice_table(
    answers: Sequence[Answer], choices: Sequence[str], key: Sequence[str]
) -> tuple[ChoiceRow, ...]:
    """One row per choice in the given order, and one for no answer ("") when somebody gave none.

    Sources: T. L. Kelley, The selection of upper and lower groups for the validation of test items, Journal of
    Educational Psychology 30 (1939) 17-24; groups by the score on the rest of the paper.
    """
    if not answers:
        return ()
    upper, lower = group_weights([one.rest for one in answers])
    rows = [
        _row(choice, choice in key, [choice in one.chosen for one in answers], upper, lower)
        for choice in choices
    ]
    none = _row("", False, [not one.chosen for one in answers], upper, lower)
    return (*rows, none) if none.count else tuple(rows)


def group_weights(scores: Sequence[float]) -> tuple[list[float], list[float]]:
    """How much each person belongs to the upper and to the lower 27 %.

    People with the score at the border belong to the group in part, so that it has exactly its size and the table does
    not depend on the order of the rows (the mean over all ways of breaking the tie).
    """
    size = GROUP_SHARE * len(scores)
    return _weights(scores, size, top=True), _weights(scores, size, top=False)


def _weights(scores: Sequence[float], size: float, *, top: bool) -> list[float]:
    signed = [round(score if top else -score, 9) for score in scores]
    weight_of: dict[float, float] = {}
    left = size
    for value in sorted(set(signed), reverse=True):
        count = signed.count(value)
        weight_of[value] = max(0.0, min(1.0, left / count))
        left -= count
    return [weight_of[value] for value in signed]


def _row(
    choice: str, right: bool, taken: Sequence[bool], upper: Sequence[float], lower: Sequence[float]
) -> ChoiceRow:
    count = sum(taken)
    return ChoiceRow(
        choice, right, count, count / len(taken), _share_in(taken, upper), _share_in(taken, lower)
    )


def _share_in(taken: Sequence[bool], weights: Sequence[float]) -> float:
    whole = sum(weights)
    return sum(weight for one, weight in zip(taken, weights, strict=True) if one) / whole if whole else 0.0


def dead_distractors(rows: Sequence[ChoiceRow]) -> tuple[str, ...]:
    """Wrong choices that almost nobody takes.

    Source: T. M. Haladyna & S. M. Downing, How many options is enough for a multiple-choice test item?, Educational and
    Psychological Measurement 53 (1993) 999-1010.
    """
    return tuple(row.choice for row in rows if row.choice and not row.right and row.share < DEAD_BELOW)
