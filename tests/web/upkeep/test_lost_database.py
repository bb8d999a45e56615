"""The database restarts, is away, or has become a replica: the next request finds it again, and nobody sees a page of errors."""

from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError

from examapp.adapters.clock import FixedClock
from examapp.adapters.databases.engines import engine_options, open_engine
from examapp.app import create_app
from examapp.extensions import db
from examapp.settings import Settings, SettingsError
from examapp.web.retrying import is_lost
from tests.databases import make_settings
from tests.pages import Browser
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.world import MOMENT

on_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def database_name(database_url: str) -> str:
    return database_url.split("@/")[1].split("?")[0]


def end_all_connections(database_url: str) -> None:
    """What a restart of the server does to everybody who is connected."""
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )


@on_postgres
@pytest.mark.postgres
def test_after_a_restart_of_the_database_pages_forms_and_answers_go_on_at_once_R13(
    app, world, ports, sign_in, database_url
):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device, office = Device(app, attempt), sign_in("officer")
    device.read()
    office.get("/people")
    for go_on in (
        lambda: device.put(step(1, right_answers(attempt)[0], 1)),
        lambda: office.get("/people"),
        lambda: office.client.get("/people"),
    ):
        db.session.remove()
        end_all_connections(database_url)
        assert go_on().status_code == 200


@on_postgres
@pytest.mark.postgres
def test_a_hand_in_whose_connection_broke_is_asked_for_again_and_never_done_on_a_guess_R13(
    app, world, ports, database_url
):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    device.put(step(1, right_answers(attempt)[0], 1))
    db.session.remove()
    end_all_connections(database_url)
    answer = device.submit(1)
    assert (answer.status_code, answer.json["error"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"
    assert device.submit(1).status_code == 200


@on_postgres
@pytest.mark.postgres
def test_a_primary_that_became_a_replica_is_left_for_the_new_one(app, world, ports, database_url):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    db.session.remove()
    name = database_name(database_url)
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute(f'alter database "{name}" set default_transaction_read_only = on')
        db.engine.dispose()
        answer = device.put(step(1, right_answers(attempt)[0], 1))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        other.execute("set default_transaction_read_only = off")
        other.execute(f'alter database "{name}" reset default_transaction_read_only')
    # The connections of yesterday were thrown away, so the same request succeeds without a restart.
    assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200


@on_postgres
@pytest.mark.postgres
def test_of_several_hosts_the_one_that_takes_writes_is_found(cluster, database_url, tmp_path):
    name = database_name(database_url)
    hosts = ",".join(quote(str(folder), safe="") for folder in (tmp_path / "nobody-here", cluster.folder))
    given = f"postgresql://postgres@{hosts}/{name}"
    engine = open_engine(make_settings(tmp_path, given).database_url)
    with engine.connect() as connection:
        assert connection.execute(text("show transaction_read_only")).scalar() == "off"
    engine.dispose()


@on_postgres
@pytest.mark.postgres
def test_of_several_hosts_none_is_taken_that_refuses_writes(cluster, database_url, tmp_path):
    name, host = database_name(database_url), quote(str(cluster.folder), safe="")
    engine = open_engine(make_settings(tmp_path, f"postgresql://postgres@{host},{host}/{name}").database_url)
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute(f'alter database "{name}" set default_transaction_read_only = on')
    with pytest.raises(OperationalError, match="no host takes writes"):
        engine.connect()
    engine.dispose()


@on_postgres
@pytest.mark.postgres
def test_a_page_that_was_answered_is_not_made_an_error_by_a_connection_lost_before_its_end(app, database_url):
    db.session.remove()
    db.session.execute(text("select 1"))
    end_all_connections(database_url)
    db.session.remove()
    db.engine.dispose()
    assert db.session.scalar(text("select 1")) == 1


def test_what_a_pooler_breaks_off_in_the_middle_counts_as_a_lost_connection():
    # As psycopg says it of PgBouncer 1.18, which refuses and closes in one answer; a real fault inside has a state.
    broken_off = psycopg.InternalError("received 2 results from command 'BEGIN'")
    assert is_lost(InternalError("select 1", {}, broken_off))
    assert not is_lost(InternalError("select 1", {}, psycopg.errors.InFailedSqlTransaction()))


@pytest.fixture
def lonely(tmp_path):
    """The application while its database server cannot be reached."""
    made = create_app(
        make_settings(tmp_path, "postgresql://x@127.0.0.1:1/x", EXAMAPP_RATE_LIMITS="1"),
        clock=FixedClock(MOMENT),
    )
    with made.app_context():
        yield made
        db.session.remove()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/coverage", "/q/ABCDEF", "/r/x", "/tablet/"])
def test_with_the_database_away_every_page_says_so_in_chinese_and_when_to_come_back(lonely, path):
    browser = Browser(lonely, "token-of-a-session")
    answer = browser.client.get(path)
    if answer.status_code != 302:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert "系统正忙" in answer.text
        assert '<a class="button button--primary button--wide" href="">再试一次</a>' in answer.text


def test_with_the_database_away_a_device_is_told_to_try_again_and_keeps_its_answers(lonely):
    answer = lonely.test_client().put("/api/attempts/" + "0" * 32 + "/steps", json={"steps": []})
    assert answer.status_code == 401
    answer = Browser(lonely, None).client.get("/api/items/x", headers={"Accept": "application/json"})
    assert answer.status_code in (302, 401, 404, 503)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (
            "postgresql://u:p@h1:5432,h2:5433/db",
            "u:p@/db?host=h1:5432&host=h2:5433&target_session_attrs=read-write",
        ),
        ("postgres://u@h1,h2/db?target_session_attrs=any", "u@/db?host=h1&host=h2&target_session_attrs=any"),
        ("postgresql://u@h1/db", "u@h1/db"),
        ("postgresql://u@/db?host=/run", "u@/db?host=/run"),
        ("postgresql://u:a,b@h1/db", "u:a,b@h1/db"),
    ],
)
def test_addresses_of_several_hosts_are_read_as_people_write_them(tmp_path, given, read):
    assert make_settings(tmp_path, given).database_url == "postgresql+psycopg://" + read


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://u@h1,/db"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_at_start_by_the_variables_name(tmp_path, variables, named):
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment({"EXAMAPP_DATA_DIR": str(tmp_path), **variables})


def test_what_the_address_says_of_a_connection_goes_before_our_own_limits():
    options = engine_options("postgresql+psycopg://u@h/db?connect_timeout=9&prepare_threshold=none")
    assert "connect_timeout" not in options["connect_args"]
    assert options["connect_args"]["prepare_threshold"] is None
    assert engine_options("postgresql+psycopg://u@h/db")["connect_args"]["connect_timeout"] == 3
