"""A real web server in its own process, for stories in a browser and for tests that kill it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

START_SECONDS = 180


def free_port() -> int:
    """A loopback port that nobody holds at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`examapp serve` (or another `act`, with its `options`) on a data folder, whose SQLite file it uses unless an address is given."""

    def __init__(self, folder: Path, database_url: str = "", **variables: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.act = "serve"
        self.options: tuple[str, ...] = ()
        self.process: subprocess.Popen | None = None
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("EXAMAPP_")}
        own = {"EXAMAPP_DATA_DIR": str(folder), "DATABASE_URL": database_url, "EXAMAPP_RATE_LIMITS": "0"}
        self.environment = {**inherited, **own, "PYTHONUNBUFFERED": "1", **variables}

    def start(self) -> "Server":
        """Start it and wait until it answers. Raises RuntimeError with what it printed when it does not."""
        command = [
            sys.executable,
            "-m",
            "examapp.commands",
            self.act,
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            *self.options,
        ]
        with self.log.open("ab") as log:
            # An own process group, because the web process is a child of the one that we start.
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            if self._answers():
                return self
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"the server did not start: {self.output()}")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/sign-in", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def output(self) -> str:
        """Everything it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def set_up_path(self) -> str:
        """The path of the one-time link for the first administrator, as printed."""
        return re.search(r"/set-up/\S+", self.output()).group()

    def command(self, *arguments: str) -> str:
        """Run another `examapp` command on the same data; gives its output. Raises CalledProcessError."""
        command = [sys.executable, "-m", "examapp.commands", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def demo_links(self) -> dict[str, str]:
        """Fresh one-time sign-in addresses by demonstration role; only on a demonstration database."""
        return json.loads(self.command("demo", "links", "--json", "--base-url", self.url))

    def kill(self) -> None:
        """End all its processes at once, without any chance to tidy up, as a power cut would."""
        if self.process:
            _signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        if self.process:
            _signal_group(self.process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
            self.kill()


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
