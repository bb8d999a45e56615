"""Lists of answers, at the end of a paper or behind each chapter: 1-5 ABCDA, 1. A 2. B, per part (一、单选题)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.prose.leads import Lead, lead_of, parted
from examapp.adapters.item_files.prose.signs import CHAPTER, Line
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.types import FILE_TYPES

_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s?[、.．]\s?)?[【\[]?(?:附[件录]?\s?[:：]\s?)?(?:参考|标准|正确|试题|题目|附)*[:：]?\s?"
    r"(?:[单多选项判断填空选择数值]{2,5}题)?(?:参考|标准|正确)?答案(?:与解析|及解析|部分|汇总|一览)?[】\]]?\s?[:：]?"
)
_START = re.compile(
    r"[\s\u3000;；,，、。.]*[（(\[【第]?\s?(\d{1,5})[）)]?\s*(?:[-–—‐−－―~～至到]{1,2}\s*(\d{1,5}))?\s*"
    r"[）)\]】题]{0,2}\s*[:：.．、]?\s*(?:【?答案】?\s*[:：]?\s*)?"
)
_SIGNS = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ√×✓✗✔✘对错正确误\s\u3000、,，.。;；|/]+")
_EXPLAINED = re.compile(r"[【\[（(]?(?:答案)?(?:解析|解释|说明|详解)[】\]）)]?\s*[:：]?\s*(.*)")
_NUMBER_HEADS, _ANSWER_HEADS = ("题号", "序号", "题目", "编号"), ("答案", "参考答案", "正确答案", "标准答案")
LONGEST_SPACED = 8
MOST_RUN = 1_000
MOST_WORDS = 10_000
_JUDGED = re.compile(r"正确|错误|[√×✓✗✔✘对错TF]")
# Words as answers: 1.预防为主 2.5米 3、综合治理; the first of them may not be a decimal.
_WORDED = re.compile(r"(?:^|(?<=[\s\u3000；;。，,]))[（(]?(\d{1,3})\s?[）)]?[.．、:：）)]\s?")
_DECIMAL = re.compile(r"\d+[.．]\d")
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
    pairs = pairs_of(rows)
    return ["参考答案：", "  ".join(f"{number}.{answer}" for number, answer in pairs)] if pairs else []


def pairs_of(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Numbers with their answers of such a table."""
    return _beside(rows) or _above(rows)


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
    part: str = ""
    rationale: str = ""
    used: bool = False


@dataclass(slots=True)
class AnswerList:
    """The answers of one list and the runs in it that do not count up (1-5 with four letters).

    `kinds` are the types of the parts above by chapter ("" = any) and numeral; `part` is the numeral that is open.
    """

    entries: list[Listed] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    kind: str = ""
    chapter: str = ""
    part: str = ""
    explaining: bool = False
    kinds: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def head(self, kind: str, part: str = "") -> None:
        """What follows belongs to the part of this type, or of this numeral."""
        if part and not kind:
            kind = self.kinds.get((self.chapter, part), "")
        self.kind, self.part = kind, part

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
        """One line of the list, which may name a part or several; False when it is no line of a list."""
        pieces = parted(behind_heading(line))
        if len(pieces) == 1:
            return self._take(at, line)
        if not is_listed(line):
            return False
        for piece in pieces:
            if not (self._take(at, piece) or self.take_words(at, piece)):
                self.broken.append((at, piece))
        return True

    def _take(self, at: int, line: str) -> bool:
        lead = _lead_of(line)
        entries, left, broken = _read(lead)
        if left or not (entries or broken):
            return False
        self._follow(lead)
        self.explaining = bool(entries and entries[-1].rationale)
        self._add(at, entries)
        self.broken += [(at, text) for text in broken]
        return True

    def take_words(self, at: int, line: str) -> bool:
        """A line of answers in words (四、1.预防为主 2.综合治理), where the part it stands under asks for words."""
        lead = _lead_of(line)
        kind = lead.kind or (self.kinds.get((self.chapter, lead.part), "") if lead.part else self.kind)
        if not lead.rest or not is_worded(kind):
            return False
        self._follow(lead)
        entries = _worded(lead.rest)
        if not entries and kind != "unsupported" and _DECIMAL.match(lead.rest):
            # 1.5米: the answer of the first question, or one and a half metres.
            self.broken.append((at, lead.rest))
            return True
        if not entries and not (lead.kind or lead.part):
            return False
        self._add(at, entries or [Listed(0, lead.rest, at)])
        return True

    def lengthen(self, line: str) -> bool:
        """A further line of an answer to 简答题, which no item takes as a key."""
        if not self.entries or self.entries[-1].kind != "unsupported":
            return False
        last = self.entries[-1]
        last.answer = f"{last.answer}\n{line}"[:MOST_WORDS]
        return True

    def _follow(self, lead: Lead) -> None:
        if lead.kind or lead.part:
            self.head(lead.kind, lead.part)

    def _add(self, at: int, entries: Sequence[Listed]) -> None:
        for one in entries:
            one.at, one.kind, one.chapter, one.part = at, self.kind, self.chapter, self.part
        self.entries += entries


