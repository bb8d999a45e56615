"""Servers under measurement: their processes' CPU time, and a small HTTP client that costs little itself."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.servers import free_port

CLIENTS = 4
_TICKS = os.sysconf("SC_CLK_TCK")


class Measured:
    """One granian server in an own process group."""

    def __init__(
        self, target: str, environment: dict[str, str], threads: int, log: Path, workers: int = 1
    ) -> None:
        self.port, self.workers = free_port(), workers
        command = [
            sys.executable, "-m", "tests.bench.served", target, str(self.port), str(workers), str(threads)
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
        group = str(self.process.pid)
        spent = (int(row[11]) + int(row[12]) for row in _processes() if row[2] == group)
        return sum(spent) / _TICKS

    def stop(self) -> None:
        """End the group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _processes() -> Iterator[list[str]]:
    # Fields of /proc/<pid>/stat after the name: state, parent, group, ... user and system time at 11 and 12.
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield [*stat.read_text().rsplit(")", 1)[1].split(), stat.parent.name]
        except (FileNotFoundError, ProcessLookupError):
            continue


def tree_cpu_seconds(parent: int) -> float:
    """User and system time of a process, of its running children and of those that have ended."""
    total = 0
    for row in _processes():
        if row[-1] == str(parent):
            total += sum(int(row[place]) for place in (11, 12, 13, 14))
        elif row[1] == str(parent):
            total += int(row[11]) + int(row[12])
    return total / _TICKS


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
    failures: list[BaseException] = []
    barrier = threading.Barrier(clients + 1)

    def run(number: int) -> None:
        client = Client(port)
        barrier.wait()
        try:
            results[number] = work(client, number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - began, results


def cpu_per_request(
    server: Measured, count: int, request: Callable[[Client, int], object], clients: int = CLIENTS
) -> float:
    """CPU-ms of the server for each of `count` requests, sent by several clients at once."""

    def work(client: Client, first: int) -> None:
        for number in range(first, count, clients):
            request(client, number)

    before = server.cpu_seconds()
    drive(server.port, clients, work)
    return (server.cpu_seconds() - before) * 1000 / count
