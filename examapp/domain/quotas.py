"""How many people of each stratum an inspector is advised to quiz, and what a stratum is called."""

from collections import Counter
from collections.abc import Iterable, Mapping

# Suggested per role when the roster holds that many; the plan wants all three roles at every inspection.
SUGGESTED = {"lead": 1, "manager": 1, "key_post": 3}
MOST_PER_QUIZ = 300


def suggest_quotas(strata: Iterable[str]) -> dict[str, int]:
    """The suggestion per role, never more than the roster holds; roles nobody holds get 0."""
    held = Counter(strata)
    return {role: min(wanted, held[role]) for role, wanted in SUGGESTED.items()}


def check_quotas(quotas: Mapping[str, int], available: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Strata whose wanted number is impossible: stratum -> (wanted, available)."""
    return {
        stratum: (wanted, available.get(stratum, 0))
        for stratum, wanted in quotas.items()
        if wanted < 0 or wanted > available.get(stratum, 0)
    }
