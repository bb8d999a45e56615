"""Moving heads for tests, made from one portrait: a head that turns in space, and the flat photo that an attacker turns."""

import itertools
import math

import cv2
import numpy

# Depth of the 68 points towards the camera, in eye distances: jaw far back, nose tip foremost. Rough, as heads are.
DEPTH = list(itertools.chain(
    [-0.85, -0.8, -0.72, -0.62, -0.5, -0.36, -0.24, -0.15, -0.12, -0.15, -0.24, -0.36, -0.5, -0.62, -0.72, -0.8, -0.85],
    [-0.2, -0.08, 0.0, 0.03, 0.05, 0.05, 0.03, 0.0, -0.08, -0.2],
    [0.1, 0.2, 0.32, 0.42, 0.16, 0.2, 0.24, 0.2, 0.16],
    [-0.14, -0.06, -0.05, -0.04, -0.05, -0.06, -0.04, -0.05, -0.06, -0.14, -0.06, -0.05],
    [0.0, 0.1, 0.17, 0.19, 0.17, 0.1, 0.0, 0.08, 0.13, 0.14, 0.13, 0.08, 0.02, 0.13, 0.15, 0.13, 0.02, 0.1, 0.11, 0.1],
))  # fmt: skip


def turned(points: numpy.ndarray, *, yaw: float = 0.0, pitch: float = 0.0) -> numpy.ndarray:
    """Where the points of a real head stand after turning by so many degrees (yaw > 0: to its own left)."""
    eyes = numpy.linalg.norm(points[36] - points[45])
    middle = points[[27, 8]].mean(axis=0)
    solid = numpy.column_stack([(points - middle) / eyes, numpy.array(DEPTH) + 0.5])
    a, b = math.radians(yaw), math.radians(pitch)
    x = solid[:, 0] * math.cos(a) + solid[:, 2] * math.sin(a)
    z = -solid[:, 0] * math.sin(a) + solid[:, 2] * math.cos(a)
    y = solid[:, 1] * math.cos(b) + z * math.sin(b)
    z = -solid[:, 1] * math.sin(b) + z * math.cos(b)
    scale = 6 / (6 - z + 0.5)
    return numpy.column_stack([x * scale, y * scale]) * eyes + middle


def opened_mouth(points: numpy.ndarray) -> numpy.ndarray:
    """Lower lip and chin let down."""
    moved, eyes = points.copy(), numpy.linalg.norm(points[36] - points[45])
    for number in [55, 56, 57, 58, 59, 65, 66, 67]:
        moved[number, 1] += 0.32 * eyes
    for number in range(5, 12):
        moved[number, 1] += 0.2 * eyes
    return moved


def closed_eyes(points: numpy.ndarray) -> numpy.ndarray:
    """Upper lids on the lower ones."""
    moved = points.copy()
    for upper, lower in ((37, 41), (38, 40), (43, 47), (44, 46)):
        moved[upper] = points[lower] - (0, 1)
    return moved


def bent(image: numpy.ndarray, points: numpy.ndarray, moved: numpy.ndarray) -> numpy.ndarray:
    """The picture with its points moved, triangle by triangle; its edges stay."""
    height, width = image.shape[:2]
    edge = [
        (x, y)
        for x in (0, width // 2, width - 1)
        for y in (0, height // 2, height - 1)
        if (x, y) != (width // 2, height // 2)
    ]
    forehead = points[17:27] - (0, 0.55 * numpy.linalg.norm(points[36] - points[45]))
    lifted = moved[17:27] - (0, 0.55 * numpy.linalg.norm(points[36] - points[45]))
    source = numpy.vstack([points, forehead, edge]).astype(numpy.float32)
    target = numpy.vstack([moved, lifted, edge]).astype(numpy.float32)
    subdivision = cv2.Subdiv2D((-1, -1, width + 2, height + 2))
    for x, y in source:
        subdivision.insert((float(min(max(x, 0), width)), float(min(max(y, 0), height))))
    result = image.copy()
    for triangle in subdivision.getTriangleList().reshape(-1, 3, 2):
        places = [int(numpy.argmin(((source - corner) ** 2).sum(axis=1))) for corner in triangle]
        if len(set(places)) == 3:
            _paste(image, result, source[places], target[places])
    return result


def _paste(image, result, source, target) -> None:
    # Only the box around the triangle: the whole picture for every triangle takes ten times as long.
    height, width = image.shape[:2]
    (left, top), (right, bottom) = target.min(axis=0), target.max(axis=0)
    left, top = max(int(left) - 1, 0), max(int(top) - 1, 0)
    right, bottom = min(int(right) + 2, width), min(int(bottom) + 2, height)
    if right <= left or bottom <= top:
        return
    corner = numpy.array([left, top])
    mask = numpy.zeros((bottom - top, right - left), numpy.uint8)
    cv2.fillConvexPoly(mask, numpy.round(target - corner).astype(numpy.int32), 255)
    mapping = cv2.getAffineTransform(source.astype(numpy.float32), (target - corner).astype(numpy.float32))
    warped = cv2.warpAffine(
        image, mapping, (right - left, bottom - top), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    place = result[top:bottom, left:right]
    place[mask > 0] = warped[mask > 0]


def photo_turned(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A printed photo held up and turned about its upright axis, with perspective."""
    height, width = image.shape[:2]
    a, depth = math.radians(degrees), 2.2 * width
    corners = []
    for x, y in (
        (-width / 2, -height / 2),
        (width / 2, -height / 2),
        (width / 2, height / 2),
        (-width / 2, height / 2),
    ):
        scale = depth / (depth - x * math.sin(a))
        corners.append((x * math.cos(a) * scale + width / 2, y * scale + height / 2))
    source = numpy.float32([(0, 0), (width, 0), (width, height), (0, height)])
    mapping = cv2.getPerspectiveTransform(source, numpy.float32(corners))
    return cv2.warpPerspective(image, mapping, (width, height), borderMode=cv2.BORDER_REPLICATE)
