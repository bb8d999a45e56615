"""Questions as people type them: 一、单选题 / 1. / A． / （ B ） / 答案：ABD / √ × / 解析, or a list of answers at the end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from examapp.adapters.item_files.answer_lists import AnswerList, is_answer_heading
from examapp.adapters.item_files.drafts import Draft, DraftPicture, Place, Problem, ReadResult
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.texts import clean, words_of
from examapp.adapters.item_files.type_words import find_type
from examapp.adapters.item_files.types import FILE_TYPES

HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|大题)?\s*[、.．:：]|[（(][一二三四五六七八九十]{1,3}[）)])\s*(.*)"
)
NUMBER = re.compile(
    r"(?:(\d{1,5})\s*[.．、）)](?!\d)|[（(](\d{1,5})[）)]|第\s*(\d{1,5})\s*题\s*[:：.．、]?)[\s\u3000]*(.*)"
)
TAG = re.compile(r"[【\[（(]\s*([^】\]）)]{2,8})\s*[】\]）)]\s*")
CHOICE = re.compile(r"[（(]?([A-Za-zＡ-Ｚａ-ｚ])(?:\s*[.．、:：）)]|[\s\u3000]+(?=\S))[\s\u3000]*(.*)")
_SPLIT = re.compile(r"(?<=[\s\u3000；;])[（(]?([A-Za-zＡ-Ｚａ-ｚ])\s*[.．、:：）)]")
# "A 红区 B 绿区": only where the first letter of the line had no sign behind it either.
_SPLIT_BARE = re.compile(r"(?<=[\s\u3000])([A-ZＡ-Ｚ])[\s\u3000]+(?=\S)")
ANSWER = re.compile(
    r"(?:【(?:参考|正确|标准)?答案】|(?:参考|正确|标准|本题)?答案(?:为|是)?\s*[:：]|答\s*[:：]|\[答案\]|ANSWER\s*[:：])\s*[:：]?\s*(.*)",
    re.I,
)
LABELS = {
    "rationale": re.compile(r"(?:【(?:答案|试题)?(?:解析|解释|说明|详解|分析)】|(?:答案|试题)?(?:解析|解释|详解|说明)\s*[:：])\s*[:：]?\s*(.*)"),
    "difficulty": re.compile(r"(?:【难(?:度|易度|易程度)】|难(?:度|易度|易程度)\s*[:：])\s*(.*)"),
    "topic": re.compile(r"(?:【(?:主题|知识点|分类|考点)】|(?:主题|知识点|分类|考点)\s*[:：])\s*(.*)"),
    "citations": re.compile(r"(?:【(?:依据|出处|法规依据|来源)】|(?:依据|出处|法规依据|来源)\s*[:：])\s*(.*)"),
    "roles": re.compile(r"(?:【适用(?:人员|对象)】|适用(?:人员|对象)\s*[:：])\s*(.*)"),
    "unit": re.compile(r"单位\s*[:：]\s*(.*)"),
    "tolerance": re.compile(r"(?:误差|允许误差)\s*[:：]\s*(.*)"),
}  # fmt: skip
# "D．全部   答案：B" on one line.
_BEHIND = re.compile(
    r"[\s\u3000]+[【\[]?(?:正确|参考|标准)?答案[】\]]?\s*[:：]\s*(.*)$|[\s\u3000]*【(?:正确|参考|标准)?答案】\s*(.*)$"
)
# "1. 单选题（每题 2 分）" heads a part whose questions are (1) (2) (3).
_COUNTED_PART = re.compile(r"^\d{1,2}\s*[.．、]\s*(\S{1,6}题)\s*(?:[（(][^（）()]*[）)])?[:：]?$")
PICTURE = "\ue000"


@dataclass(slots=True)
class _Open:
    """The question that is being read."""

    number: int
    line: int
    kind: str
    style: str = ""
    stem: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    answer: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    picture: int | None = None
    last: str = "stem"

    @property
    def complete(self) -> bool:
        """Whether what is there could be a whole question."""
        return bool(self.answer or len(self.choices) >= 2)


class _Reader:
    """Goes through the lines once; what it sees decides where the next line belongs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind = ""
        self.open: _Open | None = None
        self.done: list[_Open] = []
        self.answers: AnswerList | None = None
        self.strays: list[tuple[int, str]] = []
        self.blank_before = False

    def take(self, number: int, raw: str) -> None:
        """One line."""
        line = clean(raw)
        if not line:
            self.blank_before = True
            return
        if self.answers is not None:
            self.answers.take(line)
        elif is_answer_heading(line):
            self._close()
            self.answers = AnswerList()
            self.answers.take(line)
        elif not self._take_heading(line):
            self._take_part(number, line)
        self.blank_before = False

    def _take_heading(self, line: str) -> bool:
        bare = _COUNTED_PART.sub(r"\1", line).strip("【】[]《》：: ")
        found = HEADING.match(line)
        kind = find_type(found[1]) if found and len(line) < 80 else ""
        if not found and len(bare) <= 8 and re.fullmatch(r"\S{1,6}题", bare):
            kind = find_type(bare)
        if not kind:
            return False
        self._close()
        self.kind = bare if not found else clean(found[1])
        return True

    def _take_part(self, number: int, line: str) -> None:
        if self.open is not None:
            if found := ANSWER.match(line):
                self._take_answer(found[1])
                return
            for label, pattern in LABELS.items():
                if found := pattern.match(line):
                    self.open.labels[label], self.open.last = found[1], label
                    return
            if self._take_choices(line):
                return
        found = NUMBER.match(line)
        count, style = _count(found) if found else (0, "")
        if found and self._begins(count, style):
            self._begin(number, count, found[4], style)
        elif self.open is None or (self.blank_before and self.open.complete and self.open.number == 0):
            self._begin(number, 0, line)
        else:
            self._continue(line)

    def _begins(self, number: int, style: str) -> bool:
        """A number begins a question unless it counts something inside the one that is open."""
        held = self.open
        if held is None or held.complete:
            return True
        if held.number and style == "()" != held.style:
            # 1. asks, and (1) (2) (3) are what it asks about.
            return False
        if number == held.number + 1:
            return held.last == "stem" or held.number > 0
        stated = FILE_TYPES.get(find_type(held.kind or self.kind))
        return stated is not None and stated.rules.fixed is not None and number > held.number

    def _begin(self, line: int, number: int, text: str, style: str = "") -> None:
        self._close()
        self.open = _Open(number, line, self.kind, style)
        tag = TAG.match(text)
        if tag and find_type(tag[1]) and len(tag[1]) <= 6:
            self.open.kind, text = tag[1], text[tag.end() :]
        inline = self._split_choices(text)
        self.open.stem.append(inline[0])
        if len(inline) > 1:
            self.open.choices, self.open.last = inline[1:], "choice"
            self._answer_behind_choice()
        elif found := _BEHIND.search(inline[0]):
            self.open.stem = [inline[0][: found.start()]]
            self._take_answer(found[1] or found[2] or "")

    def _split_choices(self, text: str) -> list[str]:
        """A stem with its choices on the same line: the stem first, then each choice; only A, B, C ... in a row counts."""
        parts, start, expected = [], 0, 0
        for found in _SPLIT.finditer(text):
            if _letter(found[1]) == expected:
                parts.append(text[start : found.start()])
                start, expected = found.end(), expected + 1
        return [text] if expected < 2 else [clean(one) for one in [*parts, text[start:]]]

    def _take_choices(self, line: str) -> bool:
        held = self.open
        found = CHOICE.match(line)
        if held is None or not found or _letter(found[1]) != len(held.choices) or not self._awaits_choice():
            return False
        if found[0].strip() == found[1] and not found[2]:
            return False
        rest, place = found[2], len(held.choices)
        start = 0
        bare = line[found.end(1) : found.start(2)].isspace()
        for more in (_SPLIT_BARE if bare else _SPLIT).finditer(rest):
            if _letter(more[1]) == place + 1:
                held.choices.append(clean(rest[start : more.start()]))
                start, place = more.end(), place + 1
        held.choices.append(rest[start:])
        held.last = "choice"
        self._answer_behind_choice()
        return True

    def _awaits_choice(self) -> bool:
        """After the stem or a choice; also after an answer that stands behind the stem, above the choices."""
        held = self.open
        return held.last in ("stem", "choice") or (
            held.last == "answer" and bool(held.answer) and not held.choices
        )

    def _answer_behind_choice(self) -> None:
        found = _BEHIND.search(self.open.choices[-1])
        if found:
            self.open.choices[-1] = self.open.choices[-1][: found.start()]
            self._take_answer(found[1] or found[2] or "")

    def _take_answer(self, text: str) -> None:
        held = self.open
        behind = re.search(r"(?:^|[\s\u3000；;。]+)(?:【?(?:答案)?解析】?)\s*[:：]?\s*(.*)$", text)
        if behind:
            held.labels["rationale"], text = behind[1], text[: behind.start()]
        held.answer, held.last = clean(text), "rationale" if behind else "answer"

    def _continue(self, line: str) -> None:
        held = self.open
        if held.last == "stem":
            held.stem.append(line)
        elif held.last == "choice":
            held.choices[-1] += "\n" + line
        elif held.last == "answer":
            held.answer = f"{held.answer}\n{line}" if held.answer else line
        else:
            held.labels[held.last] = f"{held.labels[held.last]}\n{line}".strip("\n")

    def _close(self) -> None:
        if self.open is not None:
            self.done.append(self.open)
            self.open = None

    def finish(self) -> list[_Open]:
        """All questions; answers of a list at the end are given out."""
        self._close()
        if self.answers is not None:
            self.answers.give_out(self.done)
        return self.done


