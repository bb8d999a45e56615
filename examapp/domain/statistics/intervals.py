"""Confidence intervals of a share and of a correlation."""

from math import atanh, sqrt, tanh
from statistics import NormalDist

Interval = tuple[float, float]


def normal_quantile(confidence: float) -> float:
    """The two-sided quantile, 1.959964 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """The score interval of a share, without continuity correction.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212.
    Raises ValueError for n < 1 or successes outside 0..n.
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n}")
    z = normal_quantile(confidence)
    share = successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return low, high


def correlation_interval(r: float, n: int, confidence: float = 0.95) -> Interval | None:
    """The interval of a correlation by Fisher's z; None when fewer than 4 pairs leave nothing to estimate from.

    Source: R. A. Fisher, On the "probable error" of a coefficient of correlation, Metron 1 (1921) 3-32.
    """
    if n < 4:
        return None
    if abs(r) >= 1:
        return r, r
    half = normal_quantile(confidence) / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)
