"""Faces measured by another machine of the own network: a frame goes there and is forgotten there; every trouble is told honestly."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from examapp.adapters.faces.engines import DLIB_KIND, EngineKind, choose_engine
from examapp.adapters.faces.face_calibration import read_calibration
from examapp.adapters.faces.face_engine import LARGEST_PICTURE, FaceEngine, frame_of
from examapp.domain.errors import DomainError
from examapp.domain.face_judgements import Calibration
from examapp.domain.faces import Frame
from examapp.settings import Settings

STATE_SECONDS = 5.0


def open_faces(settings: Settings) -> "FaceEngine | RemoteFaces":
    """The engine of this machine, or of the face service when an address is set. Raises SettingsError."""
    kind = choose_engine(settings.face_engine)
    own = Path(settings.face_calibration) if settings.face_calibration else None
    calibration = read_calibration(own, kind)
    if settings.face_service:
        return RemoteFaces(settings.face_service, service_token(settings), calibration, kind)
    return FaceEngine(workers=settings.face_workers, kind=kind, calibration=calibration)


def service_token(settings: Settings) -> str:
    """What the machines of one installation share, made from their keys; worth nothing elsewhere."""
    return hmac.new(settings.lookup_key, b"examapp/face-service/v1", hashlib.sha256).hexdigest()


@dataclass
class RemoteFaces:
    """Sends one frame a request; nobody waits longer than `seconds`."""

    address: str
    token: str
    calibration: Calibration = field(default_factory=read_calibration)
    kind: EngineKind = DLIB_KIND
    seconds: float = 8.0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at, self._there = float("-inf"), False

    @property
    def model(self) -> str:
        """Both sides are of one release; the service refuses another model."""
        return self.kind.model

    def is_installed(self) -> bool:
        """Whether the service answers with this model; asked at most every few seconds."""
        with self._lock:
            fresh = time.monotonic() - self._asked_at <= STATE_SECONDS
            # One caller asks; the others go by what was known, for a page must not wait for another machine.
            self._asked_at = self._asked_at if fresh else time.monotonic()
        if not fresh:
            self._there = self._ask_state()
        return self._there

    def _ask_state(self) -> bool:
        try:
            status, body = self._send("GET", "/state", b"", 2.0)
        except OSError:
            return False
        return status == 200 and body.get("model") == self.model

    def measure(self, picture: bytes, *, encode: bool) -> Frame:
        """One picture. Raises faces_busy, faces_unavailable, picture_unreadable."""
        if not picture or len(picture) > LARGEST_PICTURE:
            raise DomainError("picture_unreadable")
        try:
            status, body = self._send("POST", f"/measure?encode={int(encode)}", picture, self.seconds)
        except OSError as error:
            raise DomainError("faces_unavailable") from error
        if status == 503:
            raise DomainError("faces_busy")
        if status == 422:
            raise DomainError("picture_unreadable")
        if status != 200 or body.get("model") != self.model:
            raise DomainError("faces_unavailable")
        return _frame(body)

    def _send(self, method: str, path: str, body: bytes, seconds: float) -> tuple[int, dict]:
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        # A connection of one's own each time: no proxy of the environment, no cookie, nothing kept.
        connection = kind(parts.hostname, parts.port, timeout=seconds)
        try:
            connection.request(method, path, body or None, {"Authorization": f"Bearer {self.token}"})
            answer = connection.getresponse()
            told = json.loads(answer.read() or b"{}")
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
        return answer.status, told if isinstance(told, dict) else {}

    def stop(self) -> None:
        """Nothing runs here."""


def _frame(body: dict) -> Frame:
    try:
        return frame_of(body)
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError("faces_unavailable") from error
