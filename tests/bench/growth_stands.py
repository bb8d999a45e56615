"""One size under measurement: its database, its web server, and answers that are saved into it."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

import psycopg

from examapp.extensions import db
from examapp.services.demo.demo_load import issue_attempts
from tests.bench.exchange import step_body
from tests.bench.growth_fill import SLOTS
from tests.bench.growth_store import Store, database_of
from tests.bench.growth_table import Row
from tests.bench.machine import Client, Measured, drive, tree_cpu_seconds
from tests.postgres import Cluster

CLIENTS, ATTEMPTS, STEPS = 4, 80, 25


@dataclass
class Stand:
    """One size: its database, its server, fresh papers for every turn, what was measured."""

    size: int
    url: str
    server: Measured
    papers: list[list[tuple[str, str]]]
    filled: float
    megabytes: float
    turns: list[tuple[float, float, float]] = field(default_factory=list)

    def row(self, smallest: "Stand") -> Row:
        """What the table says of it."""
        rates = [turn[0] for turn in self.turns]
        shares = [one[0] / least[0] for one, least in zip(self.turns, smallest.turns, strict=True)]
        return Row(
            size=self.size,
            steps=self.size * SLOTS,
            megabytes=self.megabytes,
            filled=self.filled,
            rate=median(rates),
            lowest=min(rates),
            highest=max(rates),
            share=median(shares),
            web=median(turn[1] for turn in self.turns),
            database=median(turn[2] for turn in self.turns),
        )


def open_stand(store: Store, cluster: Cluster, size: int, turns: int, now: datetime) -> Stand:
    """Papers for the turns and one to warm up, and a running server."""
    url = cluster.address(database_of(size))
    store.bring_up_to_date(url, now)
    app = store.application(url)
    with app.app_context():
        ports, key = app.extensions["ports"], app.config["SECRET_KEY"]
        papers = [
            list(issue_attempts(ATTEMPTS, 10, 60, ports=ports, secret_key=key)) for _ in range(turns + 1)
        ]
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(url) as connection:
        held = connection.execute("select pg_database_size(current_database())").fetchone()[0]
    server = open_server(store, url, size)
    return Stand(size, url, server, papers, store.seconds()[size], held / 1e6)


def open_server(store: Store, url: str, size: int) -> Measured:
    """A web server on one of the databases."""
    environment = {
        "EXAMAPP_DATA_DIR": str(store.folder), "DATABASE_URL": url, "EXAMAPP_RATE_LIMITS": "0",
        "EXAMAPP_EMBEDDED_JOBS": "0", "EXAMAPP_STARTS_PER_SECOND": "0",
    }  # fmt: skip
    log = store.folder / f"server-{size}.log"
    return Measured("examapp.wsgi:make_application", environment, 4, log).wait("/sign-in")


def take_turn(stand: Stand, cluster: Cluster, number: int) -> tuple[float, float, float]:
    """Steps per second, CPU-ms a step of the web server and of the database; each paper takes its steps in turn."""
    issued = stand.papers[number]
    bodies: dict[str, list[dict]] = {}

    def begin(client: Client, number: int) -> None:
        for attempt, token in issued[number::CLIENTS]:
            status, answer = client.send("GET", f"/api/attempts/{attempt}", token=token)
            assert status == 200, answer
            bodies[attempt] = json.loads(answer)["slots"]

    def save(client: Client, number: int) -> None:
        for seq in range(1, STEPS + 1):
            for attempt, token in issued[number::CLIENTS]:
                body = step_body(bodies[attempt], seq % 10 + 1, seq)
                status, answer = client.send("PUT", f"/api/attempts/{attempt}/steps", body, token)
                assert status == 200, answer

    def hand_in(client: Client, number: int) -> None:
        for attempt, token in issued[number::CLIENTS]:
            body = json.dumps({"id": str(uuid.uuid4()), "last_seq": STEPS, "at": 1})
            status, answer = client.send("POST", f"/api/attempts/{attempt}/submission", body, token)
            assert status == 200, answer

    drive(stand.server.port, CLIENTS, begin)
    web, database = stand.server.cpu_seconds(), tree_cpu_seconds(cluster.process())
    wall, _ = drive(stand.server.port, CLIENTS, save)
    web, database = stand.server.cpu_seconds() - web, tree_cpu_seconds(cluster.process()) - database
    drive(stand.server.port, CLIENTS, hand_in)
    count = len(issued) * STEPS
    return count / wall, web * 1000 / count, database * 1000 / count
