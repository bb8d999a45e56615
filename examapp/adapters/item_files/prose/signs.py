"""What a typed line can be: 一、单选题 / 1. / A． / 答案：ABD / 解析 / text; several may stand on one line of the file."""

import re
from dataclasses import dataclass

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.brackets import has_gap, holds_answer
from examapp.adapters.item_files.type_words import find_type

_CHINESE = "一二三四五六七八九十百"
HEADING = re.compile(
    rf"(?:第?[{_CHINESE}]{{1,3}}(?:部分|大题)?\s*[、.．:：]|[（(][{_CHINESE}]{{1,3}}[）)]|"
    r"(?:[Ⅰ-Ⅻ]|[IVX]{1,4})\s*[、.．:：]|"
    rf"第[{_CHINESE}\d]{{1,3}}(?:部分|大题|章|节|篇|单元|模块)\s*[、.．:：]?)\s*(.*)"
)
CHAPTER = re.compile(
    rf"(?:第\s*[{_CHINESE}\d]{{1,4}}\s*(?:章|节|篇|单元|模块|讲|部分)|附件|附录)(?![（(]?\s*[）)]).{{0,40}}"
)
NUMBER = re.compile(
    r"(?:(\d{1,5})\s*[.．、）)](?!\d)|[（(\[【](\d{1,5})[）)\]】]|(?:第\s*(\d{1,5})\s*题|(?:题目?|Q)\s*(\d{1,5})(?=[\s:：.．、]))"
    r"\s*[:：.．、]?)[\s\u3000]*(.*)"
)
# 2、2021年… and 4.2米… may be a number before a digit or one with decimals: the other reading decides.
WEAK_NUMBER = re.compile(
    r"(\d{1,4})(?:\s*[.．、](?=\d)|\s*[:：]|[\s\u3000]+(?=[一-龥《“（(]))[\s\u3000]*(.*)"
)
# 【案例一】…, 背景材料：…, 案例 2：…
CASE = re.compile(
    rf"[【\[（(《]\s?(?:事故)?(?:案例|材料|背景材料|背景资料|案例背景)\s?[{_CHINESE}\d]{{0,3}}\s?[】\]）)》]\s?[:：]?\s?(.*)|"
    rf"(?:事故)?(?:案例|背景材料|背景资料|案例背景|材料)\s?[{_CHINESE}\d]{{0,3}}\s?[:：]\s?(.*)|(?:事故)?案例\s?[{_CHINESE}\d]{{1,3}}"
)
TAG = re.compile(r"[【\[（(]\s*([^】\]）)]{2,8})\s*[】\]）)]\s*")
CHOICE = re.compile(
    r"[（(\[【]?([A-Za-zＡ-Ｚａ-ｚ])(?:\s*[.．、:：）)\]】]|[\s\u3000]+(?=\S))[\s\u3000]*(.*)"
)
_GLUED_CHOICE = re.compile(r"([A-HＡ-Ｈ])(?=[一-龥\d（《“])(.*)")
# （√）1、…: the answer stands in front of the number.
_KEY_IN_FRONT = re.compile(r"([（(]\s?(?:[√×✓✗对错]|[A-H]{1,6})\s?[）)])\s?(?=\d{1,4}\s?[.．、])")
_SECOND = re.compile(r"[BＢ]\s?[.．、:：]")
_KEY = re.compile(r"[A-HＡ-Ｈ]{1,8}")
ANSWER = re.compile(
    r"(?:【\s*(?:参考|正确|标准|本题)?答案\s*】|[\[［]\s*(?:参考|正确|标准)?答案\s*[\]］]|"
    r"(?:参考|正确|标准|本题|题目)?答案(?:选项)?\s?(?:为|是)?\s?(?:[:：]|[=＝👉☞➡→⇒]{1,3})|正确选项\s?(?:为|是)?\s?[:：]|"
    r"答\s*[:：]|(?:ANSWER|KEY)\s*[:：])\s*[:：]?\s*(.*)",
    re.IGNORECASE,
)
_BARE_ANSWER = re.compile(r"(?:参考|正确|标准|本题)?答案(?:为|是)?[\s\u3000]*(.*)")
# 本题选B。 故选：ACD
_CHOSEN = re.compile(
    r"(?:本题|故|因此|所以)(?:正确)?(?:答案)?(?:应|应当|应该)?选择?\s?[:：]?\s?([A-H、,，]{1,15})\s?[。.]?"
)
_OWN_ANSWER = re.compile(r"(?:我的|你的|您的|学生|考生|作答)答案\s?[:：]\s*(.*)")
_SCORE = re.compile(r"(?:本题|试题)?(?:得分|分值|用时)\s?[:：]\s*\S{0,12}")
LABELS = {
    "rationale": re.compile(
        r"(?:【(?:答案|试题)?(?:解析|解释|说明|详解|分析)】|</?(?:答案)?解析>|(?:答案|试题)?(?:解析|解释|详解|说明)\s?[:：])"
        r"\s*[:：]?\s*(.*)"
    ),
    "difficulty": re.compile(r"(?:【难(?:度|易度|易程度)】|难(?:度|易度|易程度)\s?[:：])\s*(.*)"),
    "topic": re.compile(r"(?:【(?:主题|知识点|分类|考点)】|(?:主题|知识点|分类|考点)\s?[:：])\s*(.*)"),
    "citations": re.compile(
        r"(?:【(?:依据|出处|法规依据|来源)】|(?:依据|出处|法规依据|来源)\s?[:：])\s*(.*)"
    ),
    "roles": re.compile(r"(?:【适用(?:人员|对象)】|适用(?:人员|对象)\s?[:：])\s*(.*)"),
    "unit": re.compile(r"单位\s?[:：]\s*(.*)"),
    "tolerance": re.compile(r"(?:误差|允许误差)\s?[:：]\s*(.*)"),
}
# An answer in the middle of a line: "D．全部   答案：B", "B、奖金答案：A", "我的答案:B正确答案:A".
_INNER = re.compile(
    r"【(?:参考|正确|标准)?答案】|[\[［](?:参考|正确|标准)?答案[\]］]|(?:参考|正确|标准|本题|题目|我的|你的|您的|学生|考生)?答案(?:为|是)?\s?[:：]|"
    r"(?:正确|标准)?答案\s?[=＝👉☞➡→⇒]|正确选项\s?[:：]"
)
_INNER_LABEL = re.compile(
    r"(?<=[\s\u3000；;。])(?=【?(?:难(?:度|易度|易程度)|知识点|考点|主题|分类)(?:】|\s?[:：]))"
)
# 答案：A 2、…: behind the answer the next question goes on in the same line.
_KEY_THEN_MORE = re.compile(
    r"\s*((?:[A-H][、,，]?){1,8}|[√×✓✗对错]|正确|错误)(?:[\s\u3000。；;]+|$)(?:(?=(\d{1,4}\s*[.．、](?!\d)\s*\S)))?"
)
_INNER_RATIONALE = re.compile(
    r"(?:(?<=[\s\u3000；;。])|^)【?(?:答案)?解析】?\s?[:：]?\s*|【(?:答案)?解析】\s?[:：]?\s*"
)
# "1. 单选题（每题 2 分）" heads a part whose questions are (1) (2) (3).
_COUNTED_PART = re.compile(r"\d{1,2}\s*[.．、]\s*(\S{1,6}题)\s*(?:[（(][^（）()]{0,60}[）)])?[:：]?")
_NOTE = re.compile(r"[（(\[【][^（）()\[\]【】]{0,80}[）)\]】]")
_PART_ENDS = ("题", "题型", "选择", "判断", "填空", "题目", "单选", "多选")
_LABELLED = re.compile(r"[:：】\]］>）)=＝👉☞➡→⇒]")
LONGEST_SIGNED = 20_000


