"""What people type, read the same way everywhere: numbers, and words without what should not decide."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"[+-]?([0-9]{1,12}(\.[0-9]{0,8})?|\.[0-9]{1,8})")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,3}(\.[0-9]{0,8})?")


# Digits, points and signs as wide as Chinese characters. Nothing else becomes a digit: 10² is not 102, ① is not 1.
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    ord("。"): ".",
    ord("−"): "-",
    0x3000: " ",
}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _without_unit(text: str, unit: str) -> str:
    """Units may be written as they please: ㎡, m², M2."""
    wanted = _folded(unit)
    ends = (place for place in range(len(text)) if _folded(text[place:]) == wanted)
    return text[: next(ends, len(text))].rstrip()


def read_number(text: str, unit: str = "") -> Decimal | None:
    """The number that somebody wrote, with or without its unit; None when it is not clearly one.

    Full-width signs and a Chinese full stop as the point are read. A comma stands only between groups of three
    digits: "1,5" is a slip of the finger for 1.5 or 15, and nobody may guess which; the same with "1 5".
    """
    plain = text.strip()
    if unit:
        plain = _without_unit(plain, unit)
    plain = plain.translate(_FULL_WIDTH).strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def plain_words(text: str) -> str:
    """Written words without what should not decide: width of characters, blanks, case, a full stop at the end."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold().rstrip("。.")
