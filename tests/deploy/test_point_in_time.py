"""Recovery to a moment with PostgreSQL's own programs, on a real server, from the settings that deploy/ ships (R43)."""

import shutil
import tempfile
from pathlib import Path

import pytest

from examapp.adapters.clock import FixedClock
from examapp.adapters.databases import postgres_tools
from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.core.audit import find_tampering
from examapp.services.core.counters import next_number
from examapp.services.core.transactions import transaction
from tests.console.operator import Operator
from tests.databases import fill_database, make_settings
from tests.deploy.archiving import ArchivingServer, moment_of
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.world import MOMENT, build_world

pytestmark = pytest.mark.postgres


@pytest.fixture
def server(cluster, tmp_path):
    """An archiving server with a filled database; in a short path, because a socket's address may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="pitr-"))
    made = ArchivingServer(folder)
    made.make()
    filled = cluster.address(cluster.template("filled", fill_database))
    postgres_tools.dump(filled, None, tmp_path / "filled.dump", 0)
    postgres_tools.restore(made.create("examapp"), tmp_path / "filled.dump", 0)
    yield made
    made.stop_on(made.base if (made.base / "postmaster.pid").exists() else made.data)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_site_is_put_back_to_a_minute_before_the_mistake_and_papers_go_on_R43(server, tmp_path):
    address = server.address("examapp")
    app = create_app(make_settings(tmp_path, address), clock=FixedClock(MOMENT), queue=InlineQueue())
    with app.app_context():
        ports = app.extensions["ports"]
        world = build_world(ports)
        _, attempt = confirmed(world, ports, open_quiz(world, ports))
        server.take_base()
        device, rights = Device(app, attempt), right_answers(attempt)
        device.read()
        assert device.put(step(1, rights[0], 1), step(2, rights[1], 2)).status_code == 200
        with transaction():
            assert next_number("certificate:2026") == 1
        moment = moment_of(address)
        # The mistake: answers of that time are lost with it, and a number that was printed.
        late = [step(slot, rights[slot - 1], slot) for slot in range(3, len(rights) + 1)]
        assert device.put(*late).status_code == 200
        with transaction():
            assert next_number("certificate:2026") == 2
        server.archive_now()
        db.session.remove()
        db.engine.dispose()
        server.stop_on(server.data)
        server.recover(moment)
        said = Operator(tmp_path, address).does("recovered", "--skip-numbers", 100)
        assert "最后一次保存的答案：2026-11-23 10:00:00" in said
        assert [slot["response"] for slot in device.read().json["slots"][:3]] == [rights[0], rights[1], []]
        with transaction():
            assert next_number("certificate:2026") == 102
        assert device.submit(len(rights)).json["data"]["missing"] == list(range(3, len(rights) + 1))
        assert device.put(*late).status_code == 200
        assert device.submit(len(rights)).status_code == 200
        assert device.result().json["passed"]
        assert find_tampering() is None
        db.session.remove()
        db.engine.dispose()
