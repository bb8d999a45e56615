"""A throw-away Redis server, started from installed binaries; each test that wants one has its own, so that it may stop it."""

import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.programs import find_redis
from tests.servers import free_port

START_SECONDS = 30


class RedisServer:
    """One server on a loopback port that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> "RedisServer":
        """Start it, empty, and wait until it answers. Raises RuntimeError with what it printed."""
        command = [
            find_redis(),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            if self.answers():
                return self
            time.sleep(0.02)
        self.stop()
        raise RuntimeError((self.folder / "redis.log").read_text(encoding="utf-8", errors="replace"))

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            return bool(Redis.from_url(self.url, socket_timeout=1).ping())
        except RedisError:
            return False

    def stop(self) -> None:
        """End it at once; what it held is gone."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
