"""A typed number is read when it is clearly one, in every width and with its unit, and never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.typed_texts import read_number


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("１９．５", "", "19.5"),
        ("1。5", "", "1.5"),
        ("1,500", "", "1500"),
        ("１，５００．２５", "", "1500.25"),
        (" 15 m ", "m", "15"),
        ("15米", "米", "15"),
        ("19.5％", "%", "19.5"),
        ("30 MIN", "min", "30"),
        ("−3", "", "-3"),
        (".5", "", "0.5"),
        ("15㎡", "m²", "15"),
        ("15 m2", "㎡", "15"),
    ],
)
def test_what_is_clearly_a_number_is_read(text, unit, number):
    assert read_number(text, unit) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "1，5",
        "1,5",
        "1 5",
        "1,50",
        "12,34,567",
        "1,2345",
        ",5",
        "1500,",
        "1.5.2",
        "²x",
        "15 kg",
        "m",
        "",
        "1/2",
        "10²",
        "10² m",
        "²",
        "①",
        "㊿",
        "½",
        "٣",
    ],
)
def test_what_could_be_two_numbers_or_none_is_not_guessed(text):
    assert read_number(text, "m") is None


@given(st.integers(-(10**11), 10**11))
def test_a_number_with_commas_between_its_thousands_is_the_same_number(number):
    assert read_number(f"{number:,}") == read_number(str(number)) == number


@given(st.text(max_size=40), st.text(max_size=4))
def test_no_text_breaks_the_reading(text, unit):
    read_number(text, unit)
