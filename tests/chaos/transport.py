"""One candidate's line to the server: HTTP over connections that may break at any moment."""

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

# As the real page waits for an answer (static/js/attempt/outbox.js).
TIMEOUT = 15.0


class NoAnswerError(Exception):
    """Nothing that counts as an answer of ours arrived: cut, timed out, or HTML where JSON belongs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer of the application."""

    status: int
    body: dict
    retry_after: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether this is a place in the line before the exam."""
        return self.status == 503 and self.body.get("code") == "waiting"


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that came back instead of an acknowledgement, kept for the judge of pages."""

    path: str
    status: int
    kind: str
    text: str
    retry_after: str = ""


class Line:
    """A keep-alive connection for one bearer of a token; `watch` is told of every answer that is not a 200."""

    def __init__(self, port: int, token: str, watch: Callable[[Seen], None]) -> None:
        self.port = port
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        self._watch = watch
        self._open: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: dict | None = None) -> Answer:
        """Ask and read. Raises NoAnswerError; then nobody knows whether the server did it."""
        connection = self._ask(method, path, body)
        return self._read(connection, path)

    def send_and_hang_up(self, method: str, path: str, body: dict) -> None:
        """Ask, wait until the server has surely begun, and never read: the acknowledgement is lost."""
        self._ask(method, path, body)
        time.sleep(0.05)
        self.hang_up()

    def send_twice_at_once(self, method: str, path: str, body: dict) -> Answer:
        """The same on two connections before either is read."""
        other = Line(self.port, "", self._watch)
        other._headers = self._headers
        try:
            second = other._ask(method, path, body)
            first = self.send(method, path, body)
            other._read(second, path)
            return first
        finally:
            other.hang_up()

    def hang_up(self) -> None:
        """Close whatever is open."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _ask(self, method: str, path: str, body: dict | None) -> http.client.HTTPConnection:
        if self._open is None:
            self._open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            text = None if body is None else json.dumps(body, ensure_ascii=False).encode()
            self._open.request(method, path, text, self._headers)
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            raise NoAnswerError(type(error).__name__) from error
        return self._open

    def _read(self, connection: http.client.HTTPConnection, path: str) -> Answer:
        try:
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            raise NoAnswerError(type(error).__name__) from error
        kind = answer.getheader("Content-Type", "")
        if answer.status != 200:
            text = data[:4000].decode("utf-8", "replace")
            self._watch(Seen(path, answer.status, kind, text, answer.getheader("Retry-After", "")))
        if not kind.startswith("application/json"):
            raise NoAnswerError(f"{answer.status} {kind}")
        return Answer(answer.status, json.loads(data), float(answer.getheader("Retry-After") or 0))
