"""What people see when something is wrong: busy or full database, too many tries, odd clocks and rare names."""

import os
import re
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from examapp.app import create_app
from examapp.extensions import db
from examapp.services.attempts import attempts
from examapp.services.people import candidate_sign_ins
from examapp.services.quizzes import seats, spot_quizzes
from examapp.web.filters import local_time
from tests.databases import make_settings
from tests.pages import Browser
from tests.stories import Device, confirmed, nod, open_quiz, right_answers, step


class LockedError(Exception):
    """What a driver says."""


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [("database is locked", 503, "系统正忙"), ("database or disk is full", 507, "存储已满")],
)
def test_a_busy_or_full_database_answers_in_chinese_and_says_when_to_come_back_R13_R14(
    app, world, ports, monkeypatch, said, status, word
):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()

    def refuse(*_args, **_more):
        raise OperationalError("insert", {}, LockedError(said))

    monkeypatch.setattr("examapp.services.attempts.steps.driver_transaction", refuse)
    answer = device.put(step(1, right_answers(attempt)[0], 1))
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "2")
    assert word in answer.json["message"] or status == 503
    monkeypatch.undo()
    assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_guessing_passwords_is_slowed_down_and_a_factory_behind_one_address_is_not_S22_R39(
    database_url, tmp_path, world, ports
):
    strict = create_app(make_settings(tmp_path, database_url, EXAMAPP_RATE_LIMITS="1"), clock=ports.clock)
    # The test lets go of the write lock before another application writes.
    db.session.remove()
    with strict.app_context():
        guesser = Browser(strict, None)
        answers = [
            guesser.post("/sign-in", {"login_name": "bureau", "password": f"guess-{n}"}).status_code
            for n in range(14)
        ]
        assert answers[:10] == [403] * 10
        assert answers[-1] == 429
    with strict.app_context():
        quiz = open_quiz(world, ports)
        code = quiz.code
        db.session.remove()
        crowd = [Browser(strict, None).get(f"/q/{code}").status_code for _ in range(60)]
        assert set(crowd) == {200}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_whole_shift_behind_one_address_begins_at_once_and_one_person_alone_is_slowed_down_R39(
    database_url, tmp_path, world, ports
):
    strict = create_app(make_settings(tmp_path, database_url, EXAMAPP_RATE_LIMITS="1"), clock=ports.clock)
    db.session.remove()

    def begin(client, token: str, session: str) -> int:
        client.set_cookie("examapp_me", session)
        return client.post("/me/exams/1", data={"csrf_token": token}).status_code

    client = strict.test_client()
    page = client.get("/me/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    crowd = {begin(client, token, f"session-{n}") for n in range(130)}
    assert 429 not in crowd
    alone = [begin(client, token, "session-of-one") for _ in range(65)]
    assert alone[-1] == 429
    assert 429 not in alone[:60]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_wrong_passwords_of_an_address_count_S22_R39(database_url, tmp_path, world, ports, monkeypatch):
    strict = create_app(make_settings(tmp_path, database_url, EXAMAPP_RATE_LIMITS="1"), clock=ports.clock)
    db.session.remove()
    client = strict.test_client()
    page = client.get("/me/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def sign_in(number: int) -> int:
        form = {"csrf_token": token, "id_number": str(number), "password": "whatever it is"}
        return client.post("/me/sign-in", data=form).status_code

    with monkeypatch.context() as patch:
        patch.setattr(candidate_sign_ins, "sign_in", lambda *_args, **_more: "a-token")
        assert {sign_in(number) for number in range(90)} == {303}
    refused = [sign_in(number) for number in range(1000, 1065)]
    assert set(refused[:60]) == {422}
    assert refused[-1] == 429


def test_times_are_shown_in_shanghai_whatever_the_servers_zone_R40(monkeypatch):
    for zone in ("America/New_York", "UTC", "Asia/Tokyo"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        assert local_time(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)) == "2027-01-01 00:30"
    monkeypatch.undo()
    time.tzset()


def test_a_quiz_before_midnight_belongs_to_its_own_day_and_year_R41(world, ports):
    ports.clock.moment = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert open_quiz(world, ports).inspection.inspected_on.isoformat() == "2026-12-31"
    ports.clock.moment = datetime(2026, 12, 31, 16, 0, 1, tzinfo=UTC)
    assert open_quiz(world, ports).inspection.inspected_on.isoformat() == "2027-01-01"


def test_names_with_dots_and_a_tail_with_x_are_found_however_they_are_typed_R42(world, ports):
    quiz = open_quiz(world, ports, {"key_post": 4})
    drawn = next(one for one in spot_quizzes.list_participants(quiz.id) if "·" in one.name)
    for typed in ("欧阳·阿依古丽", "欧阳•阿依古丽", " 欧阳 ． 阿依古丽 "):
        token = seats.take_seat(
            quiz.code, typed, world["tails"][drawn.name].lower(), now=ports.clock.now(), ports=ports
        )
        assert seats.find_claim(token).participant_id == drawn.id


def test_the_newer_device_takes_the_seat_and_the_older_is_told_R02_R07(world, ports):
    quiz = open_quiz(world, ports)
    name = spot_quizzes.list_participants(quiz.id)[0].name
    old = seats.take_seat(quiz.code, name, world["tails"][name], now=ports.clock.now(), ports=ports)
    new = seats.take_seat(quiz.code, name, world["tails"][name], now=ports.clock.now(), ports=ports)
    assert nod(world, ports, old).name == name
    newer = seats.take_seat(quiz.code, name, world["tails"][name], now=ports.clock.now(), ports=ports)
    assert seats.find_claim(new).state == "replaced"
    assert seats.find_seat(old).name == name
    assert nod(world, ports, newer).name == name
    with pytest.raises(Exception, match="attempt_moved"):
        seats.find_seat(old)


def test_a_blueprint_changed_while_people_answer_changes_nothing_for_them_R23(app, world, ports):
    from examapp.services.papers import blueprint_register

    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    before = device.read().json
    actor = world["actors"]["bank_admin"]
    blueprint = blueprint_register.get_blueprint(actor, 1)
    definition = {**blueprint_register.read_definition(blueprint), "minutes": 1, "cut_score": 100}
    blueprint_register.save_blueprint(1, definition, actor=actor, now=ports.clock.now())
    assert device.read().json["deadline"] == before["deadline"]
    for number, response in enumerate(right_answers(attempt)[:8], start=1):
        device.put(step(number, response, number))
    assert device.submit(8).json["passed"] is True


def test_an_infeasible_blueprint_is_refused_with_the_cell_and_the_shortfall(world, ports):
    from examapp.domain.errors import DomainError
    from examapp.services.papers import blueprint_register

    actor = world["actors"]["bank_admin"]
    definition = blueprint_register.read_definition(blueprint_register.get_blueprint(actor, 1))
    definition["cells"][1] = {**definition["cells"][1], "count": 99}
    with pytest.raises(DomainError) as refused:
        blueprint_register.save_blueprint(1, definition, actor=actor, now=ports.clock.now())
    assert (refused.value.code, refused.value.data["cell"]) == ("blueprint_infeasible", 2)


def test_the_servers_clock_stepping_back_hands_nobody_in_R05(app, world, ports):
    from datetime import timedelta

    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    deadline = device.read().json["deadline"]
    ports.clock.moment -= timedelta(seconds=60)
    assert attempts.finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5) == []
    assert device.put(step(1, right_answers(attempt)[0], 1)).json["deadline"] == deadline
