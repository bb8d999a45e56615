"""What makes a stem hard for its reader: a negative that is easily missed, too many words, signs that a voice misreads."""

import re

from question_bank.model import Item, Role

LONG_STEM_FOR_POSTS = 60
_NEGATIVE = re.compile(r"(?<![是能])(不属于|不正确|不符合|不应|不得|不需要|不包括|错误的|不是|不能|不可以)")
_MARKED = re.compile(r"[“【*_][^”】*_]{0,12}(不|错误|非)[^”】*_]{0,12}[”】*_]")
_ASKS_FOR_WRONG = re.compile(r"(哪|以下|下列|选出).*(不|错误)|(不|错误).*(的是|哪)")
# A comparison sign, a Greek letter, a Latin abbreviation or a unit glued to a number is read letter by letter, or not at all.
_MISREAD = re.compile(r"[≤≥<>±×÷Ω℃μ]|[A-Z]{2,}|[0-9] ?(?:%|m³|m3|mg|kPa|MPa|kV|mm|cm|km|kg|ppm)|m/s")


def unmarked_negative(stem: str) -> str:
    """The negative word of a question for the wrong choice that nothing emphasises; empty when there is none."""
    if not _ASKS_FOR_WRONG.search(stem) or _MARKED.search(stem):
        return ""
    found = _NEGATIVE.search(stem)
    return found[1] if found else ""


def too_long_for_posts(item: Item) -> bool:
    """Whether somebody at a key post has more to read than LONG_STEM_FOR_POSTS characters."""
    return Role.key_post in item.roles and len(item.stem) > LONG_STEM_FOR_POSTS


def misread_signs(stem: str) -> list[str]:
    """The signs of a stem that want a read-aloud text."""
    return _MISREAD.findall(stem)
