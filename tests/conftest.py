"""Fixtures: a migrated database per test on SQLite and PostgreSQL, the application on it, the small world."""

import ipaddress
import os
import shutil
import socket
import uuid
from pathlib import Path

import pytest
from flask_migrate import upgrade

from examapp.adapters.clock import FixedClock
from examapp.adapters.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services import sign_ins
from examapp.settings import Settings
from tests.locks import close_run_folder, locked, open_run_folder, run_folder
from tests.pages import Browser
from tests.postgres import Cluster
from tests.programs import WITHOUT_POSTGRES, explain
from tests.world import MOMENT, build_world, fill_bank


def pytest_configure(config) -> None:
    """The first process of a run makes the shared folder."""
    if not hasattr(config, "workerinput"):
        open_run_folder()


def pytest_unconfigure(config) -> None:
    """... and, when the others are done, stops what they shared."""
    if not hasattr(config, "workerinput"):
        Cluster(run_folder()).stop()
        close_run_folder()


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    connect = socket.socket.connect

    def refuse_strangers(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and self.type == socket.SOCK_STREAM:
            assert ipaddress.ip_address(address[0]).is_loopback, f"a test reaches out to {address[0]}"
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse_strangers)
        yield


def make_settings(folder: Path, database_url: str = "", **changes: str) -> Settings:
    """Settings with fresh keys in a folder; rate limits off unless a test wants them."""
    given = {"EXAMAPP_DATA_DIR": str(folder), "DATABASE_URL": database_url, "EXAMAPP_RATE_LIMITS": "0"}
    return Settings.from_environment({**given, **changes})


def _fill(database_url: str) -> None:
    """Migrate and add the shipped bank."""
    app = create_app(make_settings(run_folder() / "keys", database_url), clock=FixedClock(MOMENT))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        fill_bank()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A migrated SQLite file with the shipped bank, made once per test run."""
    path = run_folder() / "template.db"
    with locked(run_folder() / "template.lock"):
        if not path.exists():
            _fill(f"sqlite:///{path}.part")
            Path(f"{path}.part").rename(path)
    return path


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The PostgreSQL server of this test run."""
    made = Cluster(run_folder())
    if os.environ.get(WITHOUT_POSTGRES) == "1":
        pytest.skip(f"{WITHOUT_POSTGRES}=1")
    if made.binaries is None:
        pytest.fail(explain("postgresql", "EXAMAPP_POSTGRES"), pytrace=False)
    made.start()
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    """An own copy of the migrated database; each test that uses it runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "examapp.db")
        yield f"sqlite:///{tmp_path / 'examapp.db'}"
        return
    cluster = request.getfixturevalue("cluster")
    name = f"t_{uuid.uuid4().hex}"
    yield cluster.create(name, cluster.template("filled", _fill))
    cluster.drop(name)


@pytest.fixture
def app(database_url, tmp_path):
    """The application with a clock that stands, jobs run inline, an app context open."""
    made = create_app(make_settings(tmp_path, database_url), clock=FixedClock(MOMENT), queue=InlineQueue())
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ports(app):
    """Clock, sealer, queue."""
    return app.extensions["ports"]


@pytest.fixture
def world(app, ports) -> dict:
    """The small fictional world."""
    return build_world(ports)


@pytest.fixture
def sign_in(app, world, ports):
    """sign_in("inspector") gives a Browser with that account's live session; sign_in(None) a stranger's."""

    def enter(login: str | None) -> Browser:
        if login is None:
            return Browser(app, None)
        now = ports.clock.now()
        link = sign_ins.issue_sign_in_link(world["accounts"][login].id, purpose="sign_in", now=now)
        return Browser(app, sign_ins.sign_in_by_link(link, now=now, hours=12, device="test"))

    return enter
