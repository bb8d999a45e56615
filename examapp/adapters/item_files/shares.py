"""Points of single choices in percent: only what is wholly right becomes a key; parts and negative points are told."""

import re
from collections.abc import Sequence

from examapp.adapters.item_files.drafts import LETTERS, Draft

FULL = 99.0
_WRONG = -99.0
_WILDCARD = re.compile(r"(?<!\\)\*")


def literal_wording(draft: Draft, text: str) -> str:
    r"""A wording of Moodle as we compare it: \* is a star; "" for a bare star, which stands for anything."""
    if _WILDCARD.search(text):
        draft.leave_out("wildcard", text)
        return ""
    return text.replace("\\*", "*")


def starred(text: str) -> str:
    r"""A wording for Moodle: a star as \*."""
    return text.replace("*", "\\*")


def right_letters(draft: Draft, shares: Sequence[float], *, several: bool) -> str:
    """The letters of the key: one right choice gives all points, several right ones give all together."""
    places = range(min(len(shares), len(LETTERS)))
    full = [at for at in places if shares[at] >= FULL]
    parts = [at for at in places if 0 < shares[at] < FULL]
    if any(_WRONG < share < 0 for share in shares):
        draft.leave_out("negative")
    if full or not several:
        # Whoever gets all points for one choice has answered; the rest is half right.
        if parts:
            draft.leave_out("partial", "、".join(LETTERS[at].upper() for at in parts))
        return "".join(LETTERS[at].upper() for at in full)
    if parts and sum(shares[at] for at in parts) < FULL:
        draft.note("points_short", f"{sum(shares[at] for at in parts):g}", stops=True)
        return ""
    return "".join(LETTERS[at].upper() for at in parts)
