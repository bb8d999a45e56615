"""Clients that answer as fast as they can while the server is killed, stopped or copied, and the check of what they saw acknowledged."""

import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from tests.servers import Server


class Candidate:
    """Answers until stopped, sends every step up to three times, and writes down what was acknowledged."""

    def __init__(self, url: str, attempt: str, token: str, number: int) -> None:
        self.client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        self.path, self.dice = f"/api/attempts/{attempt}", random.Random(number)
        self.acked: dict[str, tuple[int, list[str]]] = {}
        self.seq = 0

    def open(self) -> None:
        self.slots = open_paper(self.client, self.path).json()["slots"]

    def answer(self) -> None:
        self.seq += 1
        slot = self.dice.choice(self.slots)
        several = [choice["id"] for choice in slot["choices"]]
        if slot["type"] == "matching":
            several = [f"1={choice}" for choice in several]
        response = [self.dice.choice(several) if several else str(self.dice.randrange(100))]
        step = {
            "id": str(uuid.uuid4()),
            "seq": self.seq,
            "slot": slot["slot"],
            "response": response,
            "at": self.seq,
        }
        for _ in range(self.dice.randrange(1, 4)):
            answer = self.client.put(f"{self.path}/steps", json={"steps": [step]})
            if answer.status_code == 200:
                for one in answer.json()["acked"]:
                    self.acked[one] = (slot["slot"], response)


def open_paper(client: httpx.Client, path: str) -> httpx.Response:
    """The paper; who is told to wait comes back when told, as the page does."""
    while (answer := client.get(path)).status_code == 503 and answer.json().get("code") == "waiting":
        time.sleep(int(answer.headers["Retry-After"]))
    return answer


def issued(server: Server, count: int) -> list[list[str]]:
    """(attempt id, token) of fresh attempts on a demonstration server."""
    return [line.split(",") for line in server.command("attempts", "issue", "--count", str(count)).split()]


def enter(server: Server, pairs: list[list[str]]) -> list[Candidate]:
    """One candidate for each pair, with its paper open."""
    candidates = [Candidate(server.url, *pair, number) for number, pair in enumerate(pairs)]
    for candidate in candidates:
        candidate.open()
    return candidates


def storm(candidates: list[Candidate], acknowledged: int, strike: Callable[[], None]) -> None:
    """All answer at once; when so many answers were acknowledged the fault strikes, and they stop when it has struck."""
    over = threading.Event()

    def work(candidate: Candidate) -> None:
        with suppress(httpx.TransportError):
            while not over.is_set():
                candidate.answer()

    threads = [threading.Thread(target=work, args=(one,)) for one in candidates]
    for thread in threads:
        thread.start()
    while sum(len(one.acked) for one in candidates) < acknowledged:
        over.wait(0.005)
    strike()
    over.set()
    for thread in threads:
        thread.join()


def stored_steps(database: Path, attempt: str) -> list[tuple]:
    """(id, slot, response, seq) of the steps in a SQLite file."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "select client_id, slot, response, seq from attempt_steps where attempt_id = ?", [attempt]
        ).fetchall()
    return [(str(uuid.UUID(bytes=row[0])), row[1], row[2].split(","), row[3]) for row in rows]


def assert_stored_once(database: Path, attempt: str, acked: dict[str, tuple[int, list[str]]]) -> None:
    """Every acknowledged step is there with its response, and no step twice."""
    rows = stored_steps(database, attempt)
    stored = {row[0]: (row[1], row[2]) for row in rows}
    assert len(rows) == len(stored)
    assert {one: stored.get(one) for one in acked} == acked
