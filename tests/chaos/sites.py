"""The whole production shape on one machine: two web nodes, two workers, two databases, Redis and nginx."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine, create_engine

from examapp.adapters.queue.huey_queue import open_queue
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.core.ports import Ports
from examapp.services.demo.demo_city import build_demo_city
from examapp.services.demo.demo_load import issue_attempts
from examapp.settings import Settings
from tests.chaos.databases import Node, Pair, mount_small_disk
from tests.chaos.front import Nginx, Redis, accepts
from tests.chaos.processes import Program, await_true
from tests.databases import fill_database
from tests.pgbouncer import PgBouncer
from tests.servers import free_port

SMALL_DISK_MB = 700
START_SECONDS = 90
ROOT = Path(__file__).resolve().parents[2]


class Site:
    """Everything that runs; `folder` holds all of it, and nothing outside is touched.

    `pooled`: nodes reach each database by a PgBouncer before it; `more`: what nodes are told besides, by name of a setting.
    """

    def __init__(self, folder: Path, *, pooled: bool = False) -> None:
        self.folder, self.more = folder, {}
        postgres = folder / "postgres"
        postgres.mkdir()
        # PostgreSQL runs under another account and must be able to reach its folders.
        for one in (folder, postgres):
            one.chmod(0o755)
        small = postgres / "a"
        self.small_disk = small if mount_small_disk(small, SMALL_DISK_MB) else None
        self.pair = Pair(Node("a", postgres, small), Node("b", postgres, postgres / "b"))
        self.poolers = self._poolers() if pooled else []
        self.redis = Redis(folder / "redis")
        self.release = ROOT
        self.web_ports = [free_port(), free_port()]
        self.webs: list[Program] = []
        self.workers: list[Program] = []
        self.nginx = Nginx(folder / "nginx", self.web_ports)

    def start(self) -> None:
        """From nothing to a demonstration city that answers through nginx."""
        self.pair.start()
        for pooler in self.poolers:
            pooler.start()
        self.redis.start()
        (self.folder / "keys").mkdir()
        self.settings = Settings.from_environment(self._variables(self.folder / "keys"))
        fill_database(self.pair.address())
        queue = open_queue(redis_url=self.redis.address, secret=self.settings.secret_key, runs_jobs=False)
        self.app = create_app(self.settings, queue=queue)
        with self.app.app_context():
            build_demo_city(ports=self.app.extensions["ports"])
            db.session.remove()
        self.webs = [self._web(number) for number in (0, 1)]
        self.workers = [self._worker(number) for number in (0, 1)]
        for number in (0, 1):
            self.start_web(number)
            self.workers[number].start()
        self.nginx.start()

    def stop(self) -> None:
        """End everything."""
        for program in (self.nginx.program, *self.webs, *self.workers, self.redis.program):
            program.kill()
        for pooler in self.poolers:
            pooler.kill()
        self.pair.stop()
        if self.small_disk:
            subprocess.run(["umount", "-l", str(self.small_disk)], check=False, capture_output=True)

    def _variables(self, data: Path) -> dict[str, str]:
        keys = self.folder / "keys" / "keys.json"
        return {
            "EXAMAPP_DATA_DIR": str(data),
            "DATABASE_URL": self.pair.address(),
            "REDIS_URL": self.redis.address,
            "EXAMAPP_EMBEDDED_JOBS": "0",
            "EXAMAPP_RATE_LIMITS": "0",
            "EXAMAPP_TRUSTED_PROXIES": "1",
            **({"EXAMAPP_KEYS": keys.read_text(encoding="utf-8")} if keys.exists() else {}),
        }

    def environment(self, name: str) -> dict[str, str]:
        """What every program of ours is told; its own folder, the same keys."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("EXAMAPP_")}
        own = self._variables(self.folder / name)
        # Sessions of the database tell whose they are.
        return {
            **inherited,
            **own,
            "PGAPPNAME": name,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(self.release),
        }

    def _poolers(self) -> list[PgBouncer]:
        nodes, folder = (self.pair.primary, self.pair.replica), self.folder / "postgres"
        return [
            PgBouncer(folder / f"pooler-{one.name}", f"host=127.0.0.1 port={one.port} user=postgres")
            for one in nodes
        ]

    def _node_variables(self, number: int) -> dict[str, str]:
        """Where nodes find the database and its copy for reports: one names both servers, the other the replica of now."""
        told = {"EXAMAPP_REPORTS_DATABASE_URL": (self.pair.address(), self.pair.copy_address())[number]}
        if self.poolers:
            parts = urlsplit(self.poolers[0].setting("exam"))
            hosts = ",".join(f"127.0.0.1:{one.port}" for one in self.poolers)
            query = "&".join(filter(None, (parts.query, "connect_timeout=3")))
            told["DATABASE_URL"] = f"postgresql://{parts.username}:{parts.password}@{hosts}/exam?{query}"
        return told | self.more

    def _web(self, number: int) -> Program:
        port = str(self.web_ports[number])
        return self._program(f"web-{number}", number, "serve", "--host", "127.0.0.1", "--port", port)

    def _worker(self, number: int) -> Program:
        return self._program(f"worker-{number}", number, "work")

    def _program(self, name: str, number: int, *arguments: str) -> Program:
        told = self._node_variables(number)
        return self.program(name, *arguments, **told)

    def program(self, name: str, *arguments: str, **told: str) -> Program:
        """An `examapp` command that goes on running, not yet started."""
        (self.folder / name).mkdir(exist_ok=True)
        command = [sys.executable, "-m", "examapp.commands", *arguments]
        return Program(command, self.folder / name / "log.txt", {**self.environment(name), **told})

    def start_web(self, number: int) -> None:
        """Start a web node and wait until it answers; twice is once.

        One that ends because it found no database is started again, as Restart=always of deploy/systemd does.
        """
        self.webs[number] = self._web(number)
        self.webs[number].start()

        def answers() -> bool:
            if self.webs[number].has_ended:
                self.webs[number].start()
            return accepts(self.web_ports[number])

        await_true(answers, START_SECONDS, f"web node {number} answers")

    def start_worker(self, number: int) -> None:
        """Start a worker."""
        self.workers[number] = self._worker(number)
        self.workers[number].start()

    def end_nodes(self) -> None:
        """An orderly stop of everything of ours."""
        for program in (*self.webs, *self.workers):
            program.end()

    def start_nodes(self) -> None:
        """All web nodes and workers again."""
        for number in (0, 1):
            self.start_web(number)
            self.start_worker(number)

    def command(self, *arguments: str) -> str:
        """Run an `examapp` command beside the nodes; gives its output. Raises CalledProcessError."""
        (self.folder / "command").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "examapp.commands", *arguments]
        environment = self.environment("command")
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, cwd=self.folder
        )
        return done.stdout

    def issue(self, count: int, *, items: int = 10, seconds: int = 3600) -> list[tuple[str, str]]:
        """(attempt id, token) of fresh attempts that may take so many seconds."""
        key = self.app.config["SECRET_KEY"]
        with self.inside() as ports:
            pairs = list(issue_attempts(count, items, max(1, seconds // 60), ports=ports, secret_key=key))
            # The command speaks of minutes; a round must not wait for them.
            wanted = [one for one, _ in pairs]
            statement = "update attempts set allowed_seconds = :seconds where id = any(:wanted)"
            db.session.execute(db.text(statement), {"seconds": seconds, "wanted": wanted})
            db.session.commit()
        return pairs

    @contextmanager
    def inside(self) -> Iterator[Ports]:
        """The application in this process on the same database, on connections that no earlier fault has touched."""
        with self.app.app_context():
            db.engine.dispose()
            try:
                yield self.app.extensions["ports"]
            finally:
                db.session.remove()

    def engine(self) -> Engine:
        """A fresh engine for whoever takes writes now."""
        return create_engine(self.settings.database_url, pool_pre_ping=True)

    def free_bytes(self) -> int:
        """Left on the small disk."""
        return shutil.disk_usage(self.small_disk).free if self.small_disk else 0
