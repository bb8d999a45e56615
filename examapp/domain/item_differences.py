"""What differs between two contents of an item: field by field, each as pieces of text that are the same or not."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from question_bank.types import OWN_FIELDS

# Latin words and numbers change whole, Chinese by the character.
_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)
_ORDER = (
    "type", "stem", *OWN_FIELDS, "choices", "answer_key", "unit", "tolerance", "picture", "rationale", "citations", "topic", "roles", "industries",
    "posts", "difficulty", "twin_group", "read_aloud", "policy", "shuffle", "case",
)  # fmt: skip


def differing_fields(old: Mapping, new: Mapping) -> list[str]:
    """The fields whose values are not the same, in the order in which people read an item."""
    return [name for name in _ORDER if old.get(name) != new.get(name)]


def differing_pieces(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Both texts as pieces; True marks what the other side lacks. Texts that share little are marked whole."""
    one, other = _TOKENS.findall(old), _TOKENS.findall(new)
    found = SequenceMatcher(None, one, other, autojunk=False)
    if found.ratio() < 0.4:
        return _whole(old), _whole(new)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for sign, a, b, c, d in found.get_opcodes():
        changed = sign != "equal"
        left += [("".join(one[a:b]), changed)] if b > a else []
        right += [("".join(other[c:d]), changed)] if d > c else []
    return tuple(left), tuple(right)


def _whole(text: str) -> tuple[tuple[str, bool], ...]:
    return ((text, True),) if text else ()
