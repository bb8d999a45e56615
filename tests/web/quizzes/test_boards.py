"""Many watch one board: the database is asked once a second for all of them, and who acts sees it at once."""

from datetime import timedelta

import pytest

from examapp.adapters.queue.copies import LocalCopies, SharedCopies
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.inspections import Inspection
from examapp.services.quizzes import spot_quizzes
from tests.databases import make_settings
from tests.pages import Browser
from tests.statements import statements
from tests.stories import Device, confirmed, open_quiz, right_answers, step

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def standing_time(monkeypatch):
    """Copies age only when the test says so."""
    moment = [1000.0]
    monkeypatch.setattr("examapp.adapters.queue.copies.time.monotonic", lambda: moment[0])
    return moment


def state_of(board: dict, person_id: int) -> str:
    return next(one["state"] for one in board["people"] if one["id"] == person_id)


def test_the_second_watcher_asks_only_who_he_is_and_whether_he_may(app, world, ports, sign_in, standing_time):
    quiz_id = open_quiz(world, ports).id
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz_id}/board.json"
    with statements() as first:
        board = tablet.get(address).json
    with statements() as second:
        again = tablet.get(address).json
    assert again["people"] == board["people"]
    assert any("attempt" in one for one in first)
    assert not any("attempt" in one for one in second), second
    standing_time[0] += 1.1
    with statements() as later:
        tablet.get(address)
    assert any("attempt" in one for one in later)


def test_an_inspector_sees_his_own_act_at_the_next_look(app, world, ports, sign_in, standing_time):
    quiz_id = open_quiz(world, ports).id
    person_id = spot_quizzes.list_participants(quiz_id)[0].id
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz_id}/board.json"
    assert state_of(tablet.get(address).json, person_id) == "expected"
    rows = tablet.get(f"/tablet/quizzes/{quiz_id}/board/people").text
    tablet.post(f"/tablet/quizzes/{quiz_id}/people/{person_id}/absence", {"reason": "出差"})
    assert state_of(tablet.get(address).json, person_id) == "absent"
    assert tablet.get(f"/tablet/quizzes/{quiz_id}/board/people").text != rows


def test_a_copy_never_tells_the_time_or_the_state_of_the_quiz_of_a_moment_ago(
    app, world, ports, sign_in, standing_time
):
    quiz_id = open_quiz(world, ports).id
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz_id}/board.json"
    before = tablet.get(address).json["server_time"]
    ports.clock.moment = ports.clock.moment.replace(second=ports.clock.moment.second + 7)
    assert tablet.get(address).json["server_time"] == before + 7000


def test_answers_of_people_appear_when_the_copy_is_a_second_old(app, world, ports, sign_in, standing_time):
    quiz = open_quiz(world, ports)
    quiz_id = quiz.id
    participant, attempt = confirmed(world, ports, quiz)
    person_id, answer = participant.id, right_answers(attempt)[0]
    device, tablet = Device(app, attempt), sign_in("inspector")
    device.read()
    address = f"/tablet/quizzes/{quiz_id}/board.json"
    tablet.get(address)
    device.put(step(1, answer, 1))
    standing_time[0] += 1.1
    (seen,) = [one["answered"] for one in tablet.get(address).json["people"] if one["id"] == person_id]
    assert seen == [1]


def test_nodes_share_one_copy_through_redis_and_each_keeps_its_own_without(
    app, database_url, tmp_path, world, ports, sign_in, redis_server
):
    quiz_id = open_quiz(world, ports).id
    token = sign_in("inspector").token
    settings = make_settings(tmp_path, database_url, REDIS_URL=redis_server.url)
    nodes = [create_app(settings, clock=ports.clock) for _ in range(2)]
    browsers = [Browser(node, token) for node in nodes]
    address, person_id = (
        f"/tablet/quizzes/{quiz_id}/board.json",
        spot_quizzes.list_participants(quiz_id)[0].id,
    )
    key = f"examapp:board:{quiz_id}"
    browsers[0].get(address)
    assert nodes[1].extensions["ports"].copies.find(key)[1]["counts"]["total"] > 0
    browsers[1].post(f"/tablet/quizzes/{quiz_id}/people/{person_id}/absence", {"reason": "请假"})
    assert state_of(browsers[0].get(address).json, person_id) == "absent"
    redis_server.stop()
    browsers[1].post(f"/tablet/quizzes/{quiz_id}/people/{person_id}/presence")
    assert state_of(browsers[1].get(address).json, person_id) == "expected"
    assert not nodes[1].extensions["ports"].copies.is_shared()


@pytest.mark.parametrize("kind", ["local", "shared"])
def test_what_was_computed_before_an_act_and_arrives_after_it_is_never_shown(
    database_url, redis_server, kind
):
    copies = LocalCopies() if kind == "local" else SharedCopies(redis_server.url)
    slow, nothing = copies.find("board")
    assert nothing is None
    copies.renew("board")
    copies.keep("board", slow, "of a moment before the act")
    generation, found = copies.find("board")
    assert found is None
    copies.keep("board", generation, "fresh")
    assert copies.find("board")[1] == "fresh"


def test_a_quiz_of_yesterday_that_is_still_open_says_so_on_the_first_page(world, ports, sign_in):
    quiz, tablet = open_quiz(world, ports), sign_in("inspector")
    assert "以前的抽考没有结束" not in tablet.get("/tablet/").text
    db.session.get(Inspection, quiz.inspection_id).inspected_on -= timedelta(days=1)
    db.session.commit()
    assert "以前的抽考没有结束" in tablet.get("/tablet/").text
