"""Moves of a head as paths: how much of a move a picture shows, which other one, and what goes on without a break."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist, hypot

from examapp.domain.faces import (
    BLINK,
    MOUTH,
    NOD,
    TURN,
    Challenge,
    Point,
    eye_openness,
    is_continuous,
    mouth_openness,
    pitch,
    yaw,
)

# Moves of the whole head pass through every place between; a mouth and lids are shut or open, and are held instead.
OF_THE_HEAD = (Challenge.turn_left, Challenge.turn_right, Challenge.nod)
# Shares of a move: at rest below, on the way above.
REST = 0.4
# A move that was not asked for counts from this share on.
CLEARLY = 1.3
# Shares a second that a head makes at most, what measuring may err, and the shortest time between two pictures.
MOST_SPEED = {Challenge.turn_left: 3.5, Challenge.turn_right: 3.5, Challenge.nod: 9.0}
ERRS, SHORTEST = 0.6, 0.25
# Between two pictures of one head in one place: share of the light, and steps of colour (0..255).
MOST_LIGHT, LEAST_LIGHT, MOST_TINT = 0.22, 12.0, 10.0


@dataclass(frozen=True, slots=True)
class Sight:
    """One picture with exactly one face: when it came (milliseconds), and what was measured."""

    at: int
    points: tuple[Point, ...]
    encoding: tuple[float, ...]
    brightness: float
    tint: tuple[float, ...] = ()


def share_done(challenge: Challenge, straight: Sequence[Point], now: Sequence[Point]) -> float:
    """How much of the move is seen, against the same person looking straight: 0 at rest, from 1 on it is done."""
    if challenge is Challenge.turn_left:
        return (yaw(now) - yaw(straight)) / TURN
    if challenge is Challenge.turn_right:
        return (yaw(straight) - yaw(now)) / TURN
    if challenge is Challenge.nod:
        return (pitch(now) - pitch(straight)) / NOD
    if challenge is Challenge.open_mouth:
        return (mouth_openness(now) - mouth_openness(straight)) / MOUTH
    return (1 - eye_openness(now) / (eye_openness(straight) or 1.0)) / (1 - BLINK)


def find_other_move(
    asked: Challenge, straight: Sequence[Point], before: Sequence[Point], now: Sequence[Point]
) -> Challenge | None:
    """A move that was not asked for, seen clearly; lids count only when they stay shut, for everybody blinks.

    A head that turns or nods changes the measures of the others a little, and who opens the mouth wide narrows the
    eyes: while the move that was asked is on its way no other one counts.
    """
    moving = share_done(asked, straight, now) >= REST
    for challenge in Challenge:
        if challenge is asked or moving or share_done(challenge, straight, now) < CLEARLY:
            continue
        if challenge is not Challenge.blink or share_done(challenge, straight, before) >= CLEARLY:
            return challenge
    return None


def find_break(before: Sight, now: Sight, step: float) -> str | None:
    """Why two pictures do not show one head going on in one place: place, light, colour, look; or None.

    `step` is the farthest that one head gets from itself.
    """
    if not is_continuous(before.points, now.points):
        return "place"
    if abs(now.brightness - before.brightness) > max(LEAST_LIGHT, MOST_LIGHT * before.brightness):
        return "light"
    if (
        before.tint
        and now.tint
        and hypot(*(a - b for a, b in zip(now.tint, before.tint, strict=True))) > MOST_TINT
    ):
        return "colour"
    return "look" if dist(before.encoding, now.encoding) > step else None


def is_too_fast(challenge: Challenge, straight: Sequence[Point], before: Sight, now: Sight) -> bool:
    """Whether a head would have to move faster than heads do."""
    if challenge not in OF_THE_HEAD:
        return False
    gone = share_done(challenge, straight, now.points) - share_done(challenge, straight, before.points)
    return abs(gone) > ERRS + MOST_SPEED[challenge] * max(SHORTEST, (now.at - before.at) / 1000)
