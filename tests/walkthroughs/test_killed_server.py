"""kill -9 in a storm of answers: what clients saw acknowledged is stored, once, after the restart (I1, I3, R12)."""

import json
import random
import shutil
import sqlite3
import threading
import uuid
from contextlib import suppress

import httpx
import pytest

from tests.databases import demo_folder
from tests.servers import Server

CLIENTS, STEPS_BEFORE_KILL = 6, 120


class Candidate:
    """Answers until stopped, sends every step up to three times, and writes down what was acknowledged."""

    def __init__(self, url: str, attempt: str, token: str, number: int) -> None:
        self.client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        self.path, self.dice = f"/api/attempts/{attempt}", random.Random(number)
        self.acked: dict[str, tuple[int, list[str]]] = {}
        self.seq = 0

    def open(self) -> None:
        self.slots = self.client.get(self.path).json()["slots"]

    def answer(self) -> None:
        self.seq += 1
        slot = self.dice.choice(self.slots)
        several = [choice["id"] for choice in slot["choices"]]
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


@pytest.fixture
def storm_server(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(demo_folder(), folder)
    made = Server(folder).start()
    yield made
    made.stop()


def storm(server: Server, candidates: list[Candidate], acknowledged_before_kill: int) -> None:
    """All answer at once; the server dies when so many answers were acknowledged."""
    dead = threading.Event()

    def work(candidate: Candidate) -> None:
        with suppress(httpx.TransportError):
            while not dead.is_set():
                candidate.answer()

    threads = [threading.Thread(target=work, args=(one,)) for one in candidates]
    for thread in threads:
        thread.start()
    while sum(len(one.acked) for one in candidates) < acknowledged_before_kill:
        dead.wait(0.005)
    server.kill()
    dead.set()
    for thread in threads:
        thread.join()


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(storm_server):
    issued = [
        line.split(",") for line in storm_server.command("attempts", "issue", "--count", str(CLIENTS)).split()
    ]
    candidates = [Candidate(storm_server.url, *pair, number) for number, pair in enumerate(issued)]
    for candidate in candidates:
        candidate.open()
    storm(storm_server, candidates, STEPS_BEFORE_KILL)
    storm_server.start()
    database = sqlite3.connect(storm_server.folder / "examapp.db")
    for candidate, (attempt, token) in zip(candidates, issued, strict=True):
        rows = database.execute(
            "select client_id, slot, response, seq from attempt_steps where attempt_id = ?", [attempt]
        ).fetchall()
        stored = {str(uuid.UUID(bytes=row[0])): (row[1], row[2].split(",")) for row in rows}
        assert len(rows) == len(stored)
        assert {one: stored.get(one) for one in candidate.acked} == candidate.acked
        headers = {"Authorization": f"Bearer {token}"}
        seen = httpx.get(f"{storm_server.url}/api/attempts/{attempt}", headers=headers).json()
        newest = {}
        for row in sorted(rows, key=lambda one: one[3]):
            newest[row[1]] = row[2].split(",")
        assert {slot["slot"]: slot["response"] for slot in seen["slots"] if slot["response"]} == newest
    check = json.loads(json.dumps(database.execute("pragma integrity_check").fetchone()))
    assert check == ["ok"]
    assert "审计日志完好" in storm_server.command("audit", "verify")
