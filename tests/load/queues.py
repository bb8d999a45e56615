"""Two small pieces of queueing theory: the wait before one of several processors, and arrivals by chance."""

from math import ceil, exp, inf, log
from random import Random

_LARGE = 50


def wait_seconds(rate: float, service_seconds: float, processors: int, share: float) -> float:
    """The wait that `share` of the requests does not exceed (M/M/c: chance arrivals, chance lengths); infinite when overloaded."""
    offered = rate * service_seconds
    if offered >= processors:
        return inf
    waiting = _chance_to_wait(offered, processors)
    if waiting <= 1 - share:
        return 0.0
    return log(waiting / (1 - share)) * service_seconds / (processors - offered)


def _chance_to_wait(offered: float, processors: int) -> float:
    """Erlang's C, by the recursion of Erlang's B, which does not overflow."""
    blocked = 1.0
    for number in range(1, processors + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return blocked / (1 - offered / processors * (1 - blocked))


def draw_arrivals(dice: Random, mean: float) -> int:
    """How many come in a stretch of time in which `mean` are expected (Poisson; the normal curve for many)."""
    if mean > _LARGE:
        return max(0, round(dice.gauss(mean, mean**0.5)))
    limit, product, count = exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


def machines_for(work: float, most_used: float) -> int:
    """Whole processors that carry this work (in processors) when none may be used more than `most_used` of the time."""
    return max(1, ceil(work / most_used))
