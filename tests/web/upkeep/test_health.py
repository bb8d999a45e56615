"""What supervisors, load balancers and Prometheus are told, and that the log says nothing of people."""

import io
import json
import logging
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import event, text

from examapp.adapters import logs
from examapp.adapters.clock import FixedClock
from examapp.adapters.databases import write_probe
from examapp.app import create_app
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import Counter
from examapp.services.core import job_runs
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import seats, spot_quizzes
from examapp.services.upkeep import readiness
from examapp.settings import Settings, SettingsError
from tests.databases import make_settings
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.world import MOMENT

TOKEN = "read-the-counters-please"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def node(database_url, tmp_path):
    """A node that tells its counters to who holds the token, behind one proxy."""
    told = {"EXAMAPP_METRICS_TOKEN": TOKEN, "EXAMAPP_TRUSTED_PROXIES": "1"}
    made = create_app(make_settings(tmp_path, database_url, **told), clock=FixedClock(MOMENT))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def lines(monkeypatch):
    """Everything that the process says while it writes JSON lines."""
    out, root = io.StringIO(), logging.getLogger()
    before = (list(root.handlers), root.level)
    logs.open_logs(logs.JSON, out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:], root.level = before
    logs.LINES.stream = None


def figures(app, **headers) -> dict[str, float]:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})
    assert answer.status_code == 200
    return {
        name: float(value)
        for name, value in re.findall(r"^(\w+(?:\{[^}]*\})?) ([0-9.e+]+)$", answer.text, re.MULTILINE)
    }


def test_a_node_that_has_everything_is_ready(app):
    for path in ("/healthz", "/readyz", "/readyz?all=1"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.json["status"]) == (200, "ok")


def test_without_its_database_a_node_lives_and_is_not_ready(tmp_path):
    made = create_app(make_settings(tmp_path, "postgresql://x@127.0.0.1:1/x"))
    client = made.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["database", "writing"])


def test_a_node_whose_database_is_held_by_somebody_else_is_not_ready_and_is_again_afterwards(
    app, monkeypatch
):
    monkeypatch.setattr(write_probe, "FRESH_SECONDS", -1.0)
    monkeypatch.setattr(write_probe, "PATIENCE_MS", 50)
    assert app.test_client().get("/readyz").status_code == 200
    holder = db.engine.raw_connection()
    if db.engine.dialect.name == "sqlite":
        holder.cursor().execute("begin immediate")
    else:
        holder.cursor().execute("lock table counters in exclusive mode")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["writing"])
    assert answer.json["parts"]["writing"] == "blocked"
    holder.rollback()
    holder.close()
    assert app.test_client().get("/readyz").json["parts"]["writing"] == "ok"


@on_sqlite
def test_strangers_who_ask_again_and_again_make_it_write_once(app):
    for _ in range(20):
        app.test_client().get("/readyz")
    assert db.session.get(Counter, "write-probe").value == 1


@on_sqlite
def test_a_database_that_is_only_readable_is_told_as_such(app, monkeypatch):
    @event.listens_for(db.engine, "checkout")
    def _only_read(connection, *_):
        connection.execute("pragma query_only = on")

    assert app.test_client().get("/readyz").json["parts"]["writing"] == "readonly"


@on_sqlite
def test_a_node_whose_disk_is_full_is_not_ready(app, monkeypatch):
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _path: SimpleNamespace(free=1024))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["disk"])


@on_sqlite
def test_without_the_queue_people_are_served_and_the_alarm_is_told_R15(app, ports, monkeypatch):
    monkeypatch.setattr(ports.queue, "is_there", lambda: False)
    assert app.test_client().get("/readyz").json["parts"]["queue"] == "away"
    assert app.test_client().get("/readyz").status_code == 200
    answer = app.test_client().get("/readyz?all=1")
    assert (answer.status_code, answer.json["failing"]) == (503, ["queue"])


@on_sqlite
def test_counters_are_told_only_to_who_may_read_them(app, node, database_url, tmp_path):
    assert node.test_client().get("/metrics").status_code == 404
    wrong = {"Authorization": "Bearer read-the-counters-pleasf"}
    assert node.test_client().get("/metrics", headers=wrong).status_code == 404
    assert (
        "examapp_queue_depth 0.0"
        in node.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    )
    assert app.test_client().get("/metrics").status_code == 404, "nobody was allowed"
    near = create_app(make_settings(tmp_path, database_url, EXAMAPP_METRICS_FROM="127.0.0.0/8, ::1"))
    assert near.test_client().get("/metrics").status_code == 200
    assert near.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 404


