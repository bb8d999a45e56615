"""S30: time in a bureau's exam is not given by the employer of the person, has an end, and stands beside the result."""

from functools import partial

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.extra_time import GivenMinutes
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts.extra_time import extra_time_of
from examapp.services.exams import accommodations, registrations
from tests.services.exams.test_exams import announced, registered
from tests.stories import Device


def test_an_officer_gives_no_time_in_the_exam_of_a_bureau(world, ports):
    announced(world, ports)
    person = registered("周文员")
    ids, act = (person.exam_id, person.id), {"actor": world["actors"]["officer"], "now": ports.clock.now()}
    for give in (
        lambda: accommodations.give_extra_time(*ids, 50, False, "视力不好", **act),
        lambda: accommodations.give_minutes(*ids, 60, "停电", **act),
    ):
        with pytest.raises(DomainError) as refused:
            give()
        assert refused.value.code == "extension_not_yours"
    assert registered("周文员").extra_percent == 0


@pytest.fixture
def running(app, world, ports):
    """Somebody under way in a bureau's exam."""
    announced(world, ports)
    person = registered("周文员")
    attempt = registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())
    Device(app, attempt).read()
    return person


def refusal(act) -> DomainError:
    with pytest.raises(DomainError) as refused:
        act()
    db.session.rollback()
    return refused.value


def test_minutes_given_again_and_again_end_at_an_hour_in_all(world, ports, running):
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    give = partial(accommodations.give_minutes, running.exam_id, running.id, **act)
    give(45, "停电")
    refused = refusal(lambda: give(60, "又停电"))
    assert (refused.code, refused.data["left"]) == ("extension_full", 15)
    give(15, "又停电")
    assert refusal(lambda: give(1, "再停电")).data["left"] == 0
    assert db.session.query(Attempt).filter_by(registration_id=running.id).one().extra_seconds == 3600
    for minutes in (0, -5):
        assert refusal(partial(give, minutes, "停电")).code == "number_malformed"


def test_the_share_is_at_most_as_much_again(world, ports, running):
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    act |= {"large_print": False, "reason": "视力不好"}
    give = partial(accommodations.give_extra_time, running.exam_id, running.id, **act)
    for percent in (101, 300, -1):
        assert refusal(partial(give, percent)).code == "number_malformed"
    assert refusal(partial(give, 50, reason=" ")).code == "extension_refused"
    assert refusal(partial(give, 50, reason="😀")).code == "reason_odd_signs"
    assert refusal(partial(give, 50, reason="慢" * 151)).code == "reason_too_long"
    give(100)
    assert registered("周文员").extra_percent == 100


def test_the_share_and_every_gift_stand_beside_the_result_and_a_moved_deadline_is_no_gift(
    world, ports, running
):
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    attempt = db.session.query(Attempt).filter_by(registration_id=running.id).one()
    assert not extra_time_of(attempt).is_any
    accommodations.give_extra_time(running.exam_id, running.id, 50, False, "视力不好", **act)
    accommodations.give_minutes(running.exam_id, running.id, 10, "停电", **act)
    extra = extra_time_of(db.session.get(Attempt, attempt.id))
    assert (extra.percent, extra.percent_reason, extra.minutes_left) == (50, "视力不好", 50)
    assert extra.given == (GivenMinutes(10, "停电"),)
