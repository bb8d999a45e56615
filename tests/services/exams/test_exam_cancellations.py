"""An exam called off while people answer: their papers stop, never become a result, and everybody is told."""

import pytest
from flask_migrate import downgrade, upgrade

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.exams import Exam
from examapp.paths import MIGRATIONS
from examapp.services.core.notices import list_unread
from examapp.services.exams import registrations
from examapp.services.exams.exam_cancellations import cancel_exam, count_concerned
from examapp.services.exams.exam_notices import tell_people
from examapp.services.exams.exam_terms import read_terms
from examapp.services.reports.histories import list_entries
from tests.services.exams.test_exams import announced, registered, sit
from tests.stories import Device, right_answers, step


@pytest.fixture
def exam(world, ports):
    """The number of an announced exam."""
    return announced(world, ports).id


@pytest.fixture
def answering(app, ports, exam):
    """Somebody with one answer on the server."""
    registration = registered("周文员")
    attempt = registrations.prepare_try(registration.candidate_id, registration.id, now=ports.clock.now())
    device = Device(app, attempt)
    device.read()
    assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200
    return device


@pytest.fixture
def call_off(world, ports, exam):
    def act(answering: int = 0) -> None:
        actor, now = world["actors"]["bureau"], ports.clock.now()
        cancel_exam(exam, "停电", answering=answering, actor=actor, now=now)

    return act


def test_with_more_people_answering_than_was_said_nothing_is_called_off(answering, exam, call_off, world):
    with pytest.raises(DomainError, match="exam_in_use") as refused:
        call_off(answering=0)
    assert refused.value.data == {"count": 1}
    state = db.session.get(Exam, exam).state
    assert (state, count_concerned(world["actors"]["bureau"], exam).answering) == ("announced", 1)


def test_the_phone_is_told_and_neither_answers_nor_a_hand_in_are_taken_any_more(answering, call_off):
    call_off(answering=1)
    assert answering.standing().json["state"] == "cancelled"
    answer = step(2, right_answers(db.session.get(Attempt, answering.id))[1], 2)
    for refused in (answering.put(answer), answering.submit(1), answering.read()):
        assert (refused.status_code, refused.json["error"]) == (409, "attempt_cancelled")
        assert "不算成绩" in refused.json["message"]
    assert db.session.query(AttemptResult).count() == 0


def test_a_paper_that_waits_cannot_be_opened_any_more(app, exam, call_off):
    attempt = registrations.list_tries(registered("周文员").id)[0]
    call_off()
    assert Device(app, attempt).read().json["error"] == "attempt_cancelled"


def test_the_own_page_says_called_off_and_the_call_to_sit_is_gone(answering, exam, call_off, ports):
    tell_people(now=ports.clock.now(), ports=ports)
    person = registered("周文员")
    assert "要完成" in list_unread(person.candidate_id)[0].text
    call_off(answering=1)
    person = registered("周文员")
    assert (person.state, list_unread(person.candidate_id)) == ("due", [])
    duty = registrations.list_duties(person.candidate_id, now=ports.clock.now())[0]
    assert (duty.cancelled, duty.running, duty.obstacle.code) == (True, False, "exam_cancelled")
    tell_people(now=ports.clock.now(), ports=ports)
    assert "取消了" in list_unread(person.candidate_id)[0].text


def test_a_result_of_before_stays_and_the_archive_says_that_the_exam_was_called_off(
    app, exam, call_off, ports
):
    person = registered("刘主任")
    assert sit(app, person, ports, right=20)["passed"] is True
    call_off()
    entry = list_entries(candidate_id=person.candidate_id, now=ports.clock.now())[0]
    assert (entry.passed, entry.title) == (True, "2026 年全员年度考核（考核已取消）")


def test_who_had_no_paper_yet_reads_that_it_was_called_off(exam, call_off, ports):
    call_off()
    person = registered("周文员")
    duty = registrations.get_duty(person.candidate_id, person.id, now=ports.clock.now())
    assert (duty.cancelled, duty.tries, read_terms(duty)) == (True, [], None)


def test_calling_off_twice_is_once(exam, call_off):
    call_off()
    call_off()
    assert db.session.get(Exam, exam).state == "cancelled"


def test_papers_that_ran_on_in_an_exam_called_off_before_stop_with_the_migration(answering, call_off):
    call_off(answering=1)
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0097")
    db.session.remove()
    # By SQL: the model of today has columns that the older table lacks.
    asked = db.text("select state from attempts where id = :id")
    assert db.session.scalar(asked, {"id": answering.id}) == "open"
    db.session.remove()
    upgrade(directory=str(MIGRATIONS))
    assert db.session.get(Attempt, answering.id).state == "cancelled"