@dataclass(slots=True)
class Line:
    """One line, or the part of it behind a sign. `owner` says who took it: "item", or the reason why nobody did.

    `role` is what it became in its question (stem, choice, key, explanation, label, picture), `said` what a person said
    of it (break, join, answer).
    """

    at: int
    text: str
    kind: str = "text"
    blank_before: bool = False
    count: int = 0
    style: str = ""
    rest: str = ""
    letter: int = -1
    signed: bool = True
    label: str = ""
    owner: str = ""
    role: str = ""
    said: str = ""

    @property
    def is_number(self) -> bool:
        """Whether a number stands in front, sure or not."""
        return self.kind in ("number", "weak")


def letter_of(sign: str) -> int:
    """0 for A, a, Ａ; -1 for anything else."""
    low = chr(ord(sign) - 0xFEE0).lower() if ord(sign) > 0xFF00 else sign.lower()
    return "abcdefghijklmnopqrstuvwxyz".find(low)


def named_lines(at: int, text: str, *, blank_before: bool) -> list[Line]:
    """The line of the file, parted where an answer or an explanation begins in its middle."""
    if len(text) > LONGEST_SIGNED:
        return [Line(at, text, blank_before=blank_before)]
    made: list[Line] = []
    rest, key = _without_key(text)
    for piece in [*_pieces(rest), *([f"答案：{key}"] if key else [])]:
        made.append(_named(Line(at, piece, blank_before=blank_before and not made)))
    return made


