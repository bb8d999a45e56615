"""A storm of answers while the server is killed, stopped or loses power: what clients saw acknowledged is stored, once."""

import http.client
import os
import shutil
import signal
import sqlite3
import threading

import httpx
import pytest

from tests.databases import demo_folder
from tests.load.crowds import allow_connections
from tests.servers import Server
from tests.storms import assert_stored_once, enter, issued, open_paper, stored_steps, storm

CLIENTS, STEPS_BEFORE, AT_ONCE, PHONES = 6, 120, 100, 2_200


@pytest.fixture
def storm_server(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(demo_folder(), folder)
    made = Server(folder).start()
    yield made
    made.stop()


@pytest.mark.parametrize("how", ["kill", "stop"], ids=["killed_R12", "restarted_for_an_update_R20"])
def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_goes_I1_I3(storm_server, how):
    pairs = issued(storm_server, CLIENTS)
    candidates = enter(storm_server, pairs)
    storm(candidates, STEPS_BEFORE, getattr(storm_server, how))
    storm_server.start()
    path = storm_server.folder / "examapp.db"
    for candidate, (attempt, token) in zip(candidates, pairs, strict=True):
        assert_stored_once(path, attempt, candidate.acked)
        headers = {"Authorization": f"Bearer {token}"}
        seen = httpx.get(f"{storm_server.url}/api/attempts/{attempt}", headers=headers).json()
        newest = {slot: response for _, slot, response, _ in sorted(stored_steps(path, attempt), key=_seq)}
        assert {slot["slot"]: slot["response"] for slot in seen["slots"] if slot["response"]} == newest
    with sqlite3.connect(path) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert "审计日志完好" in storm_server.command("audit", "verify")


def _seq(row: tuple) -> int:
    return row[3]


def test_a_power_cut_at_any_moment_leaves_everything_acknowledged_on_the_disk_R12(storm_server, tmp_path):
    pairs = issued(storm_server, CLIENTS)
    candidates = enter(storm_server, pairs)
    for cut in range(5):
        copy = tmp_path / f"cut-{cut}"
        acked = _cut_power(storm_server, candidates, copy, wanted=40 * (cut + 1))
        for (attempt, _), held in zip(pairs, acked, strict=True):
            assert_stored_once(copy / "examapp.db", attempt, held)


def _cut_power(server: Server, candidates: list, copy, wanted: int) -> list[dict]:
    """Freeze the server in mid-storm and copy what the disk holds, as a power cut would leave it; gives what was acknowledged."""
    seen: list[dict] = []

    def strike() -> None:
        os.killpg(server.process.pid, signal.SIGSTOP)
        try:
            # What had arrived at the clients before the cut; answers on the way back are not promises yet.
            seen.extend(dict(one.acked) for one in candidates)
            copy.mkdir()
            for file in server.folder.glob("examapp.db*"):
                shutil.copy(file, copy / file.name)
        finally:
            os.killpg(server.process.pid, signal.SIGCONT)

    storm(candidates, wanted, strike)
    (copy / "examapp.db-shm").unlink(missing_ok=True)
    return seen


def test_a_hundred_people_who_start_in_the_same_moment_all_get_a_full_paper_of_their_own_R18(storm_server):
    pairs = issued(storm_server, AT_ONCE)
    gate, papers = threading.Barrier(AT_ONCE), {}

    def start(attempt: str, token: str) -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
            gate.wait()
            papers[attempt] = open_paper(client, f"{storm_server.url}/api/attempts/{attempt}")

    threads = [threading.Thread(target=start, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [paper.status_code for paper in papers.values()] == [200] * AT_ONCE
    told = [paper.json() for paper in papers.values()]
    assert {len(one["slots"]) for one in told} == {10}
    # The clock starts when the paper goes out, so that nobody pays for the crowd.
    assert {one["deadline"] - one["server_time"] for one in told} == {
        told[0]["deadline"] - told[0]["server_time"]
    }
    stems = {tuple(slot["stem"] for slot in one["slots"]) for one in told}
    assert len(stems) > AT_ONCE * 0.95


def test_more_phones_than_the_backlog_holds_keep_their_connections_and_the_next_one_is_served(storm_server):
    allow_connections(PHONES // 2)
    phones = []
    try:
        for _ in range(PHONES):
            phones.append(http.client.HTTPConnection("127.0.0.1", storm_server.port, timeout=20))
            phones[-1].request("GET", "/healthz")
            answer = phones[-1].getresponse()
            assert (answer.status, answer.read()[:1]) == (200, b"{")
    finally:
        for phone in phones:
            phone.close()
