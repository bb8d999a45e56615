"""What people type, read the same way everywhere: numbers, and words without what should not decide."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"[+-]?([0-9]{1,12}(\.[0-9]{0,8})?|\.[0-9]{1,8})")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,3}(\.[0-9]{0,8})?")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-").strip().casefold()


def read_number(text: str, unit: str = "") -> Decimal | None:
    """The number that somebody wrote, with or without its unit; None when it is not clearly one.

    Full-width signs and a Chinese full stop as the point are read. A comma stands only between groups of three
    digits: "1,5" is a slip of the finger for 1.5 or 15, and nobody may guess which; the same with "1 5".
    """
    plain = _folded(text)
    if unit:
        plain = plain.removesuffix(_folded(unit)).rstrip()
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
