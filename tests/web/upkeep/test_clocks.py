"""A server whose time of day is in doubt says so to everybody who runs quizzes, and to the administrator what to do."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from examapp.commands import main
from examapp.services.core.node_clocks import ClockWatch
from tests.services.core.test_node_clocks import DAY, Machine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALARM = "自动收卷已暂停"


@pytest.fixture
def machine(app, world) -> Machine:
    """The machine whose clock the application goes by; it jumped by a day."""
    made = Machine()
    clock = made.clock()
    app.extensions["ports"] = replace(app.extensions["ports"], clock=clock)
    made.watch = ClockWatch(clock, mark="this-start", name="web1")
    made.watch.look()
    return made


@pytest.fixture
def jumped(machine) -> Machine:
    """It jumped by a day."""
    machine.wall += DAY
    machine.watch.look()
    return machine


def test_everybody_on_duty_is_told_and_candidates_are_left_in_peace(app, jumped, sign_in):
    for login in ("inspector", "bureau", "administrator"):
        assert ALARM in sign_in(login).get("/passkeys").text
    assert ALARM not in sign_in(None).get("/sign-in").text


def test_probes_are_told_and_people_are_served(app, jumped):
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz?all=1").json["failing"] == ["clock"]


def test_the_administrator_reads_what_happened_and_ends_the_doubt(jumped, sign_in):
    administrator = sign_in("administrator")
    shown = administrator.get("/clocks").text
    assert "时间突然快了 1 天" in shown
    administrator.post("/clocks/acceptance", {"mark": "this-start"})
    jumped.watch.look()
    assert ALARM not in administrator.get("/clocks").text


def test_when_the_clock_is_back_the_alarm_ends_by_itself(jumped, sign_in):
    jumped.wall -= DAY
    jumped.watch.look()
    assert ALARM not in sign_in("administrator").get("/clocks").text


def test_nobody_else_decides_which_time_is_right(jumped, sign_in):
    for login in ("inspector", "bureau", "auditor"):
        assert sign_in(login).post("/clocks/acceptance", {"mark": "this-start"}).status_code == 403


def test_the_console_shows_it_and_accepts_it_in_the_name_of_a_person(
    jumped, monkeypatch, database_url, tmp_path
):
    monkeypatch.setattr("examapp.console.clock.machine_mark", lambda: "this-start")
    environment = {"EXAMAPP_DATA_DIR": str(tmp_path), "DATABASE_URL": database_url}

    def run(*words: str):
        return CliRunner().invoke(main, ["clock", *words], env=environment)

    shown = run("show")
    assert (shown.exit_code, "快了 86400 秒" in shown.output) == (1, True)
    assert "已恢复" in run("accept", "--by", "钱系统").output
    assert (run("show").exit_code, "正常" in run("show").output) == (0, True)
    assert "不用恢复" in run("accept", "--by", "钱系统").output
