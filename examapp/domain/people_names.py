"""Names of people and firms: as they are kept and shown, as they are compared, and which signs no name has."""

import re
import unicodedata
from functools import lru_cache

from examapp.domain.errors import DomainError

MOST_SIGNS = 60
# Categories without a shape of their own: zero-width signs, marks of direction, soft hyphens, controls, surrogates.
_UNSEEN_KINDS = ("Cc", "Cf", "Cs")
# Signs without a shape in other categories: fillers of Hangul, joiners, a blank of Braille; selectors of a form.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_SEEN_AS_PRINTABLE = re.compile(
    f"[{''.join(_UNSEEN)}{''.join(f'{chr(part.start)}-{chr(part.stop - 1)}' for part in _SELECTORS)}]"
)
# Pictures whatever Unicode calls them (a newer one is still unassigned in this Python), and the frame of keycaps.
_PICTURES = (range(0x1F000, 0x1FB00), range(0x20E3, 0x20E4))
# Symbols that names are written with: registered marks, letters and numbers in one sign, parts of characters.
_SYMBOLS = (
    range(0xA9, 0xAA),
    range(0xAE, 0xAF),
    range(0x2100, 0x2150),
    range(0x2E80, 0x3000),
    range(0x3200, 0x3400),
)
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff.'"
_NEEDLESS_SPACE = re.compile(f"(?<![{_LATIN}]) | (?![{_LATIN}])")
# Between two characters of a Chinese name every dot is the middle dot, however it was typed.
_DOT_OF_MINORITIES = re.compile("(?<=[\u3400-\u9fff])[•・.．。｡･‧∙⋅●](?=[\u3400-\u9fff])")
# Letters with a stroke or of two letters, which no decomposition takes apart.
_STROKES = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_DOTS = re.compile("[•・.‧∙⋅]")
# Latin letters beyond ASCII, and marks that stand after a letter; never a part of other scripts.
_ACCENTED = re.compile("[A-Za-z]?[\u0300-\u036f]+|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")


@lru_cache(maxsize=16_384)
def is_unseen(sign: str) -> bool:
    """Whether nobody sees this character, and nobody types it again."""
    if unicodedata.category(sign) in _UNSEEN_KINDS or sign in _UNSEEN:
        return True
    return _is_in(sign, _SELECTORS)


def without_unseen(text: str) -> str:
    """The text without signs that nobody sees; blanks and line breaks stay."""
    # Nearly every text of a large table: all of the categories above are unprintable.
    if text.isprintable() and not _SEEN_AS_PRINTABLE.search(text):
        return text
    return "".join(sign for sign in text if sign.isspace() or not is_unseen(sign))


def visible_text(text: str) -> str:
    """A line as it is kept: signs that nobody sees are gone, blanks of every kind are one space, none outside."""
    return " ".join(without_unseen(text).split())


def plain_name(name: str) -> str:
    """A person's name as it is kept: visible, one space between Latin words (John Smith), none elsewhere (王五).

    The dot between Chinese characters is · (吐尔逊·买买提).
    """
    return _DOT_OF_MINORITIES.sub("·", _NEEDLESS_SPACE.sub("", visible_text(name)))


def clean_name(name: str) -> str:
    """A name as it is compared: without inner spaces, width, case and accents of letters; all dots of minority names
    are one. No keyboard for Chinese has the ễ of a passport, so Nguyễn Văn An and Nguyen Van An are one name.
    """
    folded = unicodedata.normalize("NFKC", plain_name(name)).casefold().replace(" ", "")
    return _DOTS.sub("·", _ACCENTED.sub(lambda part: without_accents(part[0]), folded))[:MOST_SIGNS]


def without_accents(text: str) -> str:
    """Latin letters as a keyboard without accents types them, in lower case: Nguyễn Văn Đô -> nguyen van do."""
    parts = unicodedata.normalize("NFKD", text).casefold().translate(_STROKES)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def odd_signs(name: str) -> str:
    """Signs that no name has, each once: emoji and other pictures. Rare characters, also private ones, are none."""
    return "".join(dict.fromkeys(sign for sign in visible_text(name) if _is_odd(sign)))


def _is_odd(sign: str) -> bool:
    if _is_in(sign, _PICTURES):
        return True
    return unicodedata.category(sign) == "So" and not _is_in(sign, _SYMBOLS)


def _is_in(sign: str, parts: tuple[range, ...]) -> bool:
    return any(ord(sign) in part for part in parts)


def checked_name(name: str) -> str:
    """A person's name as it is kept ("" when nothing is left). Raises name_odd_signs with the odd signs, also where
    there is not one letter among them, and name_too_long, because a name is never cut.
    """
    _refuse_odd(name)
    kept = plain_name(name)
    if kept and not any(unicodedata.category(sign)[0] in "LC" or sign == "〇" for sign in kept):
        raise DomainError("name_odd_signs", signs=visible_text(name)[:5])
    if len(kept) > MOST_SIGNS:
        raise DomainError("name_too_long", signs=len(kept), most=MOST_SIGNS)
    return kept


def checked_title(name: str) -> str:
    """The name of a firm, an office or a place as it is kept. Raises name_odd_signs."""
    _refuse_odd(name)
    return visible_text(name)


def _refuse_odd(name: str) -> None:
    if odd := odd_signs(name):
        raise DomainError("name_odd_signs", signs="、".join(odd[:5]))
