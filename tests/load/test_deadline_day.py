"""The simulated last day and the sizing: what goes in comes out, more costs more, and the documents say what the code computes."""

from dataclasses import replace

import pytest

from tests.bench.figures import ROOT, replace_between
from tests.load.deadline_day import (
    DAY,
    HOUR,
    PEAK_HOUR,
    Installation,
    days,
    simulate_day,
    start_rate,
    write_days,
)
from tests.load.model import REGIONS, Cost, Figures, Model, read_figures, read_source
from tests.load.sizing import size, write_sizing

MODEL = Model()
MEASURED = Figures(
    start=Cost(4.0, 1.0), step=Cost(0.5, 0.4), finish=Cost(10.0, 2.0), chained_per_second=200, disk_bytes=20_000,
    rows=55, page_bytes=30_000,
)  # fmt: skip
PEOPLE = 27_500


@pytest.fixture(scope="module")
def day():
    return simulate_day(PEOPLE, MEASURED, MODEL, Installation(4, 2, 200, 50), seed=1)


def test_the_rates_of_all_seconds_are_everybody_and_the_peak_hour_is_its_share():
    rates = [start_rate(second, PEOPLE, MODEL) for second in range(DAY)]
    assert sum(rates) == pytest.approx(PEOPLE)
    peak = rates[PEAK_HOUR * HOUR : (PEAK_HOUR + 1) * HOUR]
    assert sum(peak) == pytest.approx(PEOPLE * MODEL.share_of_peak_hour)
    assert max(peak) == pytest.approx(MODEL.burst * PEOPLE * MODEL.share_of_peak_hour / HOUR)


def test_everybody_who_comes_is_let_in(day):
    assert day.started == pytest.approx(PEOPLE, rel=0.03)


def test_the_same_seed_gives_the_same_day(day):
    assert simulate_day(PEOPLE, MEASURED, MODEL, Installation(4, 2, 200, 50), seed=1) == day


def test_at_the_peak_about_as_many_answer_as_littles_law_says(day):
    mean_length = MODEL.exam_minutes * 60 * 0.8
    expected = PEOPLE * MODEL.share_of_peak_hour / HOUR * mean_length
    assert 0.8 * expected < day.peak_active < 1.4 * expected
    assert day.peak_steps == pytest.approx(day.peak_active / MODEL.save_seconds)


def test_half_the_processors_are_used_twice_as_much(day):
    half = simulate_day(PEOPLE, MEASURED, MODEL, Installation(2, 1, 200, 50), seed=1)
    assert half.web_share == pytest.approx(2 * day.web_share)
    assert half.database_share == pytest.approx(2 * day.database_share)
    assert half.step_wait >= day.step_wait


def test_a_narrow_door_fills_the_waiting_room_and_keeps_the_burst_from_the_servers(day):
    narrow = simulate_day(PEOPLE, MEASURED, MODEL, Installation(4, 2, 200, 3), seed=1)
    assert narrow.longest_room > 100 > day.longest_room
    assert narrow.peak_starts <= 3 < day.peak_starts
    assert narrow.web_share < day.web_share
    assert narrow.started == day.started


def test_too_few_processors_are_said_to_never_catch_up():
    drowned = simulate_day(PEOPLE * 20, MEASURED, MODEL, Installation(1, 1, 200, 1000), seed=1)
    assert drowned.step_wait == float("inf")
    assert "排不完" in write_days([("太小", Installation(1, 1, 200, 1000), drowned)])


@pytest.mark.parametrize("region", REGIONS, ids=lambda one: one.name)
def test_work_that_costs_twice_as_much_needs_about_twice_the_processors(region):
    dear = replace(MEASURED, start=Cost(8.0, 2.0), step=Cost(1.0, 0.8), finish=Cost(20.0, 4.0))
    one, other = size(region, MEASURED, MODEL), size(region, dear, MODEL)
    assert one.web_cores * 2 - 1 <= other.web_cores <= one.web_cores * 2
    assert one.disk_per_year == other.disk_per_year


def test_a_city_has_the_load_that_the_model_gives_it():
    city = size(REGIONS[0], MEASURED, MODEL)
    assert city.starts_per_second == pytest.approx(1.53, abs=0.01)
    assert city.active == pytest.approx(4125)
    assert city.steps_per_second == pytest.approx(103.1, abs=0.1)


@pytest.mark.parametrize("mark", ["sizing", "day"])
def test_the_tables_of_the_document_follow_from_the_measured_figures(mark):
    figures = read_figures()
    table = (
        f"{read_source()}\n\n{write_sizing(figures, MODEL)}"
        if mark == "sizing"
        else write_days(days(figures, MODEL))
    )
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    assert replace_between(text, mark, table) == text, "run: make load ARGS='day --keep'"
