"""The front of a web process on its own, with short deadlines, and what may be wrong with a request byte by byte."""

import gc
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from granian import Granian

from examapp.adapters.server.front.limits import MIB, Limits
from examapp.adapters.server.front.processes import front_options, run_front
from tests.servers import free_port

SHORT = Limits(
    header_seconds=1,
    small_seconds=1,
    stall_seconds=1,
    grace_seconds=1,
    most_bytes=4 * MIB,
    stored_bytes=6 * MIB,
)
THREADS = 2


def make_echo() -> Callable:
    """An application that tells what it was asked, and how many requests the process still holds; /slow/SECONDS takes its
    time, /fault raises, /large answers with 8 MB."""

    def application(environ: dict, start: Callable) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read()
        if path.startswith("/slow/"):
            time.sleep(float(path[6:]))
        if path == "/fault":
            raise RuntimeError("a fault of the application")
        told = {name: value for name, value in environ.items() if isinstance(value, str)}
        told |= {"length": len(body), "digest": hashlib.sha256(body).hexdigest()}
        if path == "/held":
            gc.collect()
            told["held"] = sum(type(thing).__name__ == "RSGIHTTPProtocol" for thing in gc.get_objects())
        content = bytes(8 * MIB) if path == "/large" else json.dumps(told).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
        return [content]

    return application


def serve_echo(port: int) -> None:
    """Until it is stopped."""
    Granian(
        "tests.fronts:make_echo", address="127.0.0.1", port=port, factory=True, backlog=2048, backpressure=2000,
        log_level="error", **front_options(SHORT),
    ).serve(spawn_target=partial(run_front, threads=THREADS, limits=SHORT))  # fmt: skip


class EchoServer:
    """`serve_echo` in an own process group."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "front.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fronts", str(self.port)],
                stdout=log, stderr=log, start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        while self.process.poll() is None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            time.sleep(0.05)
        raise RuntimeError(self.log.read_text())

    def stop(self) -> None:
        """At once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Line:
    """One connection, written and read byte by byte; `wrap` puts TLS around it."""

    def __init__(self, port: int, *, wrap: Callable = lambda plain: plain) -> None:
        self.socket = wrap(socket.create_connection(("127.0.0.1", port)))
        self.socket.settimeout(60)

    def send(self, data: bytes) -> "Line":
        """Write it all; a server that hung up has said enough."""
        with suppress(OSError):
            self.socket.sendall(data)
        return self

    def head(self, method: str = "POST", path: str = "/echo", length: int | str = 10) -> "Line":
        """A complete head whose body is to come; `length` "chunked" for one without a size."""
        size = "Transfer-Encoding: chunked" if length == "chunked" else f"Content-Length: {length}"
        kind = "Content-Type: application/x-www-form-urlencoded"
        return self.send(f"{method} {path} HTTP/1.1\r\nHost: here\r\n{kind}\r\n{size}\r\n\r\n".encode())

    def read(self) -> bytes:
        """Everything until the server hangs up."""
        received = b""
        with suppress(ConnectionError):
            while piece := self.socket.recv(65536):
                received += piece
        return received

    def answer(self) -> tuple[int, bytes]:
        """Status and body of one answer that says how long it is; (0, b"") when the server hung up."""
        received = b""
        with suppress(ConnectionError):
            while b"\r\n\r\n" not in received:
                piece = self.socket.recv(65536)
                if not piece:
                    return 0, b""
                received += piece
            head, _, body = received.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            while len(body) < length:
                body += self.socket.recv(65536)
            return int(head.split()[1]), body
        return 0, b""

    def close(self) -> None:
        """Vanish."""
        self.socket.close()


if __name__ == "__main__":
    serve_echo(int(sys.argv[1]))
