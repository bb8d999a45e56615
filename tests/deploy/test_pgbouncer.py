"""PgBouncer in transaction mode, for real: two web processes answer through it on fewer connections than they have, and it is killed on the way."""

import uuid
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import Engine, text

from examapp.adapters.databases.engines import open_engine
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.audit import find_tampering
from tests.console.operator import Operator
from tests.databases import fill_database, make_settings
from tests.pgbouncer import PASSWORD, PgBouncer
from tests.programs import explain, find_pgbouncer
from tests.servers import Server
from tests.stories import confirmed, open_quiz
from tests.storms import Candidate, storm
from tests.world import build_world

pytestmark = pytest.mark.postgres
PEOPLE = 4


@pytest.fixture
def database(cluster):
    """The name of an own copy of the filled database."""
    name = f"p_{uuid.uuid4().hex}"
    cluster.create(name, cluster.template("filled", fill_database))
    yield name
    cluster.drop(name)


@pytest.fixture
def pooler(cluster, database):
    """Three real connections for everybody, so that each transaction may find itself on another one."""
    if find_pgbouncer() is None:
        pytest.skip(explain("pgbouncer", "EXAMAPP_PGBOUNCER"))
    server = f"host={cluster.folder} user=postgres"
    # Like the server it refuses root, so it lives beside the server, in a folder that its account may read.
    folder = cluster.folder / f"pooler-{database}"
    made = PgBouncer(folder, server, default_pool_size="3", reserve_pool_size="0").start()
    yield made
    made.kill()


def quiz_through(address: str, folder) -> list[tuple[str, str]]:
    """(attempt, token) of people whom an inspector has drawn and confirmed, all of it through the pooler."""
    settings = make_settings(folder, address)
    app = create_app(settings)
    with app.app_context():
        ports = app.extensions["ports"]
        world = build_world(ports)
        quiz = open_quiz(world, ports)
        attempts = [confirmed(world, ports, quiz, place)[1].id for place in range(PEOPLE)]
        db.session.remove()
        db.engine.dispose()
    return [(one, make_token(one, 1, settings.secret_key)) for one in attempts]


@pytest.fixture
def node(pooler, database, tmp_path):
    """A web node of two processes, each with connections of its own, that knows the database by the pooler only."""
    made = Server(tmp_path, pooler.setting(database))
    made.options = ("--workers", "2")
    yield made
    made.kill()


def host_of(engine: Engine) -> str:
    """The host that answers a question of this engine."""
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        return connection.connection.driver_connection.info.host


def hand_in(candidate: Candidate) -> dict:
    """Hand in as the page does: what the server misses is sent first."""
    body = {"id": str(uuid.uuid4()), "last_seq": candidate.seq, "at": 1}
    answer = candidate.client.post(f"{candidate.path}/submission", json=body)
    if answer.status_code == 409:
        for seq in answer.json()["data"]["missing"]:
            step = {"id": str(uuid.uuid4()), "seq": seq, "slot": 1, "response": [], "at": 1}
            candidate.client.put(f"{candidate.path}/steps", json={"steps": [step]})
        answer = candidate.client.post(f"{candidate.path}/submission", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_answers_through_pgbouncer_are_all_stored_once_also_when_it_is_killed(
    cluster, database, pooler, node, tmp_path
):
    pairs = quiz_through(pooler.setting(database), tmp_path)
    node.start()
    people = [Candidate(node.url, *pair, number) for number, pair in enumerate(pairs)]
    for one in people:
        one.open()

    def strike() -> None:
        pooler.kill()
        pooler.start()
        enough = sum(len(one.acked) for one in people) + 60
        storm(people, enough, lambda: None)

    storm(people, 200, strike)
    results = [hand_in(one) for one in people]
    assert all(one["full_tenths"] > 0 for one in results)
    with psycopg.connect(cluster.address(database)) as direct:
        for candidate, (attempt, _) in zip(people, pairs, strict=True):
            rows = direct.execute(
                "select client_id, slot, response from attempt_steps where attempt_id = %s", [attempt]
            ).fetchall()
            stored = {str(uuid.UUID(bytes=row[0])): (row[1], row[2].split(",")) for row in rows}
            assert len(rows) == len(stored)
            assert {one: stored.get(one) for one in candidate.acked} == candidate.acked
    assert "prepared statement" not in node.output()
    app = create_app(make_settings(tmp_path, cluster.address(database)))
    with app.app_context():
        assert find_tampering() is None
        db.session.remove()
        db.engine.dispose()


def test_a_pooler_whose_server_is_gone_is_left_for_a_host_that_takes_writes(cluster, database, tmp_path):
    if find_pgbouncer() is None:
        pytest.skip(explain("pgbouncer", "EXAMAPP_PGBOUNCER"))
    folder, way = cluster.folder / f"pooler-{database}", cluster.folder / f"way-{database}"
    way.symlink_to(cluster.folder)
    pooler = PgBouncer(folder, f"host={way} user=postgres", query_wait_timeout="1").start()
    direct = quote(str(cluster.folder), safe="")
    given = (
        f"postgresql://postgres:{PASSWORD}@127.0.0.1:{pooler.port},{direct}/{database}?prepare_threshold=none"
    )
    engine = open_engine(make_settings(tmp_path, given).database_url)
    try:
        assert host_of(engine) == "127.0.0.1"
        # From now on the pooler repeats that its server takes writes, and the server is gone.
        way.unlink()
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as other:
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [database]
            )
        engine.dispose()
        assert host_of(engine) == str(cluster.folder)
    finally:
        engine.dispose()
        pooler.kill()


def test_the_doctor_sees_a_pooler_and_says_when_the_address_lacks_what_an_old_one_needs(
    cluster, pooler, database, tmp_path
):
    said = Operator(tmp_path, pooler.setting(database)).tries("doctor").output
    assert "✓ 连接池：经过事务模式的连接池，预备语句没有问题" in said
    forgotten = Operator(tmp_path, pooler.address(database)).tries("doctor").output
    if pooler.prepares:
        assert "✓ 连接池：" in forgotten
    else:
        assert "✕ 连接池：" in forgotten
        assert "?prepare_threshold=none" in forgotten
    direct = Operator(tmp_path, cluster.address(database)).tries("doctor").output
    assert "✓ 连接池：没有经过事务模式的连接池" in direct
