"""A score in tenths of a point: whole numbers, rounded half up per slot."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.scoring import SlotMark, total_score


@given(st.integers(1, 100), st.fractions(0, 1))
def test_a_slot_earns_its_share_rounded_half_up_to_tenths(points, share):
    assert SlotMark(points, share).tenths == int(share * points * 10 + Fraction(1, 2))


def test_a_third_of_ten_points_is_three_point_three_and_half_a_tenth_counts_up():
    assert SlotMark(10, Fraction(1, 3)).tenths == 33
    assert SlotMark(1, Fraction(1, 4)).tenths == 3


def test_a_void_slot_counts_neither_for_nor_against():
    assert total_score([SlotMark(10, Fraction(1)), SlotMark(10, Fraction(0), counts=False)]) == (100, 100)
