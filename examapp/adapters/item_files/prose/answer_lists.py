"""Lists of answers, at the end of a paper or behind each chapter: 1-5 ABCDA, 1. A 2. B, per part (一、单选题)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.prose.signs import CHAPTER, HEADING, Line
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.type_words import find_type

_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s?[、.．]\s?)?[【\[]?(?:附[件录]?\s?[:：]\s?)?(?:参考|标准|正确|试题|题目|附)*[:：]?\s?"
    r"(?:[单多选项判断填空选择数值]{2,5}题)?(?:参考|标准|正确)?答案(?:与解析|及解析|部分|汇总|一览)?[】\]]?\s?[:：]?"
)
_START = re.compile(
    r"[\s\u3000;；,，、。.]*[（(]?(\d{1,5})[）)]?\s*(?:[-–—~～至到]\s*(\d{1,5}))?\s*[:：.．、）)]?\s*(?:【?答案】?\s*[:：]?\s*)?"
)
_SIGNS = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ√×✓✗✔✘对错正确误\s\u3000、,，.。;；|/]+")
_EXPLAINED = re.compile(r"[【\[（(]?(?:答案)?(?:解析|解释|说明|详解)[】\]）)]?\s*[:：]?\s*(.*)")
_NUMBER_HEADS, _ANSWER_HEADS = ("题号", "序号", "题目", "编号"), ("答案", "参考答案", "正确答案", "标准答案")
LONGEST_SPACED = 8
MOST_RUN = 1_000
MOST_WORDS = 10_000
_RUN_SIGNS = re.compile(r"[A-ZＡ-Ｚ√×✓✗✔✘对错正确误TF]+|[a-z]+")


def is_answer_heading(line: str) -> bool:
    """Whether the line stands alone above answers; that of one question has something behind its colon."""
    if "答" not in line or len(line) > 40:
        return False
    close = re.sub(r"[\s\u3000]", "", line)
    if close != line and len(close) <= LONGEST_SPACED:
        # 答　案: a heading written wide; nobody writes the answer of one question so.
        return bool(_HEADING.fullmatch(close)) and not re.search(r"[:：]\s*\S", line)
    return bool(_HEADING.fullmatch(line))


def listed_answers(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a list of answers laid out as a table (题号 beside 答案, or above it), or none."""
    pairs = _beside(rows) or _above(rows)
    return ["参考答案：", "  ".join(f"{number}.{answer}" for number, answer in pairs)] if pairs else []


