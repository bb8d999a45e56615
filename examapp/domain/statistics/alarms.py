"""When somebody should look at an item: too easy, too hard, worse people do better, choices nobody takes."""

from collections.abc import Sequence

from examapp.domain.statistics.choices import ChoiceRow, dead_distractors
from examapp.domain.statistics.items import Estimate

# The whole interval must lie beyond the line: a figure that chance explains raises no alarm.
TOO_EASY, TOO_HARD = 0.95, 0.30
# Nearly everybody is right: then hardly anybody is left for the wrong choices, and that says nothing about them.
DISTRACTORS_JUDGED_BELOW = 0.90


def item_alarms(found: Estimate | None, rest: Estimate | None, rows: Sequence[ChoiceRow]) -> tuple[str, ...]:
    """Codes among too_easy, too_hard, negative_discrimination, dead_distractors; none below 30 answers."""
    if found is None or not found.enough or found.interval is None:
        return ()
    alarms = []
    low, high = found.interval
    if low > TOO_EASY:
        alarms.append("too_easy")
    if high < TOO_HARD:
        alarms.append("too_hard")
    if rest is not None and rest.interval is not None and rest.interval[1] < 0:
        alarms.append("negative_discrimination")
    if found.value < DISTRACTORS_JUDGED_BELOW and dead_distractors(rows):
        alarms.append("dead_distractors")
    return tuple(alarms)
