"""The face service: one frame in, measured numbers out; nothing is stored or logged, and when all are busy it says so."""

import hmac
import json
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from examapp.adapters.faces.face_engine import LARGEST_PICTURE, FaceEngine
from examapp.domain.errors import DomainError

IDLE_SECONDS = 10
STATUS = {"faces_busy": 503, "picture_unreadable": 422, "faces_unavailable": 500}


def make_face_server(engine: FaceEngine, token: str, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is bound and not yet serving; port 0 takes a free one."""

    class Handler(_Handler):
        """Bound to this engine and this token."""

        measured_by = engine
        expected = token

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    measured_by: FaceEngine
    expected: str
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server_version, sys_version = "examapp-faces", ""

    def do_GET(self) -> None:
        """Which model answers here."""
        if self._is_known() and urlsplit(self.path).path == "/state":
            installed = self.measured_by.is_installed()
            self._answer(200 if installed else 500, {"model": self.measured_by.model})

    def do_POST(self) -> None:
        """Measure the body; it lives in memory until the answer is sent."""
        if not self._is_known():
            return
        parts = urlsplit(self.path)
        length = self.headers.get("Content-Length", "")
        if parts.path != "/measure" or not length.isdigit() or not 0 < int(length) <= LARGEST_PICTURE:
            self._answer(422, {})
            return
        picture = self.rfile.read(int(length))
        try:
            frame = self.measured_by.measure(picture, encode=parse_qs(parts.query).get("encode") == ["1"])
        except DomainError as error:
            self._answer(STATUS.get(error.code, 500), {"error": error.code})
            return
        self._answer(200, {**asdict(frame), "model": self.measured_by.model})

    def _is_known(self) -> bool:
        given = self.headers.get("Authorization", "")
        known = hmac.compare_digest(given.encode(), f"Bearer {self.expected}".encode())
        if not known:
            self._answer(401, {})
        return known

    def _answer(self, status: int, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if status != 200:
            # What was not read must not be taken for the next request.
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing about a face is written down, not even that there was one."""
