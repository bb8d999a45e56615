"""Typed text from top to bottom: every line belongs to a question or to the list of what nobody used."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from examapp.adapters.item_files.answers import read_letters
from examapp.adapters.item_files.brackets import has_gap
from examapp.adapters.item_files.drafts import Counts, Draft, DraftPicture, Gap, Place, ReadResult, Unused
from examapp.adapters.item_files.prose.answer_lists import (
    AnswerList,
    Listed,
    behind_heading,
    is_listed,
    run_of,
)
from examapp.adapters.item_files.prose.blocks import Parts, draft_of, parts_of
from examapp.adapters.item_files.prose.copies import as_typed
from examapp.adapters.item_files.prose.cores import Core, read_cores
from examapp.adapters.item_files.prose.cutting import Block, Cut, cut
from examapp.adapters.item_files.prose.gestures import apply_gestures, source_of
from examapp.adapters.item_files.prose.habits import as_usual
from examapp.adapters.item_files.prose.marked import behind_letters, take_marks
from examapp.adapters.item_files.prose.noise import mark_noise, without_noise
from examapp.adapters.item_files.prose.signs import Line, named_lines
from examapp.adapters.item_files.texts import clean, folded_blanks
from examapp.adapters.item_files.type_words import find_type
from examapp.adapters.tables.refusals import FileRefusedError

PICTURE = "\ue000"
MOST_QUESTIONS = 20_000
MOST_LINES = 150_000
NOTHING_SAID: Mapping[int, str] = MappingProxyType({})
# Owners of lines that a question used or that only part it.
_USED = ("item", "list", "case")
_LONGEST_TITLE = 60
_NOTES = (
    "说明",
    "注",
    "备注",
    "要求",
    "提示",
    "姓名",
    "单位",
    "部门",
    "班级",
    "工号",
    "考号",
    "得分",
    "总分",
    "时间",
    "日期",
    "考试",
)


def read_prose(
    name: str,
    lines: Iterable[str],
    pictures: list[DraftPicture] | None = None,
    *,
    form: str = "text",
    said: Mapping[int, str] = NOTHING_SAID,
) -> ReadResult:
    """Questions of typed lines; a line of PICTURE and a number stands for a picture that belongs to the open question.

    `said` are the gestures of a person by number of line.
    Raises FileRefusedError(too_many_items, too_many_lines).
    """
    named = _named(as_usual(as_typed(lines)), bool(pictures))
    mark_noise(named)
    apply_gestures(named, said)
    made = cut(without_noise(named), most=MOST_QUESTIONS)
    cores = read_cores(named)
    _compare(made.blocks, cores)
    parts = [parts_of(block) for block in made.blocks]
    titles = [_is_title(block, one) for block, one in zip(made.blocks, parts, strict=True)]
    answers = _answers(made, parts)
    _doubt_run(made.blocks, titles, answers)
    marked = take_marks(parts, answers)
    result = ReadResult(form)
    for block, one, title, answer in zip(made.blocks, parts, titles, answers, strict=True):
        if title:
            _disown(block)
        else:
            place = len(result.drafts) + 1
            result.drafts.append(draft_of(name, place, block, one, pictures or [], answer))
    result.unused = _unused(name, named, made)
    result.counts = _counts(made, cores, titles, result.drafts, marked)
    result.source = source_of(
        named, [block for block, title in zip(made.blocks, titles, strict=True) if not title]
    )
    return result


def _named(lines: Iterable[str], pictured: bool) -> list[Line]:
    named: list[Line] = []
    blank = False
    for at, raw in enumerate(lines, 1):
        if pictured and raw.startswith(PICTURE):
            named.append(Line(at, "", "picture", blank, int(raw[1:])))
            continue
        text = behind_letters(folded_blanks(clean(raw)))
        if not text:
            blank = True
            continue
        if "答案" in text and is_listed(text):
            # 1.【答案】A【解析】… and 参考答案：一、1-5 ABCDA: a line of a list stays whole.
            told = behind_heading(text)
            kind = "text" if told == text else "list"
            named.append(Line(at, text, kind, blank, rest="" if told == text else told))
        else:
            named += named_lines(at, text, blank_before=blank)
        if len(named) > MOST_LINES:
            raise FileRefusedError("too_many_lines", most=MOST_LINES)
        blank = False
    return named


def _compare(blocks: Sequence[Block], cores: Sequence[Core]) -> None:
    """The two readings beside each other: a question by numbers that is several by answers stops."""
    owners = {id(line): block for block in blocks for line in block.lines}
    inside = Counter(id(owners[id(core.first)]) for core in cores if id(core.first) in owners)
    for block in blocks:
        if block.said:
            block.doubt = ""
        elif inside[id(block)] > 1 or (block.inner and not block.choices):
            block.doubt = block.doubt or "readings_differ"


def _doubt_run(blocks: Sequence[Block], titles: Sequence[bool], answers: Sequence[str]) -> None:
    """A lone answer at the end that has a letter for each question of the file may be the answers of all of them."""
    asked = [at for at, title in enumerate(titles) if not title]
    told = [at for at in asked if answers[at]]
    if len(asked) < 2 or told != asked[-1:] or blocks[asked[-1]].said:
        return
    if len(read_letters(answers[asked[-1]]) or ()) == len(asked):
        blocks[asked[-1]].doubt = blocks[asked[-1]].doubt or "readings_differ"


def _is_title(block: Block, parts: Parts) -> bool:
    return not block.number and parts.is_title and not block.doubt and not block.said


def _disown(block: Block) -> None:
    """Lines that are no question: a short one is a title or a note, any other is told as read by nobody."""
    for line in block.lines:
        line.owner = (
            "picture" if line.kind == "picture" else "title" if _heads_a_paper(line.text) else "unread"
        )


def _heads_a_paper(text: str) -> bool:
    noted = text.startswith(_NOTES)
    asks = has_gap(text) or text.endswith(("？", "?", "。"))
    return len(text) <= _LONGEST_TITLE and (noted or not asks)


def _answers(made: Cut, parts: Sequence[Parts]) -> list[str]:
    """For each question its own answer, else the one of the list of its chapter, part and number when that is plain."""
    answers = [one.answer_text for one in parts]
    places = sorted({place for place, _ in made.lists})
    for place, one in made.lists:
        at = places.index(place)
        first, end = (places[at - 1] if at else 0), place
        if first == end:
            # A list in front of all questions.
            end = places[at + 1] if at + 1 < len(places) else len(made.blocks)
        _give(one, range(first, end), made.blocks, parts, answers)
    return answers


def _give(
    one: AnswerList, scope: range, blocks: Sequence[Block], parts: Sequence[Parts], answers: list[str]
) -> None:
    by_number: dict[int, list[int]] = {}
    for at in scope:
        by_number.setdefault(blocks[at].number, []).append(at)
    by_part = _by_part(scope, blocks, parts)
    _spread(one, by_part, blocks)
    told: dict[int, Listed] = {}
    fitting: dict[tuple[int, str, str, str], list[int]] = {}
    for entry in one.entries:
        if entry.number:
            sought = (entry.number, entry.chapter, entry.part, entry.kind)
            if sought not in fitting:
                # The same number again and again is looked for once.
                fitting[sought] = _fitting(entry, by_number.get(entry.number, []), blocks, parts)
            places = fitting[sought]
        else:
            # An answer without a number is that of the only question of its part.
            places = by_part.get((entry.chapter, entry.part or entry.kind), [])
        if len(places) != 1:
            continue
        at, entry.used = places[0], True
        other = told.setdefault(at, entry)
        if other.answer != entry.answer:
            parts[at].faults.append(("answers_differ", f"{other.answer} / {entry.answer}"))
        elif parts[at].answer and parts[at].answer_text != entry.answer:
            parts[at].faults.append(("answers_differ", f"{parts[at].answer_text} / {entry.answer}"))
        answers[at] = answers[at] or entry.answer
        if entry.rationale and "rationale" not in parts[at].labels:
            parts[at].labels["rationale"] = [entry.rationale]


def _by_part(
    scope: range, blocks: Sequence[Block], parts: Sequence[Parts]
) -> dict[tuple[str, str], list[int]]:
    """The questions by chapter ("" = any) and by numeral or type of their part."""
    found: dict[tuple[str, str], list[int]] = {}
    for at in scope:
        for chapter in {"", blocks[at].chapter}:
            for part in {blocks[at].part, find_type(parts[at].kind)}:
                found.setdefault((chapter, part), []).append(at)
    return found


def _spread(one: AnswerList, by_part: Mapping[tuple[str, str], list[int]], blocks: Sequence[Block]) -> None:
    """Signs without numbers (一、ABCDA) become one answer for each question of their part, if they count up."""
    spread: list[Listed] = []
    for entry in one.entries:
        places = [] if entry.number else by_part.get((entry.chapter, entry.part or entry.kind), [])
        answers = run_of(entry.answer, len(places)) if len(places) > 1 else []
        made = [
            replace(entry, number=blocks[at].number, answer=answer)
            for at, answer in zip(places, answers, strict=False)
        ]
        spread += made or [entry]
    one.entries = spread


def _fitting(entry: Listed, places: list[int], blocks: Sequence[Block], parts: Sequence[Parts]) -> list[int]:
    if entry.chapter:
        places = [at for at in places if blocks[at].chapter == entry.chapter]
    if entry.part:
        places = [at for at in places if blocks[at].part == entry.part]
    elif entry.kind:
        places = [at for at in places if find_type(parts[at].kind) in ("", entry.kind)]
    return places


def _reason(line: Line) -> str:
    """Why nobody took a line: a note above the questions (说明：…) is a title."""
    return "title" if line.kind == "label" and _heads_a_paper(line.text) else "unread"


def _unused(name: str, named: Sequence[Line], made: Cut) -> list[Unused]:
    spare = [
        Unused(Place(name, line=line.at), line.owner or _reason(line), line.text[:200])
        for line in named
        if line.owner not in _USED and line.kind != "picture"
    ]
    pictures = [
        Unused(Place(name, line=line.at), "picture", line.text) for line in named
        if line.kind == "picture" and line.owner != "item"
    ]  # fmt: skip
    listed = [
        Unused(Place(name, line=entry.at, number=entry.number), "listed_answer",
               f"{entry.number}. {entry.answer}" if entry.number else entry.answer)
        for _, one in made.lists for entry in one.entries if not entry.used
    ]  # fmt: skip
    broken = [
        Unused(Place(name, line=at), "listed_run", text) for _, one in made.lists for at, text in one.broken
    ]
    return sorted([*spare, *pictures, *listed, *broken], key=lambda one: one.place.line)


def _counts(
    made: Cut, cores: Sequence[Core], titles: Sequence[bool], drafts: Sequence[Draft], marked: int
) -> Counts:
    asked = [block for block, title in zip(made.blocks, titles, strict=True) if not title]
    listed = sum(len(one.entries) for _, one in made.lists)
    numbers = sum(bool(block.number) for block in asked) + made.skipped_numbers
    missing, repeated = _gaps(asked)
    answers = sum(core.answered for core in cores) + listed + marked
    return Counts(answers, numbers, len(drafts), tuple(missing), tuple(repeated))


def _gaps(blocks: Sequence[Block]) -> tuple[list[Gap], list[Gap]]:
    """Numbers that are missing and numbers that come back, each under the words of its part."""
    missing: list[Gap] = []
    repeated: list[Gap] = []
    last, section = 0, -1
    for block in blocks:
        number, anew = block.number, block.section != section
        if not number:
            continue
        if (number == 1 and (anew or last != 1)) or (anew and number <= last):
            last = 0
        if number > last + 1:
            missing.append(Gap(block.kind, last + 1, number - 1))
        elif number <= last:
            repeated.append(Gap(block.kind, number, number))
        last, section = number, block.section
    return missing, repeated
