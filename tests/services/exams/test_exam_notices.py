"""Who is told what and when, once; and messages to the outside that are tried again and never in the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.adapters.messages.posting import MessageError
from examapp.domain.messages import MOST_TRIES
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.messages import OutsideMessage
from examapp.services.core.messages import send_messages
from examapp.services.core.notices import list_unread
from examapp.services.core.sealed_fields import seal_field
from examapp.services.exams.exam_cancellations import cancel_exam
from examapp.services.exams.exam_notices import tell_people
from tests.services.exams.test_exams import announced, registered, sit
from tests.world import ROSTER

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = "13900001234"


class Group:
    """A robot that keeps what it is told, or fails."""

    channel, personal = "dingtalk", False

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.fault = ""

    def send(self, text: str, phone: str = "") -> None:
        if self.fault:
            raise MessageError(self.fault)
        self.told.append((text, phone))


class Person(Group):
    channel, personal = "sms", True


@pytest.fixture
def ways(ports):
    """Ports with both kinds of messengers."""
    group, person = Group(), Person()
    return replace(ports, messengers=(group, person)), group, person


def told(name: str) -> list[str]:
    db.session.expire_all()
    return [one.text for one in reversed(list_unread(registered(name).candidate_id))]


def run(ports) -> int:
    return tell_people(now=ports.clock.now(), ports=ports)


def test_everybody_due_is_told_once_then_before_the_end_and_when_it_was_missed(world, ports):
    announced(world, ports)
    assert told("周文员") == ["有一项考核要完成：“2026 年全员年度考核”，2026 年 12 月 23 日 10:00 截止。"]
    assert run(ports) == 0
    ports.clock.moment += timedelta(days=28)
    assert run(ports) == len(ROSTER)
    assert "快到截止时间了" in told("周文员")[-1]
    ports.clock.moment += timedelta(days=3)
    assert run(ports) == len(ROSTER)
    assert "已经截止，您没有合格" in told("周文员")[-1]
    ports.clock.moment += timedelta(days=60)
    assert run(ports) == 0


def test_who_passed_hears_of_the_certificate_and_no_more_of_the_end(app, world, ports):
    announced(world, ports)
    sit(app, registered("周文员"), ports, right=20)
    run(ports)
    ports.clock.moment += timedelta(days=29)
    run(ports)
    # The call to sit has nothing to say any more.
    assert ["看合格证明" in one for one in told("周文员")] == [True]


def test_results_that_come_after_the_close_are_told_then_and_not_before(app, world, ports):
    announced(world, ports, shows="after_close")
    sit(app, registered("周文员"), ports, right=20)
    run(ports)
    assert told("周文员") == []
    ports.clock.moment += timedelta(days=31)
    run(ports)
    assert ["成绩公布了" in told("周文员")[0], "看合格证明" in told("周文员")[1]] == [True, True]


def test_a_cancelled_exam_is_told_to_who_still_had_it_to_do(world, ports):
    exam = announced(world, ports)
    cancel_exam(exam.id, "停电", actor=world["actors"]["bureau"], now=ports.clock.now())
    run(ports)
    assert "取消了" in told("周文员")[-1]


def give_phone(name: str, ports) -> None:
    seal_field(registered(name).candidate, "phone_sealed", PHONE, ports.sealer)
    db.session.commit()


def test_outside_goes_a_surname_at_most_and_the_number_stays_sealed(world, ports, ways):
    both, group, person = ways
    announced(world, ports)
    db.session.query(OutsideMessage).delete()
    give_phone("欧阳·阿依古丽", ports)
    ports.clock.moment += timedelta(days=28)
    tell_people(now=ports.clock.now(), ports=both)
    done = send_messages(now=ports.clock.now(), ports=both)
    assert (done.sent, done.failed) == (3, 0)
    assert [phone for _, phone in person.told] == [PHONE]
    assert "欧阳师傅" in person.told[0][0]
    everything = "".join(text for text, _ in [*group.told, *person.told])
    assert not [name for name, _, _ in ROSTER if name in everything]
    assert "还有 8 人没有完成" in group.told[1][0]
    assert PHONE not in "".join(one.text + one.subject for one in db.session.query(OutsideMessage))
    assert send_messages(now=ports.clock.now(), ports=both).sent == 0


def test_a_failure_is_tried_again_later_and_given_up_in_the_log_after_the_last(world, ports, ways):
    both, group, _ = ways
    announced(world, ports)
    group.fault = "HTTP 502"
    tell_people(now=ports.clock.now(), ports=both)
    assert send_messages(now=ports.clock.now(), ports=both).failed == 1
    assert send_messages(now=ports.clock.now(), ports=both).failed == 0
    for _ in range(MOST_TRIES):
        ports.clock.moment += timedelta(hours=3)
        send_messages(now=ports.clock.now(), ports=both)
    db.session.expire_all()
    [held] = db.session.query(OutsideMessage)
    assert (held.state, held.tries, held.fault) == ("given_up", MOST_TRIES, "HTTP 502")
    assert db.session.query(AuditEntry).filter_by(act="message.given_up").count() == 1


def test_after_a_failure_the_next_success_ends_it(world, ports, ways):
    both, group, _ = ways
    announced(world, ports)
    tell_people(now=ports.clock.now(), ports=both)
    group.fault = "连不上"
    send_messages(now=ports.clock.now(), ports=both)
    group.fault = ""
    ports.clock.moment += timedelta(minutes=2)
    assert send_messages(now=ports.clock.now(), ports=both).sent == 1
    assert [one.state for one in db.session.query(OutsideMessage)] == ["sent"]


def test_without_messengers_nothing_is_kept_for_the_outside(world, ports):
    announced(world, ports)
    give_phone("周文员", ports)
    run(ports)
    assert db.session.query(OutsideMessage).count() == 0
