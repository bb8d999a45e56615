"""Chromium with a camera of our making: an MJPEG that plays in a loop instead of a lens, or a head that hears."""

import base64
import functools
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy
from playwright.sync_api import Page, Playwright

from tests.browser.devices import CHROMIUM_ARGUMENTS, DEVICES, watch_page, write_fontconfig
from tests.faces import puppets
from tests.faces.portraits import jpeg, points_of, portrait
from tests.programs import find_chromium

HERE = Path(__file__).parent
HELD = 9
# How far a move has come from picture to picture.
PARTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
NOISE = numpy.random.default_rng(7)


@dataclass(frozen=True)
class LivingHead:
    """Somebody who does what the page asks: for each move JPEGs from rest to done."""

    poses: dict[str, list[bytes]]

    def script(self) -> str:
        """What a page runs before its own scripts: its camera shows this head."""
        packed = {
            move: [base64.b64encode(one).decode() for one in frames] for move, frames in self.poses.items()
        }
        return (HERE / "living_camera.js").read_text(encoding="utf-8").replace('"POSES"', json.dumps(packed))


@functools.cache
def living(name: str) -> LivingHead:
    """A head that hears what it is asked."""
    image = portrait(name)
    points = points_of(image)
    ends = {
        "turn_left": puppets.turned(points, yaw=26),
        "turn_right": puppets.turned(points, yaw=-26),
        "nod": puppets.turned(points, pitch=18),
        "open_mouth": puppets.opened_mouth(points),
        "blink": puppets.closed_eyes(points),
    }
    return LivingHead(
        {move: [_part(image, points, end, part) for part in PARTS] for move, end in ends.items()}
    )


def _part(image: numpy.ndarray, points: numpy.ndarray, end: numpy.ndarray, part: float) -> bytes:
    return jpeg(puppets.bent(image, points, points + (end - points) * part) if part else image)


def still(name: str) -> list[numpy.ndarray]:
    """A photo in front of the lens, moved a little as by a hand."""
    image = portrait(name)
    straight = [puppets.photo_turned(image, degrees) for degrees in (-4, -2, 0, 2, 4, 2, 0, -2)] * 3
    return [
        *straight,
        *(puppets.photo_turned(image, degrees) for degrees in (*range(0, 42, 3), *range(42, -42, -3))),
    ]


def turning(name: str, yaw: float) -> list[numpy.ndarray]:
    """A head that turns to one side only, again and again (yaw > 0: to its own left)."""
    image = portrait(name)
    points = points_of(image)
    turned = puppets.turned(points, yaw=yaw)
    frames = []
    for part in (0.0, 0.5, 1.0, 0.5):
        bent = puppets.bent(image, points, points + (turned - points) * part) if part else image
        frames += [bent] * (3 * HELD if part in (0.0, 1.0) else 3)
    return frames


def nobody() -> list[numpy.ndarray]:
    """An empty wall."""
    return [numpy.full((480, 640, 3), 170, numpy.uint8)] * 10


def dark(name: str) -> list[numpy.ndarray]:
    """A face in a dark workshop."""
    return [(portrait(name) * 0.22).astype(numpy.uint8)] * 10


def two(first: str, second: str) -> list[numpy.ndarray]:
    """Two people before one phone."""
    pair = numpy.hstack([portrait(first)[:, 120:520], portrait(second)[:, 120:520]])
    # A camera has one size: a movie whose frames change theirs is not shown.
    return [
        puppets.cv2.copyMakeBorder(
            puppets.cv2.resize(pair, (640, 384)), 48, 48, 0, 0, puppets.cv2.BORDER_REPLICATE
        )
    ] * 10


def troubles() -> list[numpy.ndarray]:
    """Nobody, two people and a face in the dark, each long enough to be told."""
    return [frame for frames in (nobody(), two("obama", "biden"), dark("obama")) for frame in frames * 6]


def watch_tracks(page: Page) -> None:
    """From the next page on, remember every camera that is opened."""
    page.add_init_script(
        "window.openedTracks = [];"
        "if (navigator.mediaDevices) {"
        " const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        " navigator.mediaDevices.getUserMedia = async (wanted) => {"
        "  const stream = await open(wanted); window.openedTracks.push(...stream.getTracks()); return stream; }; }"
    )


def live_tracks(page: Page) -> int:
    """How many cameras are still on, of at least one that was opened; they have a moment to end."""
    ask = "window.openedTracks.filter((one) => one.readyState === 'live').length"
    assert page.evaluate("window.openedTracks.length") >= 1
    for _ in range(10):
        if not page.evaluate(ask):
            break
        page.wait_for_timeout(50)
    return page.evaluate(ask)


def write_mjpeg(path: Path, frames: list[numpy.ndarray]) -> Path:
    """JPEG frames one after another, with the noise that a lens has: no two are the same bytes."""
    with path.open("wb") as file:
        for frame in frames:
            noise = NOISE.integers(-3, 4, frame.shape, dtype=numpy.int16)
            file.write(jpeg(numpy.clip(frame.astype(numpy.int16) + noise, 0, 255).astype(numpy.uint8)))
    return path


@contextmanager
def camera_phone(
    driver: Playwright,
    folder: Path,
    frames: list[numpy.ndarray] | LivingHead | None,
    state: dict | None = None,
    device: str = "phone",
):
    """A phone whose camera shows these frames, or one whose owner does not allow the camera;
    signed in as in `state`.
    """
    arguments = list(CHROMIUM_ARGUMENTS)
    if isinstance(frames, list):
        movie = write_mjpeg(folder / "camera.mjpeg", frames)
        arguments += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        arguments.append(f"--use-file-for-fake-video-capture={movie}")
    environment = {**os.environ, "FONTCONFIG_FILE": str(write_fontconfig(folder))}
    faults: list[str] = []
    browser = driver.chromium.launch(executable_path=find_chromium(), args=arguments, env=environment)
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=state, **DEVICES[device]
    )
    context.set_default_timeout(20_000)
    if isinstance(frames, list):
        context.grant_permissions(["camera"])
    if isinstance(frames, LivingHead):
        context.add_init_script(frames.script())
    page: Page = context.new_page()
    watch_page(page, faults)
    try:
        yield page
    finally:
        browser.close()
    assert faults == []
