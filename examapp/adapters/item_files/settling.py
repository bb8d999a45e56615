"""From what a file says to a draft: type, answer and choices are brought together, every doubt becomes a problem."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from examapp.adapters.item_files.answers import plain, read_judgement, read_letters
from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.type_words import find_type
from examapp.adapters.item_files.types import FILE_TYPES
from examapp.adapters.item_files.types.choosing import chosen_letters
from examapp.adapters.item_files.types.judgement import judging_words

MOST_CHOICES = len(LETTERS)
LONGEST = 4_000
_BRACKETS = re.compile(r"[（(【\[]([\s\u3000\xa0]*)([^（）()【】\[\]]{1,24}?)([\s\u3000\xa0]*)[）)】\]]")


@dataclass(slots=True)
class Written:
    """Type, choices and answer as they are written: `kind` may be a word or empty, `answer` one text."""

    kind: str = ""
    choices: Sequence[str] = ()
    answer: str = ""


def settle(draft: Draft, written: Written) -> Draft:
    """Fill the draft's type, choices and answer; the stem loses an answer that stands in its brackets."""
    draft.stem, draft.rationale = clean(draft.stem), clean(draft.rationale)
    texts = [clean(one) for one in written.choices]
    while texts and not texts[-1]:
        texts.pop()
    draft.choices = tuple(map(DraftChoice, LETTERS, texts))
    _check_texts(draft, texts, written.answer)
    stated = find_type(written.kind) if written.kind else ""
    if written.kind and not stated:
        draft.note("type_unknown", written.kind, stops=True)
    if stated == "unsupported":
        draft.note("type_unsupported", written.kind, stops=True)
        return draft
    answer = _with_bracket(draft, clean(written.answer), stated)
    _decide(draft, stated, answer)
    if not (draft.type and FILE_TYPES[draft.type].rules.shuffles):
        # Nothing to shuffle: one value for all formats, whatever a file says.
        draft.shuffle = True
    return draft


def _check_texts(draft: Draft, texts: list[str], written_answer: str) -> None:
    if not draft.stem:
        draft.note("stem_missing", stops=True)
    if len(texts) > MOST_CHOICES:
        draft.note("choices_too_many", len(texts), stops=True)
    if "" in texts:
        letter = LETTERS[texts.index("") % 26].upper()
        draft.note("choice_empty", letter, stops=True)
    seen = [text for text in texts if text]
    doubled = len(set(seen)) < len(seen) <= 60
    double = next(text for text in seen if seen.count(text) > 1) if doubled else None
    if double is not None:
        draft.note("choices_double", double, stops=True)
    if max(map(len, [draft.stem, draft.rationale, written_answer, *texts])) > LONGEST:
        draft.note("text_too_long", stops=True)


def _with_bracket(draft: Draft, answer: str, stated: str) -> str:
    """The answer, if need be from the last bracket of the stem; the bracket stays, emptied."""
    if stated and FILE_TYPES[stated].rules.typed:
        return answer
    for found in reversed(list(_BRACKETS.finditer(draft.stem))):
        inner = found.group(2)
        if not _fits(draft, inner, stated):
            continue
        at_end = not re.search(r"\w", draft.stem[found.end() :])
        padded = bool(found.group(1) or found.group(3))
        if answer and _same_answer(answer, inner):
            if at_end or padded:
                _empty(draft, found)
        elif answer and (at_end or padded):
            draft.note("answers_differ", f"{inner} / {answer}", stops=True)
        elif not answer:
            _empty(draft, found)
            return inner
        return answer
    return answer


def _fits(draft: Draft, inner: str, stated: str) -> bool:
    if draft.choices and not (stated and FILE_TYPES[stated].rules.fixed):
        letters = read_letters(inner)
        return bool(letters) and set(letters) <= {choice.id for choice in draft.choices}
    return read_judgement(inner) is not None and plain(inner) not in ("0", "1")


def _same_answer(one: str, other: str) -> bool:
    letters = read_letters(one)
    if letters is not None and letters == read_letters(other):
        return True
    return read_judgement(one) is not None and read_judgement(one) == read_judgement(other)


def _empty(draft: Draft, found: re.Match) -> None:
    start, end = found.span(2)
    # The author's bracket and blanks stay; only the answer goes.
    gap = "" if found.group(1) or found.group(3) else " "
    draft.stem = draft.stem[:start] + gap + draft.stem[end:]


def _decide(draft: Draft, stated: str, answer: str) -> None:
    kind = stated or _guessed_type(draft, answer)
    if kind:
        FILE_TYPES[kind].settle(draft, answer)


def _guessed_type(draft: Draft, answer: str) -> str:
    """The type that choices and answer speak for; "" with a problem when the choices seem to be lost."""
    if judging_words(draft):
        return "judgement"
    if draft.choices:
        letters = chosen_letters(replace(draft, problems=[]), answer, most=None)
        return "multiple" if letters and len(letters) > 1 else "single"
    if read_judgement(answer) and plain(answer) not in ("0", "1"):
        return "judgement"
    if read_letters(answer) and len(answer) <= 8:
        draft.type = "single"
        draft.note("choices_missing", answer, stops=True)
        return ""
    return "blank"


__all__ = ["Written", "settle"]
