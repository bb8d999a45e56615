"""Whom an exam concerns, and when a try may begin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.errors import DomainError
from examapp.domain.exams import (
    KINDS,
    Audience,
    Employed,
    ExamKind,
    PastTry,
    audience_from_dict,
    audience_to_dict,
    find_obstacle,
    fits,
    paper_number,
    with_extra_time,
)

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
OPEN = [(NOON - timedelta(days=1), NOON + timedelta(days=30))]
WELDER = Employed("key_post", ("hot_work", "height"), "gongmao", 7, date(2026, 3, 1))


def obstacle(tries: list[PastTry], windows=None, now: datetime = NOON) -> str | None:
    found = find_obstacle(windows or OPEN, tries, attempts_allowed=2, wait_hours=24, now=now)
    return found.code if found else None


def failed(number: int, hours_ago: float) -> PastTry:
    return PastTry(number, NOON - timedelta(hours=hours_ago), passed=False)


@pytest.mark.parametrize(
    ("rule", "concerned"),
    [
        (Audience(), True),
        (Audience(roles=("lead",)), False),
        (Audience(posts=("height", "lifting")), True),
        (Audience(industries=("smelting",)), False),
        (Audience(enterprise_ids=(7,)), True),
        (Audience(hired_since=date(2026, 3, 1)), True),
        (Audience(hired_since=date(2026, 3, 2)), False),
        (Audience(hired_until=date(2026, 2, 28)), False),
        (Audience(roles=("key_post",), posts=("hot_work",), industries=("gongmao",)), True),
    ],
)
def test_every_part_of_the_rule_must_fit(rule, concerned):
    assert fits(rule, WELDER) is concerned


@given(
    st.builds(
        Audience,
        roles=st.lists(st.sampled_from(["lead", "manager", "key_post", "other"]), unique=True).map(tuple),
        posts=st.lists(st.sampled_from(["hot_work", "dust"]), unique=True).map(tuple),
        enterprise_ids=st.lists(st.integers(1, 9), unique=True).map(tuple),
        hired_since=st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
        hired_until=st.none() | st.dates(date(2020, 1, 2), date(2030, 1, 1)),
    )
)
def test_a_rule_survives_being_stored(rule):
    assert audience_from_dict(audience_to_dict(rule)) == rule


@pytest.mark.parametrize(
    "data",
    [
        {"roles": ["boss"]},
        {"posts": ["juggling"]},
        {"hired_since": "soon"},
        {"hired_since": "2026-02-01", "hired_until": "2026-01-01"},
        {"enterprise_ids": ["x"]},
    ],
)
def test_a_rule_with_unknown_words_is_refused(data):
    with pytest.raises(DomainError) as refused:
        audience_from_dict(data)
    assert refused.value.code == "audience_malformed"


def test_the_first_try_may_begin_within_the_window_only():
    assert obstacle([]) is None
    assert obstacle([], now=NOON - timedelta(days=2)) == "exam_not_open"
    assert obstacle([], now=OPEN[0][1]) == "exam_over"
    later = [(NOON + timedelta(days=3), NOON + timedelta(days=4))]
    assert obstacle([], windows=OPEN + later, now=OPEN[0][1] - timedelta(seconds=1)) is None


def test_a_running_try_goes_on_whatever_the_window_says():
    assert obstacle([PastTry(1, None, False)], now=NOON + timedelta(days=90)) is None


def test_a_resit_waits_its_hours_and_ends_with_the_last_try():
    assert obstacle([failed(1, 23.9)]) == "wait_before_resit"
    assert obstacle([failed(1, 24)]) is None
    assert obstacle([failed(1, 60), failed(2, 30)]) == "tries_used_up"
    assert obstacle([PastTry(1, NOON - timedelta(days=1), passed=True)]) == "exam_passed"


@given(
    st.tuples(st.integers(1, 100_000), st.integers(1, 9)),
    st.tuples(st.integers(1, 100_000), st.integers(1, 9)),
)
def test_no_two_tries_share_a_paper_number(one, other):
    assert (paper_number(*one) == paper_number(*other)) is (one == other)


@given(st.integers(60, 10_800), st.integers(0, 200))
def test_extra_time_never_takes_time_away(seconds, percent):
    assert seconds <= with_extra_time(seconds, percent) <= 3 * seconds


def test_every_kind_has_a_template():
    assert set(KINDS) == set(ExamKind)
    assert all(kind.label for kind in ExamKind)


def test_before_results_are_shown_who_passed_and_who_failed_find_the_same():
    def found(tries: list[tuple[float, bool]]) -> str | None:
        past = [
            PastTry(number, NOON - timedelta(hours=ago), passed)
            for number, (ago, passed) in enumerate(tries, 1)
        ]
        rules = {"attempts_allowed": 2, "wait_hours": 24, "now": NOON, "shown": False}
        obstacle = find_obstacle(OPEN, past, **rules)
        return obstacle.code if obstacle else None

    for passed in (True, False):
        assert found([(25, passed)]) is None
        assert found([(1, passed)]) == "wait_before_next_try"
        assert found([(60, passed), (30, not passed)]) == "results_come_later"
