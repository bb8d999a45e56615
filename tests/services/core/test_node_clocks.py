"""A wall clock that jumps ends nothing and moves no deadline; it is told, goes on by itself when it is back, or by a person's word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examapp.adapters.clock import SystemClock
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.jobs import JOBS
from examapp.models.attempts import Attempt, AttemptEvent, AttemptStep
from examapp.models.audit import AuditEntry
from examapp.models.node_clocks import NodeClock
from examapp.services.core import node_clocks
from examapp.services.core.node_clocks import ClockWatch, accept_clock
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.world import MOMENT

DAY = 86_400.0
START = MOMENT.timestamp()


class Machine:
    """A wall clock that somebody can set, and a count that nobody can."""

    def __init__(self) -> None:
        self.wall, self.count = START, 1000.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.count += seconds

    def clock(self) -> SystemClock:
        return SystemClock(lambda: self.wall, lambda: self.count)


@pytest.fixture
def machine(app) -> Machine:
    """The machine whose clock the application goes by."""
    made = Machine()
    app.extensions["ports"] = replace(app.extensions["ports"], clock=made.clock())
    return made


@pytest.fixture
def ports(app, machine):
    """As they are with that clock."""
    return app.extensions["ports"]


@pytest.fixture
def watch(ports) -> ClockWatch:
    """Of the process that serves the pages."""
    made = ClockWatch(ports.clock, mark="this-start", name="web1")
    made.look()
    return made


@pytest.fixture
def sitting(app, world, ports):
    """Somebody who answers a paper of five minutes."""
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    return {"device": device, "attempt": attempt, "right": right_answers(attempt)}


def sweep(app, ports) -> None:
    JOBS["finish_overdue_attempts"](app, app.extensions["ports"])


def state(sitting) -> str:
    return db.session.get(Attempt, sitting["attempt"].id, populate_existing=True).state


def acts() -> list[str]:
    query = db.session.query(AuditEntry.act).filter(AuditEntry.subject == "clock:web1")
    return [act for (act,) in query.order_by(AuditEntry.id)]


def kept() -> NodeClock:
    db.session.rollback()
    return db.session.get(NodeClock, "this-start", populate_existing=True)


def test_a_day_too_far_for_twelve_seconds_ends_no_paper_and_costs_no_answer_R51(
    app, machine, ports, watch, sitting
):
    device, right = sitting["device"], sitting["right"]
    before = device.put(step(1, right[0], 1)).json
    machine.wall += DAY
    for number in range(2, 8):
        machine.pass_by(2)
        watch.look()
        sweep(app, ports)
        told = device.put(step(number, right[number - 1], number)).json
        assert (told["late"], told["deadline"]) == ([], before["deadline"])
        assert device.result().json["error"] == "result_not_ready"
    assert state(sitting) == "open"
    machine.wall -= DAY
    watch.look()
    assert acts() == ["clock.disagrees", "clock.agrees"]
    assert [row.late for row in db.session.query(AttemptStep)] == [False] * 7
    assert device.submit(7).json["score_tenths"] == 700


def test_while_the_clock_is_in_doubt_nothing_ends_by_time_and_afterwards_it_does_R51(
    app, machine, ports, watch, sitting
):
    machine.wall += DAY
    machine.pass_by(400)
    sweep(app, ports)
    sitting["device"].read()
    assert state(sitting) == "open"
    machine.wall -= DAY
    sweep(app, ports)
    assert state(sitting) == "submitted"


def test_setting_a_healthy_clock_right_by_seconds_is_no_jump(app, machine, ports, watch):
    for _ in range(24):
        machine.pass_by(3600)
        machine.wall += 30
        watch.look()
    assert ports.clock.is_sure()
    assert acts() == []
    assert ports.clock.now() == datetime.fromtimestamp(machine.wall, UTC)


def test_a_machine_that_slept_has_counted_through_its_sleep(machine, ports, watch):
    machine.pass_by(8 * 3600)
    watch.look()
    assert ports.clock.is_sure()


def test_a_worker_started_while_the_clock_is_wrong_knows_what_its_machine_agreed_on_R51(
    machine, ports, watch, sitting
):
    machine.wall += DAY
    watch.look()
    fresh = machine.clock()
    assert fresh.is_sure(), "by itself it could not know"
    ClockWatch(fresh, mark="this-start", name="web1").look()
    assert not fresh.is_sure()
    assert fresh.now() == ports.clock.now()
    assert acts() == ["clock.disagrees"], "told once, not by every process"


def test_a_clock_set_while_nobody_answers_and_nothing_runs_is_taken_as_it_is(machine, watch):
    machine.wall += DAY
    fresh = machine.clock()
    ClockWatch(fresh, mark="this-start", name="web1").look()
    assert fresh.is_sure()
    assert acts() == ["clock.accepted"]


def test_an_administrator_accepts_the_new_time_and_who_answers_keeps_what_was_left_R51(
    app, world, machine, ports, watch, sitting
):
    device, deadline = sitting["device"], sitting["device"].read().json["deadline"]
    machine.pass_by(100)
    machine.wall += DAY
    watch.look()
    accept_clock("this-start", actor=world["actors"]["administrator"], now=ports.clock.now())
    watch.look()
    assert ports.clock.now() == datetime.fromtimestamp(machine.wall, UTC)
    sweep(app, ports)
    told = device.put(step(1, sitting["right"][0], 1)).json
    assert told["deadline"] == deadline + DAY * 1000
    assert told["deadline"] - told["server_time"] == 200_000
    assert db.session.query(AttemptEvent).filter_by(kind="clock_moved").count() == 1
    assert (acts(), kept().paused_at) == (["clock.disagrees", "clock.accepted"], None)
    machine.pass_by(206)
    sweep(app, ports)
    assert state(sitting) == "submitted"


def test_a_clock_set_back_costs_nobody_an_answer(app, world, machine, ports, watch, sitting):
    device = sitting["device"]
    device.put(step(1, sitting["right"][0], 1))
    machine.wall -= DAY
    watch.look()
    accept_clock("this-start", actor=world["actors"]["administrator"], now=ports.clock.now())
    watch.look()
    device.put(step(2, sitting["right"][1], 2))
    assert device.submit(2).json["score_tenths"] == 200


def test_a_clock_that_is_not_in_doubt_cannot_be_accepted(world, ports, watch):
    for mark, code in (("this-start", "state_conflict"), ("another", "not_found")):
        with pytest.raises(DomainError, match=code):
            accept_clock(mark, actor=world["actors"]["administrator"], now=ports.clock.now())


def test_rows_of_starts_long_gone_are_forgotten(machine, ports, watch):
    machine.pass_by(timedelta(days=31).total_seconds())
    ClockWatch(machine.clock(), mark="next-start", name="web1").look()
    assert [row.mark for row in node_clocks.list_clocks()] == ["next-start"]
