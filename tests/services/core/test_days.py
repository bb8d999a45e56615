"""Days and years are those of the calendar in China."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from examapp.services.core.days import (
    first_day_within_a_year,
    midnight_of,
    moment_a_year_after,
    today_of,
    year_after,
)


def test_half_past_one_at_night_in_china_is_already_the_next_day():
    assert today_of(datetime(2026, 11, 28, 17, 30, tzinfo=UTC)) == date(2026, 11, 29)


def test_a_year_later_is_the_same_day_also_across_a_leap_day():
    assert year_after(date(2027, 3, 1)) == date(2028, 3, 1)
    assert year_after(date(2028, 2, 29)) == date(2029, 3, 1)
    later = moment_a_year_after(datetime(2027, 5, 1, 16, 30, tzinfo=UTC))
    assert (later.date(), later.hour, later.minute) == (date(2028, 5, 2), 0, 30)


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)))
def test_the_first_day_that_counts_is_the_first_whose_certificate_still_holds(today):
    first = first_day_within_a_year(today)
    assert year_after(first) >= today
    assert year_after(first - timedelta(days=1)) < today or first.day == 1


def test_a_day_begins_at_midnight_in_china():
    assert midnight_of(date(2026, 11, 29)) == datetime(2026, 11, 28, 16, 0, tzinfo=UTC)
