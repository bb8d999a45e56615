"""Whether a recorded presentation could have passed for a living head, in the attacker's favour; and error rates by species.

Terms of ISO/IEC 30107-3: APCER is the share of attacks of one species taken for living heads, the worst species counts;
BPCER is the share of living heads taken for attacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from examapp.domain.faces import (
    FLAT,
    OTHERS,
    TURNS,
    Frame,
    find_quality_fault,
    flat_error,
    is_continuous,
    is_done,
)
from examapp.domain.statistics.comparisons import Share

LIVING = "bona_fide"


def could_pass(frames: Sequence[Frame]) -> bool:
    """Whether some draw of challenges is met: one turn that is not flat and one other move, without a jump.

    A real check asks for two given moves in a given order; here any will do, so the rate is a worst case.
    """
    seen = [one for one in frames if one.faces == 1]
    start = next((place for place, one in enumerate(seen) if find_quality_fault(one) is None), None)
    if start is None:
        return False
    straight, rest = seen[start].points, seen[start:]
    if any(not is_continuous(one.points, two.points) for one, two in pairwise(rest)):
        return False
    turned = any(
        is_done(turn, straight, one.points) and flat_error(straight, one.points) >= FLAT
        for one in rest
        for turn in TURNS
    )
    moved = any(is_done(other, straight, one.points) for one in rest for other in OTHERS)
    return turned and moved


@dataclass(frozen=True, slots=True)
class AttackRates:
    """Shares by species, the worst one, and the living heads that were refused (None when none were shown)."""

    species: dict[str, Share]
    worst: str | None
    living_refused: Share | None


def rate_attacks(passed: Mapping[str, Sequence[bool]]) -> AttackRates:
    """From what passed, by species; `bona_fide` are the living heads."""
    species = {
        name: Share(sum(found), len(found))
        for name, found in sorted(passed.items())
        if name != LIVING and found
    }
    worst = max(species, key=lambda name: species[name].count / species[name].total, default=None)
    living = passed.get(LIVING)
    refused = Share(sum(not one for one in living), len(living)) if living else None
    return AttackRates(species, worst, refused)