def _above(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    filled = [[clean(cell) for cell in row] for row in rows if any(map(clean, row))]
    if len(filled) < 2 or len(filled) % 2:
        return []
    pairs = []
    for numbers, answers in zip(filled[::2], filled[1::2], strict=True):
        if numbers[0] not in _NUMBER_HEADS or answers[0] not in _ANSWER_HEADS:
            return []
        both = list(zip(numbers[1:], answers[1:], strict=False))
        if any(number and not number.isdecimal() for number, _ in both):
            return []
        pairs += [(number, answer) for number, answer in both if number and answer]
    return pairs


def _beside(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """题号 and 答案 as headings, perhaps several times in one row."""
    cells = [[clean(cell) for cell in row] for row in rows]
    if not cells:
        return []
    starts = [
        at
        for at, cell in enumerate(cells[0][:-1])
        if cell in _NUMBER_HEADS and cells[0][at + 1] in _ANSWER_HEADS
    ]
    pairs = [tuple(row[at : at + 2]) for at in starts for row in cells[1:] if len(row) > at + 1]
    return [(number, answer) for number, answer in pairs if number.isdecimal() and answer]


@dataclass(slots=True)
class Listed:
    """One answer of a list: the part and chapter it stands under, and the line of the file."""

    number: int
    answer: str
    at: int
    kind: str = ""
    chapter: str = ""
    rationale: str = ""
    used: bool = False


@dataclass(slots=True)
class AnswerList:
    """The answers of one list and the runs in it that do not count up (1-5 with four letters)."""

    entries: list[Listed] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    kind: str = ""
    chapter: str = ""
    explaining: bool = False

    def explain(self, line: Line) -> bool:
        """An explanation below an answer of the list, and the lines that go on with it."""
        begins = line.kind == "label" and line.label == "rationale"
        if not self.entries or not (begins or (self.explaining and line.kind in ("text", "choice"))):
            return False
        last = self.entries[-1]
        last.rationale = f"{last.rationale}\n{line.rest if begins else line.text}".strip()[:MOST_WORDS]
        self.explaining = True
        return True

    def take(self, at: int, line: str) -> bool:
        """One line of the list, which may name a part as well; False when it is no line of a list."""
        kind, rest = _part_of(line)
        entries, left, broken = _entries(rest)
        if left or not (entries or broken):
            return False
        if kind:
            self.kind = kind
        self.explaining = bool(entries and entries[-1].rationale)
        for one in entries:
            one.at, one.kind, one.chapter = at, self.kind, self.chapter
        self.entries += entries
        self.broken += [(at, text) for text in broken]
        return True


def is_listed(line: str) -> bool:
    """Whether a line holds numbers with answers and nothing else."""
    entries, left, broken = _entries(_part_of(line)[1])
    return bool(entries or broken) and not left


def _part_of(line: str) -> tuple[str, str]:
    """一、单选题：1-2 AB as its type and the answers behind."""
    head, sign, rest = line.partition("：")
    if not sign:
        head, sign, rest = line.partition(":")
    if sign and len(head) <= 40 and not head[:1].isdigit():
        if is_answer_heading(head) or is_answer_heading(head + "："):
            return "", rest
        if find_type(head) and (HEADING.match(head) or len(head) <= 12):
            return find_type(head), rest
    return "", line


def _entries(text: str) -> tuple[list[Listed], str, list[str]]:
    """Answers, what is left behind them, and runs that do not count up. Each sign is looked at once."""
    entries: list[Listed] = []
    broken: list[str] = []
    place = 0
    while place < len(text):
        start = _START.match(text, place)
        signs = _SIGNS.match(text, start.end()) if start else None
        if not start or not signs:
            break
        found = _answers_of(start, signs[0])
        if found is None:
            break
        if not found:
            broken.append(text[start.start() : signs.end()].strip())
        entries += found
        place = signs.end()
        if entries and (explained := _EXPLAINED.match(text, place)):
            entries[-1].rationale = explained[1]
            place = len(text)
    return entries, text[place:].strip("（( "), broken


def _answers_of(start: re.Match, signs: str) -> list[Listed] | None:
    """The answers of one number or of a run; empty when a run does not count up, None when they are no answers."""
    first, last = int(start[1]), int(start[2] or start[1])
    close = re.sub(r"[\s\u3000]", "", signs).strip("、,，.。;；|/")
    if last == first:
        return [Listed(first, close, 0)] if is_answer_like(close) else None
    letters = re.sub(r"[、,，.。;；|/]", "", close)
    parts = [part for part in re.split(r"[、,，.。;；|/\s\u3000]+", signs) if part]
    count = last - first + 1
    answers = list(letters) if len(letters) == count else parts
    if count < 1 or count > MOST_RUN or not _RUN_SIGNS.fullmatch(letters):
        return None
    good = len(answers) == count and all(map(is_answer_like, answers))
    return [Listed(first + at, one, 0) for at, one in enumerate(answers)] if good else []


def chapter_of(line: str) -> str:
    """第二章 用电 as 第二章: the name under which a list of answers speaks of it."""
    found = re.match(r"第\s*[一二三四五六七八九十百\d]{1,4}\s*(?:章|节|篇|单元|模块|讲|部分)", line)
    return re.sub(r"\s", "", found[0]) if found else clean(line) if CHAPTER.fullmatch(line) else ""
