"""Periods of periodic jobs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.job_runs import period_of

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def test_an_hour_has_one_name_from_its_first_to_its_last_second():
    first = datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert period_of(first, 3600) == "2026-11-26T08:00:00Z"
    assert period_of(first + timedelta(seconds=3599), 3600) == "2026-11-26T08:00:00Z"
    assert period_of(first + timedelta(seconds=3600), 3600) == "2026-11-26T09:00:00Z"


@given(MOMENTS, st.sampled_from([2, 60, 3600, 86_400]))
def test_nodes_whose_clocks_differ_by_less_than_a_period_name_at_most_two_periods(moment, seconds):
    names = {period_of(moment + timedelta(seconds=seconds * part / 10), seconds) for part in range(10)}
    assert len(names) <= 2
    assert period_of(moment, seconds) <= period_of(moment + timedelta(seconds=seconds), seconds)
