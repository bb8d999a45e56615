"""What stands in front of the answers of one part: 一、 / （一） / 单选题： / 一、单选题（每题 2 分）."""

import re
from dataclasses import dataclass

from examapp.adapters.item_files.prose.signs import HEADING
from examapp.adapters.item_files.type_words import find_type

NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(
    rf"(?:第?([{NUMERALS}]{{1,3}})(?:部分|大题)?\s?[、.．:：]|[（(]([{NUMERALS}]{{1,3}})[）)]\s?[、.．:：]?)\s*(.*)"
)
_NAMED = re.compile(
    r"([单多不定项选择判断填空是非数值简答问论述]{2,6}题?)\s?(?:[（(][^（）()\d][^（）()]{0,40}[）)])?\s*[:：]?\s*(?=[（(第]?\s?\d)(.*)"
)
_PARTED = re.compile(rf"(?<=[\s\u3000；;。])(?=[{NUMERALS}]{{1,3}}、\s?\S)")
_LONGEST_HEAD = 40
_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Lead:
    """The type that is named, the numeral that counts the part, and what stands behind."""

    kind: str
    part: str
    rest: str


def ordinal_of(text: str) -> tuple[str, str]:
    """一、1-4 BBBB as 一 and the rest; "" and the whole text when no numeral stands in front."""
    found = _ORDINAL.fullmatch(text) if text[:1] in f"第（({NUMERALS}" else None
    return (found[1] or found[2], found[3]) if found else ("", text)


def parted(text: str) -> list[str]:
    """一、1-4 BBBB 二、1.ABC as one piece per part."""
    return _PARTED.split(text) if ordinal_of(text)[0] else [text]


def lead_of(line: str) -> Lead:
    """The part of which a line of a list speaks; all empty when it names none."""
    head, sign, rest = line.partition("：")
    if not sign:
        head, sign, rest = line.partition(":")
    if sign and len(head) <= _LONGEST_HEAD and not head[:1].isdigit() and (kind := _kind_of(head)):
        return Lead(kind, "", rest)
    part, behind = ordinal_of(line)
    named = _NAMED.fullmatch(behind)
    if named and (kind := find_type(named[1])):
        return Lead(kind, "", named[2])
    return Lead("", part, behind)


def _kind_of(head: str) -> str:
    """单选题, 一、判断题（每题 2 分）; a run in front of its own colon (一、1-5：) names nothing."""
    if head.removesuffix("题")[-1:].isdigit():
        return ""
    return find_type(head) if HEADING.match(head) or len(head) <= _LONGEST_NAME else ""
