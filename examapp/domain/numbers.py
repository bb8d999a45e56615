"""Whole numbers as they come from outside: typed into a field, or part of an address."""

# The largest id: PostgreSQL's integer columns refuse to be compared with more, SQLite's driver above 2**63.
LARGEST = 2**31 - 1
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def read_whole(text: str, low: int = 0, high: int = LARGEST) -> int | None:
    """A whole number within the bounds, also of full-width digits; None for everything else ("²", "1e3", "-1")."""
    plain = text.strip().translate(_FULL_WIDTH)
    if not (plain.isascii() and plain.isdigit()) or len(plain.lstrip("0")) > len(str(high)):
        return None
    number = int(plain)
    return number if low <= number <= high else None
