"""截止后才看: until the close nothing that a person sees or is told differs between a pass and a fail."""

from datetime import timedelta

import pytest

from examapp.extensions import db
from examapp.services.core.notices import list_unread
from examapp.services.exams import exam_boards, registrations
from examapp.services.exams.exam_notices import tell_people
from examapp.services.reports.rollup_checks import compare_rollups
from tests.services.exams.test_exams import announced, registered, sit

PASSED, FAILED = "周文员", "张焊工"


@pytest.fixture
def hidden(app, world, ports):
    """An exam that shows results after its close; two people have handed in, the reminders have been sent."""
    exam = announced(world, ports, shows="after_close", wait_hours=0)
    tell_people(now=ports.clock.now(), ports=ports)
    sit(app, registered(PASSED), ports, right=20)
    sit(app, registered(FAILED), ports, right=0)
    assert (registered(PASSED).state, registered(FAILED).state) == ("passed", "due")
    return exam


def seen_by(name: str, ports) -> tuple:
    """What the start page is made of."""
    duty = registrations.get_duty(registered(name).candidate_id, registered(name).id, now=ports.clock.now())
    return duty.shown, duty.over, duty.running, duty.obstacle and duty.obstacle.code, len(duty.tries)


def told(name: str) -> list[str]:
    db.session.expire_all()
    return [notice.text for notice in list_unread(registered(name).candidate_id)]


def test_the_start_page_offers_both_the_same(hidden, ports):
    assert seen_by(PASSED, ports) == seen_by(FAILED, ports) == (False, True, False, None, 1)
    ports.clock.moment += timedelta(days=31)
    assert seen_by(PASSED, ports) != seen_by(FAILED, ports)


def test_neither_is_reminded_nor_loses_a_reminder_before_the_close(hidden, world, ports):
    assert told(PASSED) == told(FAILED) == []
    ports.clock.moment += timedelta(days=28)
    tell_people(now=ports.clock.now(), ports=ports)
    assert told(PASSED) == told(FAILED) == []
    to_remind = exam_boards.remind_query(world["actors"]["officer"], hidden, now=ports.clock.now())
    names = {one.candidate.name for one in db.session.scalars(to_remind)}
    assert names
    assert not names & {PASSED, FAILED}
    ports.clock.moment += timedelta(days=3)
    tell_people(now=ports.clock.now(), ports=ports)
    assert any("没有合格" in text for text in told(FAILED))
    assert any("恭喜" in text for text in told(PASSED))


def test_who_passed_may_sit_again_and_stays_passed_whatever_comes_of_it(app, hidden, ports):
    for name in (PASSED, FAILED):
        owner = registered(name)
        attempt = registrations.prepare_try(owner.candidate_id, owner.id, now=ports.clock.now())
        assert attempt.try_number == 2
    passed_at = registered(PASSED).passed_at
    sit(app, registered(PASSED), ports, right=0)
    sit(app, registered(FAILED), ports, right=20)
    assert (registered(PASSED).state, registered(PASSED).passed_at) == ("passed", passed_at)
    assert registered(FAILED).state == "passed"
    assert compare_rollups().differing == 0
