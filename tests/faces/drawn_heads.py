"""Heads that nobody has: 68 points in space, an encoding and a skin drawn by a seed, as an engine would measure them.

Distances follow what SFace gives for photographs: strangers about 1.27 apart, one person on two days about 0.7, a head
that turns by 30 degrees up to 0.65 from itself. Figures on these are figures of the rule, never of people.
"""

from dataclasses import dataclass, replace
from math import cos, pi, radians, sin

import numpy

from examapp.domain.faces import Frame
from tests.faces.puppets import DEPTH, closed_eyes, opened_mouth, turned

# Eye distances: how far strangers' faces differ, and pixels by which landmarks are measured wrongly.
UNALIKE, JITTER = 0.035, 0.5
# Shares of the encoding: the day (light, hair, glasses), the pose at 30 degrees, one picture.
DAY, POSE, PICTURE = 0.45, 0.5, 0.12
EYES = 130.0


def template() -> numpy.ndarray:
    """A face drawn by rule, in eye distances around the middle of the eyes; rows as the engine orders its points."""
    jaw = [
        (1.02 * sin(a), 0.12 + 1.2 * cos(a) * (cos(a) > 0) + 0.3 * min(cos(a), 0))
        for a in numpy.linspace(-1.75, 1.75, 17)
    ]
    left_brow = [(-0.62 + 0.105 * i, -0.26 - 0.06 * sin(pi * i / 4)) for i in range(5)]
    right_brow = [(-x, y) for x, y in reversed(left_brow)]
    bridge = [(0.0, 0.02 + 0.15 * i) for i in range(4)]
    nostrils = [(-0.16 + 0.08 * i, 0.56 + 0.03 * sin(pi * i / 4)) for i in range(5)]
    eye = [(-0.5, 0.0), (-0.42, -0.055), (-0.3, -0.055), (-0.2, 0.0), (-0.3, 0.05), (-0.42, 0.05)]
    other = [(-x, y) for x, y in (eye[3], eye[2], eye[1], eye[0], eye[5], eye[4])]
    outer = [
        (-0.34 * cos(a), 0.86 - (0.11 if sin(a) > 0 else 0.13) * sin(a))
        for a in numpy.linspace(0, 2 * pi, 13)[:12]
    ]
    inner = [(-0.26 * cos(a), 0.86 - 0.02 * sin(a)) for a in numpy.linspace(0, 2 * pi, 9)[:8]]
    return numpy.array([*jaw, *left_brow, *right_brow, *bridge, *nostrils, *eye, *other, *outer, *inner])


TEMPLATE = template()


@dataclass(frozen=True)
class Pose:
    """Degrees, and how far mouth and lids are moved (0..1)."""

    yaw: float = 0.0
    pitch: float = 0.0
    mouth: float = 0.0
    lids: float = 0.0


@dataclass(frozen=True)
class Head:
    """One person on one day before one lens."""

    shape: numpy.ndarray
    encoding: numpy.ndarray
    turning: numpy.ndarray
    light: float = 130.0
    tint: tuple[float, float] = (20.0, 0.0)
    place: tuple[float, float] = (240.0, 140.0)
    eyes: float = EYES

    def frame(self, pose: Pose, noise: numpy.random.Generator, *, flat: float | None = None) -> Frame:
        """What is measured of one picture; `flat` turns the printed straight face by so many degrees instead."""
        points = self._points(pose) if flat is None else _print_turned(self._points(pose), flat)
        points = points + noise.normal(0, JITTER * self.eyes / EYES, points.shape)
        seen = self.encoding + self.turning * (
            POSE * sin(radians(pose.yaw)) * 2 + 0.3 * sin(radians(pose.pitch)) * 2
        )
        seen = seen + noise.normal(0, PICTURE / 128**0.5, 128)
        return Frame(
            faces=1, width=480, height=360,
            brightness=float(self.light + noise.normal(0, 1.5) - 0.15 * abs(pose.yaw)), sharpness=120.0,
            points=tuple((float(x), float(y)) for x, y in points),
            encoding=tuple(float(one) for one in seen / numpy.linalg.norm(seen)),
            tint=(self.tint[0] + float(noise.normal(0, 0.4)), self.tint[1] + float(noise.normal(0, 0.4))),
        )  # fmt: skip

    def _points(self, pose: Pose) -> numpy.ndarray:
        points = self.shape * self.eyes + self.place
        if pose.mouth:
            points = points + (opened_mouth(points) - points) * pose.mouth
        if pose.lids:
            points = points + (closed_eyes(points) - points) * pose.lids
        return turned(points, yaw=pose.yaw, pitch=pose.pitch) if pose.yaw or pose.pitch else points

    def in_place_of(self, other: "Head") -> "Head":
        """Put where the other head is, in its light."""
        return replace(self, light=other.light, tint=other.tint, place=other.place, eyes=other.eyes)

    def on_another_day(self, draw: numpy.random.Generator) -> "Head":
        """The same person elsewhere: other light, colours, place, distance and hair."""
        return replace(
            self,
            encoding=_unit(self.encoding + DAY * _direction(draw)),
            light=float(draw.uniform(80, 190)),
            tint=(float(draw.uniform(8, 32)), float(draw.uniform(-12, 12))),
            place=(240 + float(draw.normal(0, 12)), 140 + float(draw.normal(0, 8))),
            eyes=EYES * float(draw.uniform(0.85, 1.15)),
        )


def draw_head(draw: numpy.random.Generator) -> Head:
    """Somebody new."""
    shape = TEMPLATE + draw.normal(0, UNALIKE / 3, TEMPLATE.shape)
    shape = shape * draw.uniform(0.92, 1.08, 2)
    head = Head(shape, _unit(_direction(draw)), 0.9 * _direction(draw))
    return head.on_another_day(draw)


def _direction(draw: numpy.random.Generator) -> numpy.ndarray:
    return _unit(draw.normal(0, 1, len(DEPTH) + 60))


def _unit(vector: numpy.ndarray) -> numpy.ndarray:
    return vector / numpy.linalg.norm(vector)


def _print_turned(points: numpy.ndarray, degrees: float) -> numpy.ndarray:
    middle, depth, angle = points[[27, 8]].mean(axis=0), 900.0, radians(degrees)
    away = points - middle
    scale = depth / (depth - away[:, 0] * sin(angle))
    return numpy.column_stack([away[:, 0] * cos(angle) * scale, away[:, 1] * scale]) + middle
