"""How far a visit counts."""

from datetime import UTC, datetime, timedelta

import pytest

from examapp.domain.inspections import Purpose, Standing, is_late, over_cap, standing_of

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("purpose", "approved", "certified", "standing"),
    [
        ("official", True, 2, "official"),
        ("official", True, 1, "pending"),
        ("official", False, 2, "pending"),
        ("self_test", True, 2, "self_test"),
        ("practice", False, 0, "practice"),
    ],
)
def test_only_an_approved_visit_of_two_certified_inspectors_is_official(
    purpose, approved, certified, standing
):
    assert standing_of(Purpose(purpose), approved=approved, certified=certified) is Standing(standing)


def test_an_approval_after_the_beginning_is_late_and_one_of_the_same_minute_is_not():
    assert is_late(NINE + timedelta(minutes=1), NINE)
    assert not is_late(NINE, NINE)
    assert not is_late(NINE, None)


def test_a_cap_is_passed_by_the_first_visit_above_it_and_never_where_none_was_published():
    assert [over_cap(visits, 2) for visits in (1, 2, 3)] == [False, False, True]
    assert not over_cap(300, None)
