"""What follows from a measured distance, from a camera's name and from a person's age; when to look again within a try,
and which accepted looks a person looks at afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from examapp.domain.face_scales import scale_of

# Moments lie within this part of the time, in thousandths: nobody is looked at while reading the first or checking the last item.
EARLIEST, LATEST = 150, 850
# What one moment takes is given back to the person.
MOMENT_SECONDS = 60
MOST_MOMENTS = 3
ELDERLY, ADULT = 60, 18
# One in so many accepted looks is looked at by a person afterwards.
ONE_IN = 20
# Names that programs give to the cameras they make; compared in lower case.
_MADE_BY_PROGRAMS = (
    "virtual",
    "obs",
    "manycam",
    "snap camera",
    "xsplit",
    "droidcam",
    "e2esoft",
    "splitcam",
    "虚拟",
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Up to which distance a face counts as the same person, for one model; how it was measured stands beside it.

    Between `threshold` and `threshold + review_band` a person decides. `false_match_bound` is the upper 95 % bound of
    the false match rate at the threshold.
    """

    model: str
    threshold: float
    review_band: float
    genuine_pairs: int
    impostor_pairs: int
    false_match_bound: float
    source: str


def find_calibration_fault(calibration: Calibration, model: str) -> str | None:
    """Why a calibration cannot be used with this model: other_model, malformed; or None."""
    if calibration.model != model:
        return "other_model"
    scale = scale_of(model)
    fits = scale.lowest <= calibration.threshold <= scale.highest and 0 <= calibration.review_band <= 0.2
    measured = calibration.genuine_pairs > 0 and calibration.impostor_pairs > 0
    return None if fits and measured else "malformed"


def judge(distance: float, calibration: Calibration) -> str:
    """accepted, review or not_accepted."""
    if distance <= calibration.threshold:
        return "accepted"
    return "review" if distance <= calibration.threshold + calibration.review_band else "not_accepted"


def is_made_by_program(camera: str) -> bool:
    """Whether a camera's name says that a program feeds it; a hint for a person, for a name can be forged."""
    return any(name in camera.lower() for name in _MADE_BY_PROGRAMS)


def is_looked_at_later(check_id: str) -> bool:
    """Whether an accepted check belongs to the sample; `check_id` is hexadecimal and random, so nobody can choose."""
    return int(check_id[:8], 16) % ONE_IN == 0


def place_moments(allowed_seconds: int, drawn: Sequence[int]) -> tuple[int, ...]:
    """Seconds after the start, one per drawn number (0..999): each within its own equal part, so that two never meet."""
    first, last = allowed_seconds * EARLIEST // 1000, allowed_seconds * LATEST // 1000
    part = (last - first) // max(len(drawn), 1)
    return tuple(first + part * place + part * number // 1000 for place, number in enumerate(drawn))


def begins_with_person(age: int | None, *, accommodated: bool) -> bool:
    """Whether the way by a person is offered first: to minors, the elderly, whoever has time or large print given, and
    whose age nobody knows.
    """
    return age is None or age < ADULT or age >= ELDERLY or accommodated
