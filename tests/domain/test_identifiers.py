"""ID numbers and credit codes with their check digits."""

from datetime import date

import pytest

from examapp.domain.identifiers import (
    find_id_fault,
    find_uscc_fault,
    id_check_character,
    mask_name,
    plain_code,
    uscc_check_character,
)

TODAY = date(2026, 11, 23)
GOOD = "99010219800101001" + id_check_character("99010219800101001")


def test_the_published_example_of_the_standard_fits():
    assert id_check_character("11010519491231002") == "X"
    assert uscc_check_character("91350100M000100Y4") == "3"


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (GOOD, None),
        (GOOD[:17], "length"),
        ("9901021980010100A1", "character"),
        ("990102198013010012", "birth"),
        ("990102299901010012", "birth"),
    ],
)
def test_faults_of_id_numbers_are_named(number, fault):
    assert find_id_fault(number, today=TODAY) == fault


def test_every_single_wrong_digit_is_noticed():
    for place in range(17):
        wrong = GOOD[:place] + str((int(GOOD[place]) + 1) % 10) + GOOD[place + 1 :]
        assert find_id_fault(wrong, today=TODAY) is not None


def test_full_width_and_small_letters_are_read():
    assert plain_code(" １１0105 19491231002x ") == "11010519491231002X"


def test_a_wrong_credit_code_is_noticed():
    assert find_uscc_fault("91350100M000100Y43") is None
    assert find_uscc_fault("91350100M000100Y44") == "checksum"
    assert find_uscc_fault("91350100M000100I43") == "character"


def test_a_masked_name_keeps_its_first_character_only():
    assert [mask_name(name) for name in ("王", "王五", "阿依古丽·买买提")] == ["王*", "王*", "阿*******"]
