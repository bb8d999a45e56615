"""Keys marked beside their choice (*A. 119, 120 √): offered as keys where the whole file marks so, else they stop."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from examapp.adapters.item_files.answers import read_letters
from examapp.adapters.item_files.drafts import LETTERS
from examapp.adapters.item_files.prose.blocks import Parts
from examapp.adapters.item_files.type_words import find_type

_MARKS = "*＊√✓✔☑"
_IN_FRONT = re.compile(rf"(?:^|(?<=[\s\u3000]))([{_MARKS}])\s?([（(]?[A-HＡ-Ｈ]\s?[.．、:：）)])\s?(?=\S)")
# A. 正确 √  B. 错误 ×: the signs are words of the choices.
_CROSSES = ("×", "✗", "✘")
_FRONT_MARKS = _MARKS.replace("√", "")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class _Marked:
    """The choices of one question that bear a sign, and the texts of all without it."""

    signs: frozenset[str]
    letters: str
    texts: tuple[str, ...]


def behind_letters(text: str) -> str:
    """*A. 119 as A. *119: the letter begins its choice, and the sign stays."""
    if len(text) > _LONGEST or not any(sign in text for sign in _MARKS):
        return text
    # √ behind a letter begins a root (A. √2): the tick in front of the letter becomes one that never does.
    return _IN_FRONT.sub(lambda found: f"{found[2]} {'✓' if found[1] == '√' else found[1]}", text)


def take_marks(parts: Sequence[Parts], answers: list[str]) -> int:
    """Take the signs off the choices and give their letters as answers; how many questions got theirs so.

    Only a file in which every question with choices is marked by one sign or has its answer written gives keys:
    else a marked question without a written answer stops, as does one whose written answer is another.
    """
    marked = {at: found for at, one in enumerate(parts) if (found := _marks_of(one))}
    asked = [at for at, one in enumerate(parts) if one.choices and not answers[at]]
    signs = {sign for at in asked if at in marked for sign in marked[at].signs}
    sure = len(signs) == 1 and all(at in marked and _fits(parts[at], marked[at]) for at in asked)
    given = 0
    for at, found in marked.items():
        if not answers[at] and not sure:
            parts[at].faults.append(("mark_unsure", "".join(sorted(found.signs))))
            continue
        every = len(found.letters) == len(found.texts)
        if answers[at] and not every and sorted(read_letters(answers[at]) or ()) != list(found.letters):
            parts[at].faults.append(("answers_differ", f"{found.letters.upper()} / {answers[at]}"))
            continue
        parts[at].choices = [[text] for text in found.texts]
        if not answers[at]:
            answers[at], parts[at].mark = found.letters.upper(), min(found.signs)
            given += 1
    return given


def _marks_of(parts: Parts) -> _Marked | None:
    texts = ["\n".join(lines).strip() for lines in parts.choices][: len(LETTERS)]
    ends = [_end_of(text) for text in texts]
    if len(texts) < 2 or not any(ends) or any(text.endswith(_CROSSES) for text in texts):
        return None
    letters = "".join(letter for letter, end in zip(LETTERS, ends, strict=False) if end)
    return _Marked(frozenset(filter(None, ends)), letters, tuple(map(_bare, texts)))


def _end_of(text: str) -> str:
    if len(text) < 2:
        # A choice that is nothing but √.
        return ""
    return text[0] if text[0] in _FRONT_MARKS else text[-1] if text[-1] in _MARKS else ""


def _bare(text: str) -> str:
    front = _end_of(text) == text[:1]
    return (text[1:] if front else text.removesuffix(_end_of(text))).strip()


def _fits(parts: Parts, found: _Marked) -> bool:
    """Whether as many are marked as the part's type wants; a sign at every choice is none of a key."""
    kind = find_type(parts.kind) if parts.kind else ""
    if kind == "single" and len(found.letters) != 1:
        return False
    return kind == "multiple" or len(found.letters) < len(found.texts)
