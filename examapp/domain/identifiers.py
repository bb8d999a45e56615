"""Numbers with a check digit: ID card numbers (GB 11643) and unified social credit codes (GB 32100)."""

import unicodedata
from datetime import date

from examapp.domain.people_names import without_unseen

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def plain_code(text: str) -> str:
    """A number, code or tail as it is compared: no blanks or unseen signs, half-width, upper case."""
    return "".join(unicodedata.normalize("NFKC", without_unseen(text)).split()).upper()


def find_id_fault(number: str, *, today: date) -> str | None:
    """What is wrong with a normalized 18-character ID number: length, character, birth or checksum;
    None when it is right.
    """
    if len(number) != 18:
        return "length"
    if not (number[:17].isascii() and number[:17].isdigit()) or number[17] not in "0123456789X":
        return "character"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "birth"
    if not date(1900, 1, 1) <= born <= today:
        return "birth"
    return None if number[17] == id_check_character(number[:17]) else "checksum"


def id_check_character(first_17: str) -> str:
    """The 18th character of an ID number."""
    return _ID_CHECKS[
        sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True)) % 11
    ]


def find_uscc_fault(code: str) -> str | None:
    """What is wrong with a normalized unified social credit code: length, character or checksum;
    None when it is right.
    """
    if len(code) != 18:
        return "length"
    if any(letter not in _USCC_LETTERS for letter in code):
        return "character"
    return None if code[17] == uscc_check_character(code[:17]) else "checksum"


def uscc_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code."""
    total = sum(
        _USCC_LETTERS.index(letter) * weight for letter, weight in zip(first_17, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_LETTERS[(31 - total % 31) % 31]


def mask_name(name: str) -> str:
    """The first character and stars: what a public page shows of a person."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def mask_id_tail(tail: str) -> str:
    """Stars and the last four."""
    return "**************" + tail
