"""The lines of one question as a draft; a line that neither stem, choices nor answer take is a stray."""

import re
from dataclasses import dataclass, field

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.choice_pictures import take_choice_pictures
from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftPicture, Place
from examapp.adapters.item_files.prose.choices import inline_count, split_choices, split_glued, split_stem
from examapp.adapters.item_files.prose.cutting import Block
from examapp.adapters.item_files.prose.signs import TAG, Line
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.texts import clean, words_of
from examapp.adapters.item_files.type_words import find_type, is_type_name

# A choice that is a picture has no words, or the same ones as the next.
_TOLD_BY_PICTURES = ("choices_missing", "choice_empty", "choices_double")
_LONGEST_TAG = 6
# Lines of one width differ by some signs: half-width ones need less room.
_MUCH, _LEAST_LONGER = 1.3, 14
_SHORT_TYPES = ("单选", "多选", "判断", "不定项", "不定项选择", "填空", "单项选择", "多项选择")
TAG_KEY = re.compile(r"[【\[（(]\s*([^】\]）)]{1,12})\s*[】\]）)]\s*")


@dataclass(slots=True)
class Parts:
    """What the lines of one question say, still as lists of lines."""

    kind: str
    stem: list[str] = field(default_factory=list)
    choices: list[list[str]] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=dict)
    pictures: list[int] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    last: str = "stem"
    mark: str = ""
    pictured: list[tuple[str, Line]] = field(default_factory=list)

    @property
    def answer_text(self) -> str:
        """The answer as it is written."""
        return clean("\n".join(self.answer))

    @property
    def is_title(self) -> bool:
        """A line above the first question, such as the paper's title or a note."""
        return not (self.choices or self.answer or self.kind)


def parts_of(block: Block) -> Parts:
    """Sort the lines of a block."""
    parts = Parts(block.kind)
    limits = _next_letters(block.lines)
    several = sum(line.kind == "picture" for line in block.lines) > 1
    for place, line in enumerate(block.lines):
        if not place:
            line.role = "stem"
            _first(parts, block, line)
        elif line.kind == "picture":
            line.role = "picture"
            _place_picture(parts, block, place, several=several)
        elif line.kind == "answer":
            _answer(parts, line)
        elif line.kind == "label":
            _label(parts, line)
        elif line.kind == "choice" and _is_choice(parts, line):
            _choice(parts, line, limits[place])
        else:
            _doubt_longer(parts, line, block.lines[place - 1])
            _continue(parts, line)
    if parts.stem and not parts.choices:
        _look_for_glued(parts)
    return parts


def _look_for_glued(parts: Parts) -> None:
    stem, *choices = split_glued(parts.stem[-1])
    if choices:
        parts.stem = [*parts.stem[:-1], *filter(None, [stem])]
        parts.choices = [[one] for one in choices]


def _doubt_longer(parts: Parts, line: Line, before: Line) -> None:
    """A line breaks where it is full: a longer one behind a short choice goes on with something else."""
    goes_on = parts.last == "choice" and line.kind == "text" and line.said != "join"
    if goes_on and len(line.text) > max(len(before.text) * _MUCH, _LEAST_LONGER):
        parts.faults.append(("choice_goes_on", line.text[:40]))


def _next_letters(lines: list[Line]) -> list[int | None]:
    """For each line the letter with which the next line of choices begins: no letter from there on parts this line."""
    following: int | None = None
    limits: list[int | None] = []
    for line in reversed(lines):
        limits.append(following)
        if line.kind == "choice":
            following = line.letter or None
    return limits[::-1]


def _first(parts: Parts, block: Block, line: Line) -> None:
    text = line.rest if line.is_number and block.number else line.text
    tag = TAG.match(text)
    if tag and len(tag[1]) <= _LONGEST_TAG and find_type(tag[1]):
        parts.kind, text = tag[1], text[tag.end() :]
        keyed = TAG_KEY.match(text) if line.kind == "tagged" else None
        if keyed and is_answer_like(keyed[1]):
            parts.answer, text = [keyed[1]], text[keyed.end() :]
    stem, *choices = split_stem(text)
    if stem or choices:
        parts.stem.append(_without_tag(parts, stem))
    if choices:
        parts.choices, parts.last = [[one] for one in choices], "choice"


def _without_tag(parts: Parts, stem: str) -> str:
    """A stem without the type that stands in brackets at its end."""
    if not stem.endswith(("）", ")", "】", "]")):
        return stem
    at = max(stem.rfind(sign) for sign in "（([【")
    word = stem[at + 1 : -1].strip()
    named = word.endswith("题") or word in _SHORT_TYPES
    if at > 0 and named and len(word) <= _LONGEST_TAG and is_type_name(word):
        parts.kind = parts.kind or word
        return stem[:at].rstrip()
    return stem


def _is_choice(parts: Parts, line: Line) -> bool:
    if not parts.choices:
        return line.letter == 0
    if parts.last in ("stem", "choice"):
        return line.signed or line.letter == len(parts.choices)
    return parts.last == "answer" and line.signed


def _choice(parts: Parts, line: Line, most: int | None) -> None:
    if line.letter != len(parts.choices):
        parts.faults.append(("choices_out_of_row", line.text[:40]))
    parts.choices += [[one] for one in split_choices(line, most)]
    parts.last = line.role = "choice"


