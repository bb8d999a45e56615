"""Asks the face process: one picture after another, with a time limit, honest when it is busy, broken or not installed."""

import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from examapp.adapters.faces.engines import DLIB_KIND, ENCODE, PHOTO, EngineKind
from examapp.adapters.faces.face_calibration import read_calibration
from examapp.domain.errors import DomainError
from examapp.domain.face_judgements import Calibration
from examapp.domain.faces import Frame

# Bytes of a frame of the camera page, and of a whole photo that an evaluation looks at.
LARGEST_PICTURE, LARGEST_PHOTO = 400_000, 40_000_000


@dataclass
class FaceEngine:
    """Measures pictures in `workers` child processes, which start with the first picture and are replaced when they die.

    Nobody waits in a queue here: when all are busy the caller is told, because a waiting request would hold a thread
    that answers need. Raises faces_busy, faces_unavailable, picture_unreadable.
    """

    workers: int = 1
    seconds: float = 8.0
    start_seconds: float = 60.0
    kind: EngineKind = DLIB_KIND
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        self.calibration = self.calibration or read_calibration(kind=self.kind)
        self._free = [_Child(self.kind.name) for _ in range(self.workers)]
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """Engine and model, stored with every score."""
        return self.kind.model

    def is_installed(self) -> bool:
        """Whether the parts are there and may run at all; an install without them is a whole one."""
        return self.workers > 0 and self.kind.is_installed()

    def measure(self, picture: bytes, *, encode: bool) -> Frame:
        """One picture; `encode` asks for the 128 numbers as well."""
        return self._measured(picture, encode * ENCODE, LARGEST_PICTURE)

    def measure_photo(self, picture: bytes) -> Frame:
        """One photo of any usual size, shrunk and turned as its EXIF says, with its numbers: for an evaluation."""
        return self._measured(picture, ENCODE | PHOTO, LARGEST_PHOTO)

    def _measured(self, picture: bytes, flags: int, largest: int) -> Frame:
        if not picture or len(picture) > largest:
            raise DomainError("picture_unreadable")
        if not self.is_installed():
            raise DomainError("faces_unavailable")
        with self._lock:
            child = self._free.pop() if self._free else None
        if child is None:
            raise DomainError("faces_busy")
        try:
            answer = child.ask(picture, flags, self.seconds, self.start_seconds)
        finally:
            with self._lock:
                self._free.append(child)
        if "error" in answer:
            raise DomainError("picture_unreadable")
        return frame_of(answer)

    def stop(self) -> None:
        """End the children."""
        for child in self._free:
            child.kill()


def frame_of(answer: dict) -> Frame:
    """What the measuring process or the face service answered. Raises KeyError, TypeError, ValueError."""
    return Frame(
        faces=int(answer["faces"]),
        width=int(answer["width"]),
        height=int(answer["height"]),
        brightness=float(answer["brightness"]),
        sharpness=float(answer["sharpness"]),
        points=tuple((float(x), float(y)) for x, y in answer["points"]),
        encoding=tuple(float(number) for number in answer["encoding"]),
        tint=tuple(float(difference) for difference in answer["tint"]),
    )


class _Child:
    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._process: subprocess.Popen | None = None

    def ask(self, picture: bytes, flags: int, seconds: float, start_seconds: float) -> dict:
        fresh = self._process is None or self._process.poll() is not None
        if fresh:
            self._start()
        try:
            self._process.stdin.write(struct.pack(">IB", len(picture), flags) + picture)
            self._process.stdin.flush()
            limit = time.monotonic() + (start_seconds if fresh else seconds)
            (size,) = struct.unpack(">I", self._read(4, limit))
            return json.loads(self._read(size, limit))
        except (OSError, EOFError, ValueError, struct.error) as error:
            self.kill()
            raise DomainError("faces_unavailable") from error

    def _start(self) -> None:
        # One thread a child: more of them would take the core that answers are saved on.
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        # The engine's name is one of two of our own.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "examapp.adapters.faces.face_child", self._engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def _read(self, size: int, limit: float) -> bytes:
        held = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while len(held) < size:
                if not selector.select(max(0.0, limit - time.monotonic())):
                    raise TimeoutError
                part = os.read(self._process.stdout.fileno(), size - len(held))
                if not part:
                    raise EOFError
                held += part
        return held

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
