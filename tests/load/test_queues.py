"""Waits, arrivals and percentiles against known values and laws."""

from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.load.queues import draw_arrivals, machines_for, wait_seconds
from tests.load.tables import make_row, percentile


def test_a_single_processor_used_half_waits_as_the_formula_of_one_queue_says():
    # M/M/1: P(wait > t) = rho * exp(-(mu - lambda) t); rho = 0.5, mu = 10: t95 = ln(0.5 / 0.05) / 5.
    assert wait_seconds(5, 0.1, 1, 0.95) == pytest.approx(0.4605, abs=1e-4)


def test_two_processors_used_half_wait_as_erlang_found():
    # Erlang C for 2 processors and 1 Erlang is 1/3.
    assert wait_seconds(10, 0.1, 2, 0.95) == pytest.approx(0.1897, abs=1e-4)


def test_nobody_waits_where_hardly_anybody_comes():
    assert wait_seconds(0.01, 0.1, 4, 0.95) == 0


def test_a_queue_with_more_work_than_processors_never_ends():
    assert wait_seconds(20, 0.1, 2, 0.95) == inf


@given(st.floats(0.1, 50), st.floats(0.001, 0.2), st.integers(1, 40))
def test_one_more_processor_never_makes_the_wait_longer(rate, service, processors):
    assert wait_seconds(rate, service, processors + 1, 0.95) <= wait_seconds(rate, service, processors, 0.95)


@pytest.mark.parametrize("mean", [0.3, 4.0, 400.0])
def test_arrivals_come_as_often_as_they_are_expected(mean):
    dice = Random(5)
    counts = [draw_arrivals(dice, mean) for _ in range(4000)]
    assert sum(counts) / 4000 == pytest.approx(mean, rel=0.06)
    variance = sum((one - mean) ** 2 for one in counts) / 4000
    assert variance == pytest.approx(mean, rel=0.15)


def test_machines_are_whole_and_at_least_one():
    assert [machines_for(work, 0.6) for work in (0.01, 0.6, 0.61, 6)] == [1, 1, 2, 10]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values, share):
    found = percentile(values, share)
    assert found in values
    assert sum(one <= found for one in values) >= share * len(values) - 1e-9


def test_a_row_says_milliseconds_errors_and_losses():
    row = make_row("sqlite", "四人", "step", [0.001, 0.002, 0.003, 0.1], 1, 0)
    assert (row.count, row.p50, row.p99) == (4, 2, 100)
    assert row.line() == "| sqlite | 四人 | 保存一步 | 4 | 2 | 100 | 100 | 100 | 1 | 0 |"
