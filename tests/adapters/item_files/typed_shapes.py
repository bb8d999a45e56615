"""One bank written in many hands: numbers, letters, answers, headings, chapters, noise, line ends and encodings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

JUDGED = {"true": ("对", "√", "正确", "√"), "false": ("错", "×", "错误", "×")}
PARTS = {"single": "单选题", "multiple": "多选题", "judgement": "判断题"}
CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True)
class Question:
    """A question of the bank; `stem` holds "{}" where its gap is, or none."""

    type: str
    stem: str
    choices: tuple[str, ...]
    answer: str

    def row(self, gap: str) -> tuple:
        """What must be read, whatever the shape."""
        return (self.type, self.stem.replace("{}", gap), self.choices, self.answer)


NUMBERS: dict[str, Callable[[int], str]] = {
    "point": lambda at: f"{at}. ",
    "comma": lambda at: f"{at}、",
    "wide": lambda at: f"{at}．",
    "brackets": lambda at: f"（{at}）",
    "words": lambda at: f"第{at}题 ",
    "half": lambda at: f"{at}) ",
}
LETTERS: dict[str, Callable[[str, str], str]] = {
    "point": lambda letter, text: f"{letter}. {text}",
    "comma": lambda letter, text: f"{letter}、{text}",
    "wide": lambda letter, text: f"{chr(ord(letter) + 0xFEE0)}．{text}",
    "brackets": lambda letter, text: f"（{letter}）{text}",
    "blank": lambda letter, text: f"{letter} {text}",
}
ANSWERS = ("below", "marked", "bracket", "glued", "own line", "end", "chapter")
NOISE = ("none", "header", "pages", "title")
HEADS = ("parts", "noted", "bare")
# How a list of answers tells its parts: a heading above each, only their order (一、1.B 2.A), in runs, by their names.
LISTS = ("headed", "led", "runs", "named")


@dataclass(frozen=True)
class Shape:
    """One way of writing."""

    number: str
    letter: str
    answer: str
    noise: str
    head: str
    one_line: bool
    listed: str
    line_end: str
    encoding: str

    def write(self, chapters: Sequence[Sequence[Question]]) -> bytes:
        """The chapters as a file."""
        lines = ["某单位安全生产题库（2024 版）"] if self.noise == "title" else []
        listed: list[str] = []
        for at, questions in enumerate(chapters, 1):
            if len(chapters) > 1:
                lines.append(f"第{CHINESE[at - 1]}章 安全{CHINESE[at - 1]}")
                listed.append(lines[-1])
            told = self._chapter(questions, lines)
            if self.answer == "chapter":
                lines += ["参考答案", *told]
            listed += told
        if self.answer == "end":
            lines += ["", "参考答案", *listed]
        return self.line_end.join(self._noisy(lines)).encode(self.encoding)

    def gap(self, question: Question) -> str:
        """What is left of the gap once the answer is taken out."""
        return "（  ）" if self.answer == "bracket" else "（ ）"

    def _chapter(self, questions: Sequence[Question], lines: list[str]) -> list[str]:
        listed = []
        for part, kind in enumerate(PARTS):
            chosen = [one for one in questions if one.type == kind]
            if chosen:
                lines.append(self._heading(part, kind))
                listed += self._listed(part, kind, [self._key(one) for one in chosen])
            for at, question in enumerate(chosen, 1):
                lines += self._question(at, question)
        return listed

    def _heading(self, part: int, kind: str) -> str:
        if self.head == "bare":
            return PARTS[kind]
        note = "（每题 2 分，共 20 分）" if self.head == "noted" else ""
        return f"{CHINESE[part]}、{PARTS[kind]}{note}"

    def _listed(self, part: int, kind: str, keys: Sequence[str]) -> list[str]:
        pairs = "  ".join(f"{at}.{key}" for at, key in enumerate(keys, 1))
        if self.listed == "headed":
            return [f"{CHINESE[part]}、{PARTS[kind]}", pairs]
        run = (
            f"1{'—～'[part % 2]}{len(keys)}{' ：'[part % 2]}{(' ' if kind == 'multiple' else '').join(keys)}"
        )
        told = run if self.listed != "led" and len(keys) > 1 else pairs
        return [f"{PARTS[kind]} {told}" if self.listed == "named" else f"{CHINESE[part]}、{told}"]

    def _key(self, question: Question) -> str:
        if question.type == "judgement":
            return JUDGED[question.answer][ANSWERS.index(self.answer) % 4]
        return question.answer.upper()

    def _question(self, at: int, question: Question) -> list[str]:
        inside = self.answer == "bracket"
        stem = question.stem.format(f"（ {self._key(question)} ）" if inside else "（ ）")
        lines = [NUMBERS[self.number](at) + stem]
        written = [
            LETTERS[self.letter](letter, text)
            for letter, text in zip("ABCDEF", question.choices, strict=False)
        ]
        lines += ["   ".join(written)] if self.one_line and written else written
        key = self._key(question)
        if self.answer == "glued" and question.choices:
            lines[-1] += f"答案：{key}"
        elif self.answer in ("below", "glued"):
            lines.append(f"答案：{key}")
        elif self.answer == "marked":
            lines.append(f"【答案】{key}")
        elif self.answer == "own line":
            lines += ["正确答案", key]
        return lines

    def _noisy(self, lines: list[str]) -> list[str]:
        if self.noise not in ("header", "pages"):
            return lines
        made = []
        for at, line in enumerate(lines):
            made.append(line)
            if at % 4 == 3:
                page = at // 4 + 1
                made.append(f"某市安全培训题库  第{page}页" if self.noise == "header" else f"- {page} -")
        return made


def _nth(values: Sequence, at: int):
    return values[at % len(values)]


SHAPES = [
    Shape(
        _nth(list(NUMBERS), at),
        _nth(list(LETTERS), at),
        _nth(ANSWERS, at),
        _nth(NOISE, at // 2),
        _nth(HEADS, at // 3),
        bool(at // 5 % 2) and _nth(list(LETTERS), at) != "blank",
        _nth(LISTS, at // 7),
        _nth(("\n", "\r\n"), at),
        _nth(("utf-8", "gb18030", "utf-8-sig"), at // 4),
    )
    for at in range(84)
]
