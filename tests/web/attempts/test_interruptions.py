"""What breaks around an exam without breaking it: sessions, forms, Redis, the job queue,
the database's own refusals.
"""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from examapp.app import create_app
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.services.people import roster_imports, sign_ins
from examapp.services.quizzes import records, signatures, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from tests.databases import make_settings
from tests.pages import Browser
from tests.rosters import roster_file
from tests.stories import Device, confirmed, open_quiz, right_answers, step


class DeadlockError(Exception):
    """What psycopg says when PostgreSQL chose us as the victim."""

    sqlstate = "40P01"


def test_the_inspectors_session_ends_and_nobodys_attempt_does_R01(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    device, tablet = Device(app, attempt), sign_in("inspector")
    device.read()
    assert tablet.get(f"/tablet/quizzes/{quiz.id}/board").status_code == 200
    actor = world["actors"]["administrator"]
    sign_ins.revoke_sessions(world["accounts"]["inspector"].id, actor=actor, now=ports.clock.now())
    answer = tablet.get(f"/tablet/quizzes/{quiz.id}/board")
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (302, True)
    assert "next=" in answer.headers["Location"]
    assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200
    assert device.submit(1).status_code == 200


def test_an_expired_form_is_refused_in_chinese_and_answers_need_no_form_R03(app, world, ports, sign_in):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    tablet = sign_in("inspector")
    refused = tablet.client.post("/tablet/quizzes", data={"csrf_token": "old"})
    assert refused.status_code == 400
    assert "还没有提交" in refused.text
    device = Device(app, attempt)
    device.read()
    assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200


def test_a_form_that_stood_open_all_day_is_sent_on_after_signing_in_again_R03(world, ports, sign_in):
    tablet = sign_in("bureau")
    page = tablet.get("/inspections/new?q=甲区").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    ports.clock.moment = ports.clock.moment.replace(hour=11)
    facts = {"enterprise_id": world["own"].id, "inspected_on": "2026-11-20", "client_id": "c" * 36}
    late = tablet.client.post("/inspections/new", data={**facts, "csrf_token": token})
    letters = re.search(r'name="letters" value="([^"]+)"', late.text).group(1)
    again = sign_in("bureau")
    page = again.post("/sign-in/late-form", {"letters": letters}).text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert again.post("/inspections/new", fields).status_code == 303


def test_without_redis_the_limits_are_looser_and_exams_go_on_R15(database_url, tmp_path, world, ports):
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    code = quiz.code
    db.session.remove()
    gone = {"REDIS_URL": "redis://127.0.0.1:1/0", "EXAMAPP_RATE_LIMITS": "1"}
    lonely = create_app(make_settings(tmp_path, database_url, **gone), clock=ports.clock)
    with lonely.app_context():
        assert Browser(lonely, None).get(f"/q/{code}").status_code == 200
        device = Device(lonely, attempt)
        device.read()
        assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200
        db.session.remove()
        db.engine.dispose()


def test_with_the_job_queue_dead_scores_come_at_once_and_imports_wait_R16(app, world, ports, monkeypatch):
    monkeypatch.setattr(ports.queue, "enqueue", lambda *_args, **_more: None)
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    for number, response in enumerate(right_answers(attempt), start=1):
        device.put(step(number, response, number))
    assert device.submit(len(right_answers(attempt))).json["passed"] is True
    officer, now = world["actors"]["officer"], ports.clock.now()
    kept = roster_imports.preview_roster(
        roster_file(), "名单.xlsx", world["own"].id, actor=officer, now=now, ports=ports
    )
    roster_imports.start_import(kept.id, actor=officer, now=now, ports=ports)
    db.session.remove()
    monkeypatch.undo()
    ports.queue.enqueue("resume_imports")
    assert roster_imports.get_import(officer, kept.id).state == "done"


@pytest.mark.parametrize("failures", [1, 2])
def test_a_deadlock_is_tried_again_and_nobody_sees_an_error_R19(app, world, ports, monkeypatch, failures):
    from examapp.services.attempts import steps

    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    real, left = steps.driver_transaction, SimpleNamespace(count=failures)

    def sometimes(engine, **how):
        if left.count:
            left.count -= 1
            raise OperationalError("insert", {}, DeadlockError())
        return real(engine, **how)

    monkeypatch.setattr(steps, "driver_transaction", sometimes)
    answer = device.put(step(1, right_answers(attempt)[0], 1))
    assert (answer.status_code, left.count) == (200, 0), answer.json


def test_steps_of_the_flow_cannot_be_skipped_by_calling_them_directly_S13(app, world, ports):
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz = open_quiz(world, ports)
    first, second, *_ = spot_quizzes.list_participants(quiz.id)
    # Nobody has looked at the papers of these people yet: no answer, no hand-in, no result.
    device = Device(app, attempt_of(first.id))
    assert device.put(step(1, right_answers(attempt_of(first.id))[0], 1)).json["error"] == "attempt_not_open"
    assert device.submit(0).json["error"] == "attempt_not_open"
    assert device.result().json["error"] == "result_not_ready"
    # The quiz is open: no signature, no record.
    with pytest.raises(DomainError, match="state_conflict"):
        sign(quiz, f"participant:{second.id}", actor, now)
    with pytest.raises(DomainError, match="state_conflict"):
        records.finish_record(quiz.id, base_url="", actor=actor, now=now, ports=ports)


def sign(quiz, signer: str, actor, now) -> None:
    strokes = [[[0, 0], [50, 50]]]
    signatures.sign(quiz.id, signer, strokes=strokes, refusal_reason="", name="", actor=actor, now=now)