def is_worded(kind: str) -> bool:
    """Whether answers to this type are words and numbers: 填空题, 数值题, 简答题."""
    return kind == "unsupported" or (kind in FILE_TYPES and FILE_TYPES[kind].rules.typed)


def is_listed(line: str) -> bool:
    """Whether a line holds numbers with answers and nothing else, for one part or for several."""
    entries, left, broken = _read(_lead_of(parted(behind_heading(line))[0]))
    return bool(entries or broken) and not left


def behind_heading(line: str) -> str:
    """The line without the 参考答案： in front of its answers."""
    head, sign, rest = line.partition("：" if "：" in line else ":")
    headed = sign and len(head) <= 40 and (is_answer_heading(head) or is_answer_heading(head + "："))
    return rest.strip() if headed else line


def _lead_of(line: str) -> Lead:
    """一、单选题：1-2 AB as its part and the answers behind."""
    return lead_of(behind_heading(line))


def _read(lead: Lead) -> tuple[list[Listed], str, list[str]]:
    """The answers behind a lead; signs without any number (一、ABCDA) wait for the questions of their part."""
    if (lead.part or lead.kind) and _SIGNS.fullmatch(lead.rest) and _RUN_SIGNS.fullmatch(_close(lead.rest)):
        return [Listed(0, lead.rest.strip(), 0)], "", []
    return _entries(lead.rest)


def _close(signs: str) -> str:
    return re.sub(r"[\s\u3000、,，.。;；|/]", "", signs)


def _worded(text: str) -> list[Listed]:
    """Answers in words by their numbers; a number that does not count on belongs to the words around it."""
    marks: list[re.Match] = []
    for mark in _WORDED.finditer(text):
        if int(mark[1]) == int(marks[-1][1]) + 1 if marks else not mark.start():
            marks.append(mark)
    if not marks or (len(marks) == 1 and _DECIMAL.match(text)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    told = [text[mark.end() : end].strip(" \u3000；;，,") for mark, end in zip(marks, ends, strict=True)]
    return [Listed(int(mark[1]), words, 0) for mark, words in zip(marks, told, strict=True) if words]


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
    count = last - first + 1
    if count < 1 or count > MOST_RUN or not _RUN_SIGNS.fullmatch(_close(signs)):
        return None
    return [Listed(first + at, one, 0) for at, one in enumerate(run_of(signs, count))]


def run_of(signs: str, count: int) -> list[str]:
    """As many answers as are asked for: ABCDA, AB ACD, 对错对, 正确错误; none when they do not count up."""
    letters = _close(signs)
    judged = _JUDGED.findall(letters)
    if len(letters) == count:
        answers = list(letters)
    elif len(judged) == count and "".join(judged) == letters:
        answers = judged
    else:
        answers = [part for part in re.split(r"[、,，.。;；|/\s\u3000]+", signs) if part]
    return answers if len(answers) == count and all(map(is_answer_like, answers)) else []


def chapter_of(line: str) -> str:
    """第二章 用电 as 第二章: the name under which a list of answers speaks of it."""
    found = re.match(r"第\s*[一二三四五六七八九十百\d]{1,4}\s*(?:章|节|篇|单元|模块|讲|部分)", line)
    return re.sub(r"\s", "", found[0]) if found else clean(line) if CHAPTER.fullmatch(line) else ""