def _without_key(text: str) -> tuple[str, str]:
    """The line, and the answer in brackets behind its choices (A. 报警  B. 围观  [A]) or before its number."""
    if text[-1:] in "]】］" and _SECOND.search(text):
        opened = max(text.rfind(sign, -14) for sign in "[【［")
        key = text[opened + 1 : -1].strip() if opened > 0 else ""
        if opened > 0 and text[opened - 1] in " \u3000" and _KEY.fullmatch(key):
            return text[:opened].rstrip(), key
    front = _KEY_IN_FRONT.match(text)
    return (text[front.end() :], front[1].strip("（() ）")) if front else (text, "")


def _pieces(text: str) -> list[str]:
    if LABELS["rationale"].match(text):
        return [text]
    pieces, start = [], 0
    marks = [one.start() for one in _INNER.finditer(text)] if "答案" in text or "正确选项" in text else []
    for place, mark in enumerate(marks):
        end = marks[place + 1] if place + 1 < len(marks) else len(text)
        if mark > start and _begins_answer(text, mark, end):
            pieces.append(text[start:mark].rstrip())
            start = mark
    pieces.append(text[start:])
    if len(marks) > 1:
        pieces = [part for piece in pieces for part in _without_next(piece)]
    return [part for piece in pieces for part in _without_rationale(piece)]


def _without_next(piece: str) -> list[str]:
    """An answer and the next question behind it."""
    mark = _INNER.match(piece)
    told = _KEY_THEN_MORE.match(piece, mark.end()) if mark else None
    return [piece[: told.end()].rstrip(), piece[told.end() :]] if told and told[2] else [piece]


def _begins_answer(text: str, mark: int, end: int) -> bool:
    before = text[mark - 1]
    if before in " \u3000" or text[mark] in "【[［":
        return True
    told = _INNER.sub("", text[mark:end], count=1)
    if (more := _KEY_THEN_MORE.match(told)) and more[2]:
        return True
    behind = _INNER_RATIONALE.search(told)
    return is_answer_like(told[: behind.start()] if behind else told)


def _without_rationale(piece: str) -> list[str]:
    """An answer and the explanation behind it."""
    found = ANSWER.match(piece)
    labelled = found is None and LABELS["difficulty"].match(piece) is not None
    if found is None and not labelled:
        return [piece]
    start = found.start(1) if found else 0
    if found and (more := _INNER_LABEL.search(piece, start)):
        # 答案：A 难度：易 解析：……
        return [
            *_without_rationale(piece[: more.start()].rstrip()),
            *_without_rationale(piece[more.start() :]),
        ]
    behind = _INNER_RATIONALE.search(piece, start) if "解析" in piece else None
    if behind is None:
        return [piece]
    return [piece[: behind.start()].rstrip(), "解析：" + piece[behind.end() :]]


