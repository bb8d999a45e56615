"""The threads that ask the WSGI application, each for a request whose body is complete."""

import logging
import sys
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from queue import SimpleQueue
from typing import Any, BinaryIO

log = logging.getLogger(__name__)
Application = Callable[[dict, Callable], Iterable[bytes]]
_ALWAYS = {
    "GATEWAY_INTERFACE": "CGI/1.1",
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "HTTP_HOST": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}
_MOST_NAMES = 256
_PLAIN = [("content-type", "text/plain; charset=utf-8")]


class Callers:
    """A fixed number of threads and the requests that wait for one."""

    def __init__(self, application: Application, count: int) -> None:
        self._application = application
        self._waiting: SimpleQueue = SimpleQueue()
        self._names: dict[str, str] = {}
        for number in range(count):
            threading.Thread(target=self._work, name=f"examapp-call-{number}", daemon=True).start()

    def call(self, watcher: Any, body: Any = None, length: int | None = None) -> None:
        """Have a request answered. `body`: a finished reading of the server's, or an open file, which is closed afterwards;
        `length`: of the body, where the client named none."""
        self._waiting.put((watcher, body, length))

    def _work(self) -> None:
        take = self._waiting.get
        while True:
            watcher, body, length = take()
            try:
                self._answer(watcher, body, length)
            except BaseException:
                log.exception("a request was not answered")
            # Nothing of this request stays alive while the thread waits for the next one.
            watcher = body = None

    def _answer(self, watcher: Any, body: Any, length: int | None) -> None:
        opened = _open_body(body)
        if opened is None:
            refuse_broken(watcher)
            return
        try:
            environ = self.make_environ(watcher.scope, opened)
            if length is not None:
                environ["CONTENT_LENGTH"] = str(length)
            answer(watcher, *self._ask(environ))
        finally:
            opened.close()

    def _ask(self, environ: dict) -> tuple[int, list[tuple[str, str]], bytes]:
        start = _Start()
        try:
            parts = self._application(environ, start)
            try:
                content = b"".join(parts)
            finally:
                if hasattr(parts, "close"):
                    parts.close()
        except Exception:
            log.exception("the application raised")
            return 500, _PLAIN, "系统出了问题，请稍后再试。".encode()
        return start.status, start.headers, content

    def make_environ(self, scope: Any, body: BinaryIO) -> dict:
        """The request as WSGI wants it; headers that came more than once are joined, names with an underscore are dropped."""
        server, _, port = scope.server.rpartition(":")
        environ = {
            **_ALWAYS,
            "REQUEST_METHOD": scope.method,
            "PATH_INFO": _as_latin(scope.path),
            "QUERY_STRING": _as_latin(scope.query_string),
            "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
            "SERVER_NAME": server,
            "SERVER_PORT": port,
            "REMOTE_ADDR": scope.client.rpartition(":")[0],
            "wsgi.url_scheme": scope.scheme,
            "wsgi.input": body,
        }
        names = self._names
        for header, value in scope.headers.items():
            name = names.get(header)
            if name is None:
                name = self._name_of(header)
            # X_Forwarded_For would be read as the X-Forwarded-For of the proxy in front.
            if not name:
                continue
            if name in environ and name != "HTTP_HOST":
                value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
            environ[name] = value
        return environ

    def _name_of(self, header: str) -> str:
        name = "" if "_" in header else header.upper().replace("-", "_")
        if name and name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        if len(self._names) < _MOST_NAMES:
            self._names[header] = name
        return name


class _Start:
    """WSGI's start_response."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status: int = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers


def answer(watcher: Any, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
    """Send an answer; a client that is gone by now is none of our faults."""
    try:
        watcher.proto.response_bytes(status, headers, content)
    except Exception as error:
        log.debug("nobody took the answer: %s", type(error).__name__)
    watcher.done()


def refuse_slow(watcher: Any) -> None:
    """What somebody reads whose body did not come; devices that answer keep their steps and send them again."""
    text = "网络太慢，内容没有传完，没有保存。请检查网络后再试一次。"
    answer(watcher, 408, [*_PLAIN, ("cache-control", "no-store"), ("connection", "close")], text.encode())


def refuse_broken(watcher: Any) -> None:
    """A body that is not what its head said, mostly of a client that went away: the application never hears of it."""
    text = "内容没有传完，没有保存。请再试一次。"
    answer(watcher, 400, [*_PLAIN, ("cache-control", "no-store"), ("connection", "close")], text.encode())


def _open_body(body: Any) -> BinaryIO | None:
    """What the application reads; None of a body that broke off."""
    if body is None:
        return BytesIO()
    if hasattr(body, "read"):
        return body
    return BytesIO(body.result()) if is_whole(body) else None


def is_whole(reading: Any) -> bool:
    """Whether a finished reading has a result. Raised, its error would hold the frames that hold the reading: a circle through
    the server's own objects, which Python never finds."""
    return not reading.cancelled() and reading.exception() is None


def _as_latin(text: str) -> str:
    """WSGI's strings hold bytes: UTF-8 seen as Latin-1."""
    return text if text.isascii() else text.encode().decode("latin-1")
