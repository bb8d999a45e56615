"""Whole numbers from outside: digits, half or full width, within bounds; everything else is no number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.numbers import LARGEST, read_whole


@pytest.mark.parametrize(
    "text", ["²", "٣", "½", "1e3", "-1", "+1", "1_000", "", " ", "1.0", "0x1f", "一", "9" * 5000]
)
def test_what_is_no_whole_number_that_fits_is_none(text):
    assert read_whole(text) is None


def test_full_width_digits_spaces_around_and_leading_zeros_are_read():
    assert read_whole(" １２ ") == 12
    assert read_whole("0" * 50 + "7") == 7


def test_bounds_belong_to_the_numbers():
    assert [read_whole(text, 1, 12) for text in ("0", "1", "12", "13")] == [None, 1, 12, None]
    assert read_whole(str(LARGEST)) == LARGEST
    assert read_whole(str(LARGEST + 1)) is None


@given(st.text())
def test_no_text_breaks_the_reading(text):
    number = read_whole(text)
    assert number is None or 0 <= number <= LARGEST
