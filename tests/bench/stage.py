"""One database with its servers: the bare floor and the application, side by side for all measurements of one run."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.demo.demo_city import build_demo_city
from examapp.services.demo.demo_load import issue_attempts
from tests import postgres
from tests.bench.figures import Figures
from tests.bench.machine import CLIENTS, Client, Measured, cpu_per_request, drive, tree_cpu_seconds
from tests.databases import fill_database, make_settings

WARM_ROUNDS, FLOOR_ROUNDS = 20, 150


class Stage:
    """A filled database, the application in this process (for setting scenes), and servers that start when asked for."""

    def __init__(
        self, kind: str, folder: Path, url: str, cluster: postgres.Cluster | None, figures: Figures
    ) -> None:
        self.kind, self.folder, self.figures = kind, folder, figures
        self.cluster = cluster
        self.settings = make_settings(folder, url)
        self.app = create_app(self.settings, queue=InlineQueue())
        self.servers: dict[str, Measured] = {}

    def issue(self, count: int, items: int) -> list[tuple[str, str]]:
        """(attempt id, token) of fresh attempts."""
        with self.app.app_context():
            secret = self.app.config["SECRET_KEY"]
            made = list(
                issue_attempts(count, items, 60, ports=self.app.extensions["ports"], secret_key=secret)
            )
            db.session.remove()
            return made

    def server(self, workers: int = 1, starts_per_second: int = 0) -> Measured:
        """The application as it is served, with its starting jobs done; without a waiting room unless it is asked for."""
        name = f"application{workers}-{starts_per_second}"
        if name not in self.servers:
            environment = {
                "EXAMAPP_DATA_DIR": str(self.folder),
                "DATABASE_URL": self.settings.database_url,
                "EXAMAPP_RATE_LIMITS": "0",
                "EXAMAPP_STARTS_PER_SECOND": str(starts_per_second),
                "EXAMAPP_WEB_PROCESSES": str(workers),
            }
            threads = 4 if self.kind == "sqlite" else 2
            log = self.folder / f"{name}.log"
            made = Measured("examapp.wsgi:make_application", environment, threads, log, workers)
            self.servers[name] = made.wait("/sign-in")
            await_quiet(made)
        return self.servers[name]

    def floor(self) -> Measured:
        """The bare application on the same database."""
        if "floor" not in self.servers:
            engine = create_engine(self.settings.database_url)
            with engine.begin() as connection:
                connection.execute(
                    text("CREATE TABLE IF NOT EXISTS floor (id VARCHAR(40) PRIMARY KEY, value TEXT)")
                )
            engine.dispose()
            environment = {"FLOOR_DATABASE": self.settings.database_url}
            made = Measured("tests.bench.floor:make_application", environment, 4, self.folder / "floor.log")
            self.servers["floor"] = made.wait("/empty")
            drive(made.port, CLIENTS, lambda client, n: [upsert(client, f"w{n}") for _ in range(WARM_ROUNDS)])
        return self.servers["floor"]

    def floor_cpu_ms(self) -> float:
        """CPU-ms of one committed upsert of the bare application at this moment of the run."""
        spent = cpu_per_request(
            self.floor(), FLOOR_ROUNDS * CLIENTS, lambda client, number: upsert(client, f"f{number}")
        )
        self.figures.note(self.kind, floor_cpu_ms=spent)
        return spent

    def database_cpu_seconds(self) -> float:
        """CPU time of the database's own processes so far; SQLite has none, its work is the application's."""
        if self.cluster is None:
            return 0.0
        return tree_cpu_seconds(int((self.cluster.data / "postmaster.pid").read_text().split()[0]))

    def end(self, server: Measured) -> None:
        """Stop one server before the others."""
        self.servers = {name: one for name, one in self.servers.items() if one is not server}
        server.stop()

    def close(self) -> None:
        """Stop the servers, let go of the database."""
        for server in self.servers.values():
            server.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def upsert(client: Client, key: str) -> None:
    """The floor's one request."""
    status, _ = client.send("PUT", f"/floor/{key}", '{"steps":[1]}')
    assert status == 200


def await_quiet(server: Measured) -> None:
    """Until the jobs that every start begins with (statistics, registrations) have had their turn."""
    for _ in range(60):
        before = server.cpu_seconds()
        time.sleep(1)
        if server.cpu_seconds() - before < 0.05:
            return


@contextmanager
def open_stage(kind: str, figures: Figures) -> Iterator[Stage]:
    """A stage with the demonstration city on a database of this kind."""
    print(f"\n== {kind} ==")
    with (
        tempfile.TemporaryDirectory(prefix="examapp-bench-") as name,
        open_database(kind, Path(name)) as (url, cluster),
    ):
        fill_database(url)
        stage = Stage(kind, Path(name), url, cluster, figures)
        try:
            with stage.app.app_context():
                build_demo_city(ports=stage.app.extensions["ports"])
                db.session.remove()
            yield stage
        finally:
            stage.close()
            sys.stdout.flush()


@contextmanager
def open_database(kind: str, folder: Path) -> Iterator[tuple[str, postgres.Cluster | None]]:
    """The address of an empty database with durable commits, and its server if it has one."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/examapp.db", None
        return
    # Measured with durable commits, unlike the tests, which throw their data away.
    cluster = postgres.Cluster(folder, "-c listen_addresses= -c max_connections=200")
    cluster.start()
    try:
        yield cluster.create("bench"), cluster
    finally:
        cluster.stop()
