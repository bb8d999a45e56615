"""The processes of a node: a killed worker is back at once, a stop comes in time whatever hangs, nobody is left behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.databases import demo_folder
from tests.servers import Server
from tests.waiting import wait_until

STOP_SECONDS = 10


@pytest.fixture
def node(tmp_path):
    """node("serve") on a copy of the demonstration city."""
    started: list[Server] = []

    def start(act: str = "serve", database_url: str = "", *options: str) -> Server:
        folder = tmp_path / "data"
        shutil.copytree(demo_folder(), folder)
        server = Server(folder, database_url)
        server.act, server.options = act, options
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.kill()


def workers_of(server: Server) -> list[int]:
    """Process ids of the web workers."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def answers(server: Server) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{server.url}/readyz", timeout=2).status_code == 200
    return False


@pytest.mark.parametrize("act", ["run", "serve"])
def test_a_worker_killed_three_times_within_seconds_is_started_again_each_time_R52(node, act):
    server = node(act)
    for _ in range(3):
        (worker,) = workers_of(server)
        os.kill(worker, signal.SIGKILL)
        wait_until(
            lambda dead=worker: workers_of(server) not in ([], [dead]) and answers(server), "a new worker"
        )
    assert server.process.poll() is None


def test_each_of_several_workers_is_started_again_also_when_all_die_at_once_R52(node, empty_postgres):
    server = node("serve", empty_postgres, "--workers", "2")
    wait_until(lambda: len(workers_of(server)) == 2, "two workers")
    before = workers_of(server)
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: len(set(workers_of(server)) - set(before)) == 2 and answers(server), "two new workers")


LAST_WORDS = """
import atexit, gc, sys
atexit.register(lambda: print("swept" if gc.get_freeze_count() == 0 else "left as it is"))
sys.argv = ["examapp", "verify", "no-such-file"]
from examapp.entry import main
main()
"""


def test_a_process_that_ends_does_not_look_through_everything_it_made():
    said = subprocess.run([sys.executable, "-c", LAST_WORDS], capture_output=True, text=True).stdout
    assert said.endswith("left as it is\n")


def stop_in_time(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=STOP_SECONDS)


def assert_gone(workers: list[int]) -> None:
    wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in workers), "the end of the workers")


def test_a_stop_comes_in_time_although_a_worker_hangs_altogether(node):
    server = node()
    workers = workers_of(server)
    os.kill(workers[0], signal.SIGSTOP)
    stop_in_time(server)
    assert_gone(workers)


def test_a_stop_comes_in_time_although_a_phone_never_finishes_its_upload(node):
    server = node()
    workers = workers_of(server)
    with socket.create_connection(("127.0.0.1", server.port)) as phone:
        phone.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert phone.recv(4096).startswith(b"HTTP/1.1 200")
        phone.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nlogin_name=")
        stop_in_time(server)
    assert_gone(workers)


def test_workers_follow_a_main_process_that_was_killed_so_that_the_next_start_finds_the_port_free(node):
    server = node()
    workers = workers_of(server)
    server.process.kill()
    server.process.wait()
    assert_gone(workers)
    assert answers(server.start())