def _count(found: re.Match) -> tuple[int, str]:
    return int(found[1] or found[2] or found[3]), "." if found[1] else "()" if found[2] else "第"


def _letter(sign: str) -> int:
    return "abcdefghijklmnopqrstuvwxyz".find(
        chr(ord(sign) - 0xFEE0).lower() if ord(sign) > 0xFF00 else sign.lower()
    )


def read_prose(
    name: str, lines: Iterable[str], pictures: list[DraftPicture] | None = None, *, form: str = "text"
) -> ReadResult:
    """Questions of typed lines; a line of PICTURE and a number stands for a picture that belongs to the open question."""
    reader, result = _Reader(name), ReadResult(form)
    for number, line in enumerate(lines, 1):
        if pictures and line.startswith(PICTURE):
            if reader.open is not None:
                reader.open.picture = int(line[1:])
            continue
        reader.take(number, line)
    for place, one in enumerate(reader.finish(), 1):
        if _is_title(one):
            result.problems.append(Problem(Place(name, line=one.line), "line_skipped", one.stem[0][:60]))
            continue
        result.drafts.append(_draft(name, place, one, pictures or []))
    if reader.answers is not None:
        result.problems += reader.answers.problems(name)
    return result


def _is_title(one: _Open) -> bool:
    """A line above the first question, such as the paper's title or a note."""
    return not one.number and not one.choices and not one.answer and not one.kind


def _draft(name: str, place: int, one: _Open, pictures: list[DraftPicture]) -> Draft:
    draft = Draft(Place(name, line=one.line, number=one.number or place), stem="\n".join(one.stem))
    for label, text in one.labels.items():
        value = (
            words_of(text)
            if label == "roles"
            else tuple(text.split("；"))
            if label == "citations"
            else clean(text)
        )
        setattr(draft, label, value)
    if one.picture is not None and one.picture < len(pictures):
        draft.picture = pictures[one.picture]
    return settle(draft, Written(one.kind, one.choices, one.answer))