def _named(line: Line) -> Line:
    text = line.text
    if part_kind(text):
        line.kind = "heading"
        return line
    if text[0] in "【[（(《事案背材" and CASE.fullmatch(text) and not holds_answer(text):
        line.kind = "case"
        return line
    # Without a colon or a bracket nothing is labelled; most lines have none, and most patterns need not look at them.
    if _LABELLED.search(text) and _name_label(line):
        return line
    if (told := _told_answer(text)) is not None:
        line.kind, line.rest = "answer", told
    elif text[0] in "第附" and CHAPTER.fullmatch(text) and not text.endswith(("。", "？", "?")):
        line.kind = "chapter"
    elif not _name_number(line):
        _name_choice(line)
    return line


def _told_answer(text: str) -> str | None:
    """The answer of a line without a colon: 答案 B, 答案 alone (""), 本题选B。"""
    if "选" in text[:12] and (found := _CHOSEN.fullmatch(text)):
        return found[1]
    found = _BARE_ANSWER.fullmatch(text) if "答案" in text else None
    return found[1] if found and (not found[1] or is_answer_like(found[1])) else None


def _name_label(line: Line) -> bool:
    text = line.text
    if _OWN_ANSWER.fullmatch(text):
        line.kind = line.owner = "own_answer"
    elif found := ANSWER.match(text):
        line.kind, line.rest = "answer", found[1]
    elif _SCORE.fullmatch(text):
        line.kind = line.owner = "score"
    elif label := next((name for name, sign in LABELS.items() if sign.match(text)), ""):
        line.kind, line.label = "label", label
        line.rest = LABELS[label].match(text)[1]
    elif (tag := TAG.match(text)) and len(tag[1]) <= 6 and find_type(tag[1]):
        line.kind = "tagged"
    return line.kind != "text"


def _name_number(line: Line) -> bool:
    if found := NUMBER.match(line.text):
        digits = next(group for group in found.groups()[:4] if group)
        line.kind, line.count, line.rest = "number", int(digits), found[5]
        line.style = "." if found[1] else "()" if found[2] else "第"
        return True
    if found := WEAK_NUMBER.match(line.text):
        line.kind, line.count, line.rest, line.style = "weak", int(found[1]), found[2], "."
        return True
    return False


def _name_choice(line: Line) -> None:
    found = CHOICE.match(line.text)
    if found and found[0].strip() != found[1]:
        line.kind, line.letter, line.rest = "choice", letter_of(found[1]), found[2]
        line.signed = not line.text[found.end(1) : found.start(2)].isspace()
    elif found := _GLUED_CHOICE.fullmatch(line.text):
        # "A报警": a choice only where B follows; see `cutting`.
        line.kind, line.letter, line.rest, line.signed = "glued", letter_of(found[1]), found[2], False


def part_kind(line: str) -> str:
    """The words that name a type when a line heads a part (一、单选题（每题 2 分）), else ""."""
    if len(line) > 120 or (
        "题" not in line and "选" not in line and "判断" not in line and "填空" not in line
    ):
        return ""
    counted = _COUNTED_PART.fullmatch(line)
    bare = counted[1] if counted else line.strip("【】[]《》<>：: ")
    found = HEADING.match(bare)
    if holds_answer(line) or has_gap(line):
        return ""
    words = re.split(r"[\s，,；;:：。（(]", _NOTE.sub("", found[1] if found else bare).strip(), maxsplit=1)[0]
    named = words.endswith(_PART_ENDS) and len(words) <= (14 if found else 10)
    if not named or not (found or words.endswith("题")):
        return ""
    return words if find_type(words) else ""
