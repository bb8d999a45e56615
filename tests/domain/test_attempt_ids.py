"""Ids of attempts follow the time, whatever is random in them; those from before stay apart."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from examapp.domain.attempt_ids import (
    border_at,
    border_of_day,
    first_of_month,
    make_attempt_id,
    moment_of,
)

MOMENTS = some.datetimes(
    datetime(1971, 1, 1), datetime(2400, 1, 1), timezones=some.just(UTC)
)  # fmt: skip
ENTROPY = some.binary(min_size=10, max_size=10)


@given(MOMENTS, MOMENTS, ENTROPY, ENTROPY)
def test_an_id_made_a_millisecond_later_sorts_later(first, second, one, other):
    if second - first >= timedelta(milliseconds=1):
        assert make_attempt_id(first, one) < make_attempt_id(second, other)


@given(MOMENTS, ENTROPY, some.uuids(version=4))
def test_ids_from_before_sort_before_every_one_with_a_time(moment, entropy, old):
    made = make_attempt_id(moment, entropy)
    assert len(made) == len(old.hex) == 32
    assert old.hex < border_at(moment) <= made


@given(MOMENTS, ENTROPY)
def test_the_moment_can_be_read_back_to_the_millisecond(moment, entropy):
    assert abs(moment_of(make_attempt_id(moment, entropy)) - moment) < timedelta(milliseconds=2)


def test_an_id_from_before_tells_no_time_and_too_little_chance_is_refused():
    with pytest.raises(ValueError):
        moment_of(uuid.uuid4().hex)
    with pytest.raises(ValueError):
        make_attempt_id(datetime(2026, 1, 1, tzinfo=UTC), b"short")


def test_a_day_begins_in_its_own_zone():
    assert border_of_day(date(2026, 1, 1), UTC) == border_at(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "ahead", "first"),
    [
        (date(2026, 11, 26), 0, date(2026, 11, 1)),
        (date(2026, 11, 26), 2, date(2027, 1, 1)),
        (date(2026, 1, 31), -1, date(2025, 12, 1)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_months_pass_over_the_end_of_a_year(day, ahead, first):
    assert first_of_month(day, ahead) == first
