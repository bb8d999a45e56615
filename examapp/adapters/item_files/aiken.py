"""AIKEN: a stem, choices A. B. ..., ANSWER: B."""

import re

from examapp.adapters.item_files.drafts import Draft, Place, Problem, ReadResult
from examapp.adapters.item_files.settling import Written, settle

_CHOICE = re.compile(r"([A-Z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.*)", re.I)


def is_aiken(text: str) -> bool:
    """Whether a text is AIKEN: lines ANSWER: X, as many as blocks of choices."""
    return bool(re.search(r"^ANSWER:\s*[A-Z]\s*$", text, re.M)) and not re.search(r"^答案", text, re.M)


def read_aiken(name: str, text: str) -> ReadResult:
    """Drafts of an AIKEN text."""
    result = ReadResult("aiken")
    stem: list[str] = []
    choices: list[str] = []
    start = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        if found := _ANSWER.fullmatch(line):
            draft = Draft(
                Place(name, line=start or number, number=len(result.drafts) + 1), stem="\n".join(stem)
            )
            result.drafts.append(settle(draft, Written("", choices, found[1])))
            stem, choices, start = [], [], 0
        elif stem and (found := _CHOICE.fullmatch(line)) and ord(found[1]) - 65 == len(choices):
            choices.append(found[2])
        elif choices:
            choices[-1] += "\n" + line
        else:
            start = start or number
            stem.append(line)
    if stem:
        result.problems.append(Problem(Place(name, line=start), "line_skipped", stem[0][:60]))
    return result
