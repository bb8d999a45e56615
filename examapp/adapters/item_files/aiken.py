"""AIKEN: a stem, choices A. B. ..., ANSWER: B."""

import re
from dataclasses import dataclass, field

from examapp.adapters.item_files.drafts import Counts, Draft, Place, ReadResult, Unused
from examapp.adapters.item_files.settling import LONGEST, Written, settle

_CHOICE = re.compile(r"([A-Z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.*)", re.I)


def is_aiken(text: str) -> bool:
    """Whether a text is AIKEN: lines ANSWER: X, as many as blocks of choices."""
    return bool(re.search(r"^ANSWER:\s*[A-Z]\s*$", text, re.M)) and not re.search(r"^答案", text, re.M)


@dataclass(slots=True)
class _Open:
    """The question that is being read."""

    line: int
    stem: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


def read_aiken(name: str, text: str) -> ReadResult:
    """Drafts of an AIKEN text; a question without ANSWER ends where the next one begins."""
    result = ReadResult("aiken")
    question: _Open | None = None
    blank, asked = False, 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            blank = True
            continue
        if found := _ANSWER.fullmatch(line):
            asked += 1
            _finish(name, question or _Open(number), found[1], result)
            question = None
        elif (
            question and question.stem and (found := _CHOICE.fullmatch(line)) and _is_next(found[1], question)
        ):
            question.choices.append(found[2])
        elif question is None or (question.choices and (blank or line[:2] in ("A.", "A)"))):
            if question is not None:
                _finish(name, question, "", result)
            question = _Open(number, [line])
        elif question.choices:
            question.choices[-1] += "\n" + line if len(question.choices[-1]) < LONGEST else ""
        else:
            question.stem.append(line)
        blank = False
    if question is not None:
        _finish(name, question, "", result)
    result.counts = Counts(asked, 0, len(result.drafts))
    return result


def _is_next(letter: str, question: _Open) -> bool:
    return ord(letter) - 65 == len(question.choices)


def _finish(name: str, question: _Open, answer: str, result: ReadResult) -> None:
    if not question.choices and not answer:
        text = "\n".join(question.stem)[:200]
        result.unused.append(Unused(Place(name, line=question.line), "unread", text))
        return
    draft = Draft(
        Place(name, line=question.line, number=len(result.drafts) + 1), stem="\n".join(question.stem)
    )
    result.drafts.append(settle(draft, Written("", question.choices, answer)))
