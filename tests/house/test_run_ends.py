"""A test run that is killed leaves no database server and no folder behind."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.locks import VARIABLE
from tests.waiting import wait_until

RUN = """
from tests.locks import open_run_folder
from tests.postgres import Cluster
cluster = Cluster(open_run_folder())
cluster.start()
print(cluster.folder, flush=True)
input()
"""


def runs(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@pytest.mark.postgres
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_a_killed_run_leaves_no_server_and_no_folder(cluster, how):
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    run = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    folder = Path(run.stdout.readline().strip())
    server = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    assert runs(server)
    run.send_signal(how)
    assert run.wait(timeout=60) == -how
    run.communicate()
    wait_until(lambda: not runs(server), "the end of the server")
    wait_until(lambda: not folder.exists(), "the end of its folder")