def _answer(parts: Parts, line: Line) -> None:
    if parts.answer and line.rest and parts.answer != [line.rest]:
        parts.faults.append(("answers_differ", f"{parts.answer_text} / {line.rest}"))
    elif line.rest:
        parts.answer = [line.rest]
    parts.last, line.role = "answer", "key"


def _label(parts: Parts, line: Line) -> None:
    line.role = _role_of(line.label)
    told = parts.labels.setdefault(line.label, [])
    if told and line.label != "rationale":
        line.owner = "label_repeated"
        return
    told.append(line.rest)
    parts.last = line.label


def _role_of(part: str) -> str:
    return {"stem": "stem", "choice": "choice", "answer": "key", "rationale": "explanation"}.get(
        part, "label"
    )


def _continue(parts: Parts, line: Line) -> None:
    line.role = _role_of(parts.last)
    if parts.last == "stem":
        parts.stem.append(line.text)
    elif parts.last == "choice":
        parts.choices[-1].append(line.text)
    elif parts.last != "answer":
        parts.labels[parts.last].append(line.text)
    elif parts.answer and is_answer_like(parts.answer_text) and line.said == "join":
        parts.labels.setdefault("rationale", []).append(line.text)
        parts.last, line.role = "rationale", "explanation"
    elif parts.answer and is_answer_like(parts.answer_text):
        # Behind a whole answer nothing says what a line is.
        line.owner, line.role = "stray", ""
    else:
        parts.answer.append(line.text)


def _place_picture(parts: Parts, block: Block, place: int, *, several: bool) -> None:
    """A picture between choices is one of them and stays out; the first other one is the question's."""
    line, words = block.lines[place], f"第 {block.number} 题" if block.number else ""
    letter = _letter_of(block.lines, place, several=several)
    if letter:
        parts.pictured.append((letter, line))
        line.owner, line.text = "picture", f"{words}选项 {letter}"
        return
    parts.pictures.append(line.count)
    line.owner = "item" if len(parts.pictures) == 1 else "picture"
    if line.owner == "picture":
        line.text = f"{words}的又一张图" if words else ""


def _letter_of(lines: list[Line], place: int, *, several: bool) -> str:
    """The letter of the choice that a picture shows, "" when it stands at none or alone behind the last one."""
    first = place
    while first > place - len(LETTERS) and first and lines[first - 1].kind == "picture":
        first -= 1
    last = place
    while last < place + len(LETTERS) and last + 1 < len(lines) and lines[last + 1].kind == "picture":
        last += 1
    before = lines[first - 1] if first else None
    if before is None or before.kind != "choice":
        return ""
    behind = last + 1 < len(lines) and lines[last + 1].kind == "choice"
    if not behind and not several:
        return ""
    at = before.letter + min(place - first, inline_count(before))
    return LETTERS[min(at, len(LETTERS) - 1)].upper()


def _tell_case(draft: Draft, block: Block, parts: Parts, *, answered: bool) -> None:
    """The case that stands above the question; 案例分析题 then only says that there is one, not how it is answered."""
    draft.case_text = block.case
    draft.case_id = f"case-{block.section}"
    if answered and find_type(parts.kind) == "unsupported":
        parts.kind = ""


def _lettered(parts: Parts, pictures: list[DraftPicture]) -> dict[str, DraftPicture]:
    """The pictures of the choices by letter; none when a letter has two."""
    found = {letter: pictures[line.count] for letter, line in parts.pictured if line.count < len(pictures)}
    return found if len(found) == len(parts.pictured) else {}


def draft_of(
    name: str, place: int, block: Block, parts: Parts, pictures: list[DraftPicture], answer: str
) -> Draft:
    """The draft of a question; `answer` is its own or the one that a list gives it."""
    at = block.lines[0].at
    draft = Draft(Place(name, line=at, number=block.number or place), stem="\n".join(parts.stem))
    for label, lines in parts.labels.items():
        text = clean("\n".join(line for line in lines if line not in ("</解析>", "</答案解析>")))
        value = (
            words_of(text) if label == "roles" else tuple(text.split("；")) if label == "citations" else text
        )
        setattr(draft, label, value)
    if block.case is not None:
        _tell_case(draft, block, parts, answered=bool(parts.choices or is_answer_like(answer)))
    if parts.pictures and parts.pictures[0] < len(pictures):
        draft.picture = pictures[parts.pictures[0]]
    if len(parts.pictures) > 1:
        draft.note("pictures_several")
    choices = ["\n".join(one) for one in parts.choices]
    lettered = _lettered(parts, pictures)
    taken = take_choice_pictures(draft, choices, lettered) if lettered else None
    settle(draft, Written(parts.kind, taken or choices, answer))
    if taken:
        for _, line in parts.pictured:
            line.owner = "item"
    elif parts.pictured:
        draft.problems = [one for one in draft.problems if one.code not in _TOLD_BY_PICTURES]
        letters = dict.fromkeys(letter for letter, _ in parts.pictured)
        draft.note("picture_in_choice", "、".join(letters), stops=True)
    if parts.mark:
        draft.note("key_marked", parts.mark)
    for code, text in parts.faults:
        draft.note(code, text, stops=True)
    if block.doubt:
        draft.note(block.doubt, stops=True)
    return draft
