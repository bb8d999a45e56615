"""Servers under measurement: their processes' CPU time, and a small HTTP client that costs little itself."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.servers import free_port


class Measured:
    """One granian server in an own process group."""

    def __init__(self, target: str, environment: dict[str, str], threads: int, log: Path) -> None:
        self.port = free_port()
        command = [
            sys.executable, "-m", "granian", target, "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", str(threads), "--backlog", "2048", "--log-level", "error",
        ]  # fmt: skip
        self.log = log.open("ab")
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def wait(self, path: str) -> "Measured":
        """Until it answers."""
        for _ in range(600):
            try:
                Client(self.port).send("GET", path)
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("server did not start")

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        ticks, total = os.sysconf("SC_CLK_TCK"), 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == self.process.pid:
                total += int(fields[11]) + int(fields[12])
        return total / ticks

    def stop(self) -> None:
        """End the group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(
        self, method: str, path: str, body: str | None = None, token: str = "", **headers: str
    ) -> tuple[int, bytes]:
        """Status and body."""
        sent = {"Content-Type": "application/json", **headers}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def drive(port: int, clients: int, work) -> tuple[float, list]:
    """Run work(client, number) on so many connections at once; wall seconds and what each gave back."""
    results: list = [None] * clients
    barrier = threading.Barrier(clients + 1)

    def run(number: int) -> None:
        client = Client(port)
        barrier.wait()
        results[number] = work(client, number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, results
