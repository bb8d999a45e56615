"""The list of answers at the end of a paper: 1-5 ABCDA, 1. A 2. B, per part (一、单选题)."""

import re
from collections.abc import Sequence

from examapp.adapters.item_files.drafts import Place, Problem
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.type_words import find_type

_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s*[、.．]\s*)?[【\[]?(?:附[件录]?\s*[:：]\s*)?(?:参考|标准|正确|试题|题目|附)*[:：]?\s*答案(?:与解析|及解析|部分|汇总|一览)?[】\]]?\s*[:：]?"
)
_RUN = re.compile(
    r"(\d{1,5})\s*[-–—~～至]\s*(\d{1,5})\s*[:：.．、]?\s*([A-Za-zＡ-Ｚａ-ｚ√×✓✗对错TF\s、,，]+?)(?=\s*(?:[（(]?\d|$|[;；]))"
)
_ONE = re.compile(
    r"[（(]?(\d{1,5})[）)]?\s*[.．、:：）)]?\s*"
    r"([A-Za-zＡ-Ｚ]{1,12}(?:[、,，][A-Za-zＡ-Ｚ])*|√|×|✓|✗|对|错|正确|错误)"
    r"(?=[\s\u3000;；,，、.。]|$|\d)"
)

LONGEST_SPACED = 8
_NUMBER_HEADS, _ANSWER_HEADS = ("题号", "序号", "题目", "编号"), ("答案", "参考答案", "正确答案", "标准答案")


def is_answer_heading(line: str) -> bool:
    """Whether the line stands alone above a list of answers; an answer of one question has something behind its colon."""
    close = re.sub(r"[\s\u3000]", "", line)
    if close != line and len(close) <= LONGEST_SPACED:
        # 答　案: a heading written wide; nobody writes the answer of one question so.
        return bool(_HEADING.fullmatch(close)) and not re.search(r"[:：]\s*\S", line)
    return (bool(_HEADING.fullmatch(line)) and line.rstrip(":： ") != "答案") or line.strip("【】[] ") in (
        "参考答案",
        "答案汇总",
    )


def listed_answers(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a list of answers that somebody laid out as a table (题号 beside 答案, or above it); empty when it is none."""
    pairs = _beside(rows) or _above(rows)
    return ["参考答案：", "  ".join(f"{number}.{answer}" for number, answer in pairs)] if pairs else []


def _above(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    told = [[clean(cell) for cell in row] for row in rows if any(map(clean, row))]
    if len(told) < 2 or len(told) % 2:
        return []
    pairs = []
    for numbers, answers in zip(told[::2], told[1::2], strict=True):
        if numbers[0] not in _NUMBER_HEADS or answers[0] not in _ANSWER_HEADS:
            return []
        both = list(zip(numbers[1:], answers[1:], strict=False))
        if any(number and not number.isdecimal() for number, _ in both):
            return []
        pairs += [(number, answer) for number, answer in both if number and answer]
    return pairs


def _beside(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """题号 and 答案 as headings, perhaps several times in one row."""
    told = [[clean(cell) for cell in row] for row in rows]
    if not told:
        return []
    starts = [
        at
        for at, cell in enumerate(told[0][:-1])
        if cell in _NUMBER_HEADS and told[0][at + 1] in _ANSWER_HEADS
    ]
    found = [tuple(row[at : at + 2]) for at in starts for row in told[1:] if len(row) > at + 1]
    return [(number, answer) for number, answer in found if number.isdecimal() and answer]


class AnswerList:
    """Collects the lines of the list and gives its answers to the questions."""

    def __init__(self) -> None:
        self._kind = ""
        self._found: dict[tuple[str, int], str] = {}
        self._unused: list[tuple[str, int]] = []

    def take(self, line: str) -> None:
        """One line of the list; it may name a part and hold its answers as well."""
        kind = (
            find_type(line)
            if len(line) < 80 or re.match(r"[一二三四五六七八九十]{1,3}\s*[、.．]", line)
            else ""
        )
        if kind:
            self._kind = kind
            line = re.sub(r"^[^:：\d]*[:：]?", "", line, count=1)
        rest = _RUN.sub(self._take_run, line)
        for number, answer in _ONE.findall(rest):
            self._found[(self._kind, int(number))] = clean(answer)

    def _take_run(self, found: re.Match) -> str:
        first, last = int(found[1]), int(found[2])
        signs = re.sub(r"\s", "", found[3])
        parts = re.split(r"[、,，]|\s+", found[3].strip())
        answers = list(signs) if len(signs) == last - first + 1 else [one for one in parts if one]
        if len(answers) == last - first + 1:
            self._found.update({(self._kind, first + at): one for at, one in enumerate(answers)})
        return " "

    def give_out(self, questions: list) -> None:
        """Each question without an answer gets the one of its part and number, else of its number alone when that is plain."""
        numbers = [one.number for one in questions]
        used = set()
        for one in questions:
            keys = [(find_type(one.kind), one.number)]
            if numbers.count(one.number) == 1:
                keys += [key for key in self._found if key[1] == one.number]
            key = next((key for key in keys if key in self._found), None)
            if key:
                used.add(key)
                one.answer = one.answer or self._found[key]
        self._unused = [key for key in self._found if key not in used]

    def problems(self, name: str) -> list[Problem]:
        """Answers that fit no question."""
        return [
            Problem(Place(name, number=number), "listed_answer_unused", self._found[(kind, number)])
            for kind, number in self._unused[:50]
        ]
