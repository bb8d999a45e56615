"""Copies out of 问卷星 and 学习通 as a person would type them: one line stays one line, its words in the usual order."""

import re
from collections.abc import Iterable, Sequence

_KINDS = "单选题|多选题|判断题|填空题|简答题|问答题"
# 1. 火警电话是？ [单选题] *
_ASKED = re.compile(
    rf"^\s*[*＊]?\s*(?:第?\s*\d{{1,4}}\s*[.．、题])\s*.*\S\s*[\[【]\s*(?:{_KINDS})\s*[\]】]\s*\*?\s*$"
)
_TAG = re.compile(rf"\s*[\[【]\s*({_KINDS})\s*[\]】]\s*\*?\s*$")
_BULLET = re.compile(r"^\s*[○◯●◎□■☐☑✓]\s*")
_RIGHT = re.compile(r"\s*[(（]\s*正确答案\s*[)）]\s*$")
_LETTER = re.compile(r"^\s*[A-Za-zＡ-Ｚ]\s*[.．、:：)）]")
_ENDS = re.compile(r"^\s*(?:答案解析|解析|答案|正确答案)\s*[:：]")
# 1. (单选题, 5分)火警电话是（ ）。
_WORTH = re.compile(
    rf"^(\s*\d{{1,4}}\s*[.．、]\s*)[(（]\s*({_KINDS})\s*[,，]\s*\d{{1,3}}(?:\.\d{{1,2}})?\s*分\s*[)）]"
)
# 1【单选题】火警电话是（ ）。
_KIND_BEHIND = re.compile(rf"^(\s*\d{{1,4}})\s*[【\[]\s*({_KINDS})\s*[】\]]")
_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_ENTRY = re.compile(r"^\s{0,20}[-+]\s{1,8}(?=(?:\*\*)?[（(]?[A-Ha-h]\s?[.．、:：)）])")
_SPELT = re.compile(r"(正确答案\s*[:：])\s*((?:[A-H]\s?[:：][^;；\n]{0,300}[;；]\s?){1,8})")
_SPELT_LETTER = re.compile(r"([A-H])\s?[:：][^;；\n]{0,300}[;；]")
_POINTS = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,2})?\s*分)\s*$")
# No line of these programs is longer; patterns go over none that is.
_LONGEST = 2_000
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def as_typed(lines: Iterable[str]) -> list[str]:
    """The same number of lines; nothing changes where neither program left its marks."""
    made = [_as_typed(line) for line in lines]
    asked = [at for at, line in enumerate(made) if _asks(line)]
    for at, end in zip(asked, [*asked[1:], len(made)], strict=False):
        _lay_out(made, at, end)
    return made


def _asks(line: str) -> bool:
    return (
        len(line) <= _LONGEST and line.rstrip().endswith(("*", "]", "】")) and _ASKED.match(line) is not None
    )


def _is_right(line: str) -> bool:
    return len(line) <= _LONGEST and "正确答案" in line and _RIGHT.search(line) is not None


def _as_typed(line: str) -> str:
    if len(line) <= _LONGEST and ("**" in line or line.lstrip()[:2] in ("- ", "+ ")):
        # Markdown: what is bold and what is an entry of a list.
        line = _BOLD.sub(r"\1", _ENTRY.sub("", line))
    if len(line) <= _LONGEST and "题" in line[:16]:
        line = _KIND_BEHIND.sub(r"\1. (\2)", line)
    if len(line) > _LONGEST or ("分" not in line and "正确答案" not in line):
        return line
    line = _WORTH.sub(r"\1(\2)", line)
    line = _SPELT.sub(lambda found: f" {found[1]}{''.join(_SPELT_LETTER.findall(found[2]))} ", line)
    return _POINTS.sub(r"得分：\1", line)


def _lay_out(lines: list[str], asked: int, end: int) -> None:
    """The choices below a question of 问卷星 get their letters, and the answer stands behind the last one."""
    places = _choices(lines, asked + 1, end)
    right = [number for number, at in enumerate(places) if _is_right(lines[at])]
    if not right or len(places) > len(_LETTERS):
        return
    if any(len(lines[at]) > _LONGEST for at in places):
        return
    texts = [_BULLET.sub("", _RIGHT.sub("", lines[at])).strip() for at in places]
    # The star in front says that the question must be answered.
    lines[asked] = _TAG.sub(r"（\1）", lines[asked]).lstrip("*＊ \u3000")
    for letter, at, text in zip(_LETTERS, places, texts, strict=False):
        lines[at] = text if _LETTER.match(text) else f"{letter}. {text}"
    lines[places[-1]] += f"　答案：{''.join(_LETTERS[number] for number in right)}"


def _choices(lines: Sequence[str], start: int, end: int) -> list[int]:
    places = []
    for at in range(start, end):
        if _ENDS.match(lines[at]):
            break
        if not lines[at].strip():
            # A blank line behind the choices ends them.
            if places and not any(_is_right(lines[later]) for later in range(at, min(at + 3, end))):
                break
            continue
        places.append(at)
    return places
