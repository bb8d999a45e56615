"""Why something was done, as an inspector writes it: it is printed on the record, so it has the signs that print."""

from collections.abc import Mapping

from examapp.domain.errors import DomainError
from examapp.domain.people_names import odd_signs, visible_text

MOST_REASON_SIGNS = 150


def checked_reason(text: str) -> str:
    """A reason as it is kept: one visible line, "" when nothing is left.

    Raises reason_odd_signs for emoji and other pictures, reason_too_long.
    """
    reason = printable_line(text)
    if len(reason) > MOST_REASON_SIGNS:
        raise DomainError("reason_too_long", most=MOST_REASON_SIGNS, signs=len(reason))
    return reason


def printable_line(text: str, **place: str) -> str:
    """One visible line of signs that print. Raises reason_odd_signs, with `place` (such as the field)."""
    line = visible_text(text)
    if odd := odd_signs(line):
        raise DomainError("reason_odd_signs", **place, signs="、".join(odd[:5]))
    return line


def checked_reasons(reasons: Mapping[int, str]) -> dict[int, str]:
    """The same for several at once.

    Raises the first refusal with `people`, the keys of all that were refused, and `faults`: key -> (code, data).
    """
    checked: dict[int, str] = {}
    faults: dict[int, tuple[str, dict]] = {}
    for key in sorted(reasons):
        try:
            checked[key] = checked_reason(reasons[key])
        except DomainError as error:
            faults[key] = (error.code, error.data)
    for code, data in faults.values():
        raise DomainError(code, **data, people=list(faults), faults=faults)
    return checked
