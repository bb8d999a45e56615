"""Fixtures: a migrated database per test on SQLite and PostgreSQL, the application on it, the small world."""

import gc
import os
import shutil
import uuid

import pytest
from hypothesis import HealthCheck, settings

from examapp.adapters.clock import FixedClock
from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.people import sign_ins
from tests.databases import fill_database, filled_sqlite_file, make_settings
from tests.locks import close_run_folder, open_run_folder, run_folder
from tests.network import loopback_only
from tests.pages import Browser
from tests.postgres import Cluster
from tests.programs import WITHOUT_POSTGRES, WITHOUT_REDIS, explain, find_redis
from tests.redis import RedisServer
from tests.routes import share_address_builders
from tests.templates import SHARED_TEMPLATES
from tests.world import MOMENT, build_world


def pytest_configure(config) -> None:
    """The first process of a run makes the folder that all share; a busy machine is no reason for a property to fail."""
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
    if not hasattr(config, "workerinput"):
        open_run_folder()
    share_address_builders()
    # What is imported by now lives as long as the run: the collector need not walk it after every few tests.
    gc.freeze()


def pytest_unconfigure(config) -> None:
    """When the others are done, it stops what they shared."""
    if not hasattr(config, "workerinput"):
        Cluster(run_folder()).stop()
        close_run_folder()


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    with loopback_only():
        yield


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The PostgreSQL server of this test run."""
    if os.environ.get(WITHOUT_POSTGRES) == "1":
        pytest.skip(f"{WITHOUT_POSTGRES}=1")
    made = Cluster(run_folder())
    if made.binaries is None:
        pytest.fail(explain("postgresql", "EXAMAPP_POSTGRES"), pytrace=False)
    made.start()
    return made


@pytest.fixture
def redis_server(tmp_path):
    """A Redis server of this test, which may stop and start it."""
    if os.environ.get(WITHOUT_REDIS) == "1":
        pytest.skip(f"{WITHOUT_REDIS}=1")
    if find_redis() is None:
        pytest.fail(explain("redis-server", "EXAMAPP_REDIS"), pytrace=False)
    made = RedisServer(tmp_path).start()
    yield made
    made.stop()


@pytest.fixture
def empty_postgres(cluster):
    """The address of a PostgreSQL database without any table."""
    name = f"e_{uuid.uuid4().hex}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    """An own copy of the migrated database; a test runs on both kinds, or on one by indirect parametrisation."""
    if request.param == "sqlite":
        shutil.copy(filled_sqlite_file(), tmp_path / "examapp.db")
        yield f"sqlite:///{tmp_path / 'examapp.db'}"
        return
    cluster = request.getfixturevalue("cluster")
    name = f"t_{uuid.uuid4().hex}"
    yield cluster.create(name, cluster.template("filled", fill_database))
    cluster.drop(name)


@pytest.fixture
def app(database_url, tmp_path):
    """The application with a clock that stands, jobs run inline, an app context open."""
    made = create_app(make_settings(tmp_path, database_url), clock=FixedClock(MOMENT), queue=InlineQueue())
    made.jinja_env.bytecode_cache = SHARED_TEMPLATES
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
