"""R18: a thousand people begin within ten seconds, through the waiting room, while others answer."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush

import pytest
from sqlalchemy import select

from examapp.adapters.clock import FixedClock
from examapp.adapters.queue.queue import InlineQueue
from examapp.adapters.queue.waiting_rooms import LocalRoom
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.audit import AuditEntry
from examapp.services.demo.demo_load import issue_attempts
from tests.bench.exchange import one_step
from tests.databases import demo_folder, make_settings
from tests.world import MOMENT

PEOPLE, SECONDS, PER_SECOND, MINUTES, ITEMS = 1_000, 10, 60, 20, 2


@pytest.fixture
def hall(tmp_path):
    """The demonstration city with a thousand and one fresh papers; its clock and that of its room are turned by `at`."""
    shutil.copytree(demo_folder(), tmp_path / "data")
    app = create_app(make_settings(tmp_path / "data"), clock=FixedClock(MOMENT), queue=InlineQueue())
    with app.app_context():
        yield Hall(app)
        db.session.remove()
        db.engine.dispose()


class Hall:
    """The application, the papers, and one clock for everything."""

    def __init__(self, app) -> None:
        self.client, self.now = app.test_client(), 0.0
        self.clock = app.extensions["ports"].clock
        ports = replace(app.extensions["ports"], room=LocalRoom(PER_SECOND, tick=lambda: self.now))
        app.extensions["ports"] = ports
        secret = app.config["SECRET_KEY"]
        self.issued = list(issue_attempts(PEOPLE + 1, ITEMS, MINUTES, ports=ports, secret_key=secret))
        db.session.remove()

    def ask(self, moment: float, person: int, method: str = "get", path: str = "", **more):
        """What this person's device is answered at that second."""
        self.now = moment
        self.clock.moment = MOMENT + timedelta(seconds=moment)
        attempt, token = self.issued[person]
        headers = {"Authorization": f"Bearer {token}"}
        return getattr(self.client, method)(f"/api/attempts/{attempt}{path}", headers=headers, **more)


class Answerer:
    """Somebody who began before the crowd and goes on answering."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.count = hall, 0
        self.slots = hall.ask(0, PEOPLE).json["slots"]

    def answer(self, moment: float) -> None:
        """One more step, acknowledged at once."""
        self.count += 1
        made = one_step(self.slots, 1 + self.count % ITEMS, self.count)
        saved = self.hall.ask(moment, PEOPLE, "put", "/steps", json={"steps": [made]})
        assert (saved.status_code, saved.json["acked"]) == (200, [made["id"]])


def test_a_thousand_starts_in_ten_seconds_are_let_in_by_turns_with_all_their_time_and_nobody_elses_paper_R18(
    hall,
):
    other = Answerer(hall)
    arrivals = [SECONDS * person / PEOPLE for person in range(PEOPLE)]
    coming = [(moment, person) for person, moment in enumerate(arrivals)]
    papers: dict[int, dict] = {}
    waited: dict[int, float] = {}
    while coming:
        moment, person = heappop(coming)
        answer = hall.ask(moment, person)
        if answer.status_code == 200:
            papers[person], waited[person] = answer.json, moment - arrivals[person]
        else:
            assert (answer.status_code, answer.json["code"]) == (503, "waiting")
            heappush(coming, (moment + int(answer.headers["Retry-After"]), person))
            if person % 10 == 0:
                other.answer(moment)
    assert other.count > PEOPLE // 20
    assert_begun_right(hall, papers)
    # Of ten seconds' crowd the room lets six hundred in meanwhile; the last of the others take six seconds more.
    assert sum(not seconds for seconds in waited.values()) > PER_SECOND
    assert sorted(waited.values())[int(0.95 * PEOPLE)] <= 8


def assert_begun_right(hall: Hall, papers: dict[int, dict]) -> None:
    """Everybody holds the own paper, was given the whole time from that moment on, and began once."""
    assert len(papers) == PEOPLE
    own = {attempt: number for number, (attempt, _) in enumerate(hall.issued[:PEOPLE])}
    rows = db.session.execute(
        select(Attempt.id, Attempt.paper, Attempt.started_ms, Attempt.deadline_ms).where(Attempt.id.in_(own))
    ).all()
    for attempt, paper, started_ms, deadline_ms in rows:
        told = papers[own[attempt]]
        assert (told["server_time"], told["deadline"]) == (started_ms, deadline_ms)
        assert deadline_ms - started_ms == MINUTES * 60_000
        assert len(told["slots"]) == len(json.loads(paper)["slots"]) == ITEMS
    assert len({paper for _, paper, _, _ in rows}) == len(rows) == PEOPLE
    begins = select(AuditEntry.subject).where(AuditEntry.act == "attempt.started")
    subjects = [one for one in db.session.scalars(begins) if one.removeprefix("attempt:") in own]
    assert len(subjects) == len(set(subjects)) == PEOPLE
