"""Whether a recorded presentation could have passed for the living person, and error rates by species.

Terms of ISO/IEC 30107-3: APCER is the share of attacks of one species taken for living heads, the worst species counts;
BPCER is the share of living heads taken for attacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from examapp.domain.face_judgements import Calibration
from examapp.domain.face_looks import MOST_WRONG, Look, Rules, take_picture
from examapp.domain.faces import OTHERS, TURNS, Frame, find_quality_fault
from examapp.domain.statistics.comparisons import Share

LIVING = "bona_fide"
# Milliseconds between two pictures, as the camera page takes them.
EVERY = 400
# No number of wrong moves ends a look where any order of moves shall count.
NONE_IS_WRONG = 999
DRAWS = tuple(pair for turn in TURNS for other in OTHERS for pair in ((turn, other), (other, turn)))


def passed_draws(frames: Sequence[Frame], calibration: Calibration, *, lenient: bool) -> list[bool]:
    """Whether each draw of moves would be met, by the rule of a check.

    In the attacker's favour the presentation looks exactly like the references; `lenient`: wrong moves do not count.
    """
    likeness = next((frame.encoding for frame in frames if find_quality_fault(frame) is None), None)
    if likeness is None:
        return [False] * len(DRAWS)
    rules = Rules((), [likeness], calibration, most_wrong=NONE_IS_WRONG if lenient else MOST_WRONG)
    return [_passes(frames, replace(rules, challenges=draw)) for draw in DRAWS]


def _passes(frames: Sequence[Frame], rules: Rules) -> bool:
    look = Look()
    for number, frame in enumerate(frames):
        look = take_picture(look, frame, number * EVERY, rules)
        if look.outcome is not None:
            break
    return look.outcome == "accepted"


def could_pass(frames: Sequence[Frame], calibration: Calibration) -> bool:
    """Whether some draw is met, wrong moves aside; a real check asks for one of twelve, so the rate is a worst case."""
    return any(passed_draws(frames, calibration, lenient=True))


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