@on_sqlite
def test_requests_steps_and_waiting_jobs_are_counted(node, world, ports):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(node, attempt)
    device.read()
    before = figures(node)
    for number in (1, 2, 2):
        device.put(step(1, right_answers(attempt)[0], number))
    with transaction():
        job_runs.request_run("note", now=ports.clock.now())
    after = figures(node)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown('examapp_requests_total{endpoint="attempts_api.save",status="200"}') == 3
    assert grown("examapp_steps_acknowledged_total") == 3
    assert grown("examapp_ack_seconds_count") == 3
    assert after["examapp_queue_depth"] == 1


@on_sqlite
def test_each_request_is_one_line_with_the_number_that_the_answer_carries(node, lines):
    answer = node.test_client().get("/sign-in", headers={"X-Request-ID": "from-the-proxy-1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    forged = node.test_client().get("/sign-in", headers={"X-Request-ID": 'x"}{"event":"forged'})
    first, second = lines()
    assert first["request_id"] == "from-the-proxy-1"
    assert (first["event"], first["method"], first["endpoint"], first["status"]) == (
        "request", "GET", "sign_ins.show", 200,
    )  # fmt: skip
    assert second["request_id"] == forged.headers["X-Request-ID"] != 'x"}{"event":"forged'


@on_sqlite
def test_without_a_trusted_proxy_nobody_chooses_the_number_of_a_request(app, lines):
    answer = app.test_client().get("/healthz", headers={"X-Request-ID": "chosen-by-a-stranger"})
    assert answer.headers["X-Request-ID"] != "chosen-by-a-stranger"


@on_sqlite
def test_the_log_holds_no_name_number_token_or_query_whatever_goes_wrong(
    app, world, ports, sign_in, lines, monkeypatch
):
    quiz = open_quiz(world, ports)
    person = spot_quizzes.list_participants(quiz.id)[0]
    tail = world["tails"][person.name]
    token = seats.take_seat(quiz.code, person.name, tail, now=ports.clock.now(), ports=ports)
    office = sign_in("officer")
    office.get(f"/people?q={person.name}")
    office.client.get(f"/sign-in/{token}")
    office.client.post("/sign-in", data={"login_name": person.name, "password": "wrong-password"})

    def quote_the_person(*_args, **_more):
        try:
            db.session.execute(
                text("select nothing_like_this from accounts where login_name = :n"), {"n": person.name}
            )
        except Exception as error:
            raise ValueError(f"{person.name} {tail}") from error

    monkeypatch.setitem(app.view_functions, "enterprises.index", quote_the_person)
    assert office.client.get(f"/enterprises?q={person.name}").status_code == 500
    written = lines()
    said = json.dumps(written, ensure_ascii=False)
    for secret in (person.name, tail, token, "wrong-password", "?q=", office.token):
        assert secret not in said
    failure = next(line for line in written if line["level" if "level" in line else "event"] == "error")
    assert [one["error"] for one in failure["errors"]][:2] == ["ValueError", "OperationalError"]
    assert failure["request_id"] in {line["request_id"] for line in written if line["event"] == "request"}


@on_sqlite
def test_a_job_is_one_line_and_its_failure_says_where_and_not_what_about(app, ports, lines, monkeypatch):
    from examapp.jobs import JOBS

    def fail(*_args, **_more):
        raise DomainError("table_unreadable", cause="张三 330602199001011234")

    monkeypatch.setitem(JOBS, "note", fail)
    with transaction():
        run_id = job_runs.request_run("note", now=ports.clock.now())
    with pytest.raises(DomainError):
        job_runs.send_run(run_id, ports=ports)
    (line,) = lines()
    assert (line["event"], line["job"], line["outcome"], line["run_id"]) == ("job", "note", "failed", run_id)
    assert "张三" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("EXAMAPP_LOG", "xml"), ("EXAMAPP_METRICS_TOKEN", "short"), ("EXAMAPP_METRICS_FROM", "everywhere")],
)
def test_a_setting_that_cannot_be_used_is_refused_by_its_name(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({"EXAMAPP_DATA_DIR": str(tmp_path), name: value})
