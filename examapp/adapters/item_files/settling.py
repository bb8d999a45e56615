"""From what a file says to a draft: type, answer and choices are brought together, every doubt becomes a problem."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from examapp.adapters.item_files.answers import plain, read_judgement, read_letters
from examapp.adapters.item_files.brackets import Bracket, answer_places, is_tick
from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.type_words import find_type
from examapp.adapters.item_files.types import FILE_TYPES
from examapp.adapters.item_files.types.choosing import chosen_letters
from examapp.adapters.item_files.types.judgement import judging_words

# The answer stands in a bracket that nobody closed: candidates would see it.
_OPEN_BRACKET = re.compile(r"[（(\[【]\s{0,60}([A-H]{1,8}|[√×✓✗])\s{0,60}$")
_TICKED = re.compile(r"(?<=\S)\s{0,60}([√×✓✗])$")
_NAMED_STEM = re.compile(r"(?:题干|题目)\s?[:：]\s?(?=\S)")
MOST_CHOICES = len(LETTERS)
LONGEST = 4_000


@dataclass(slots=True)
class Written:
    """Type, choices and answer as they are written: `kind` may be a word or empty, `answer` one text."""

    kind: str = ""
    choices: Sequence[str] = ()
    answer: str = ""


def settle(draft: Draft, written: Written) -> Draft:
    """Fill the draft's type, choices and answer; the stem loses an answer that stands in its brackets."""
    draft.stem, draft.rationale = clean(draft.stem), clean(draft.rationale)
    if named := _NAMED_STEM.match(draft.stem):
        draft.stem = draft.stem[named.end() :]
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
    if not answer and stated == "judgement" and (ticked := _TICKED.search(draft.stem)):
        # Under 判断题 a tick behind the sentence judges it.
        answer, draft.stem = ticked[1], draft.stem[: ticked.start()]
    _decide(draft, stated, answer)
    if not (draft.type and FILE_TYPES[draft.type].rules.shuffles):
        # Nothing to shuffle: one value for all formats, whatever a file says.
        draft.shuffle = True
    return draft


def _check_texts(draft: Draft, texts: list[str], written_answer: str) -> None:
    if not draft.stem:
        draft.note("stem_missing", stops=True)
    if found := _OPEN_BRACKET.search(draft.stem):
        draft.note("bracket_open", found[1], stops=True)
    if len(texts) > MOST_CHOICES:
        draft.note("choices_too_many", len(texts), stops=True)
    if "" in texts:
        letter = LETTERS[texts.index("") % 26].upper()
        draft.note("choice_empty", letter, stops=True)
    if len(set(texts)) < len(texts):
        _check_double(draft, [text for text in texts if text])
    if max(map(len, (draft.stem, draft.rationale, written_answer, *texts))) > LONGEST:
        draft.note("text_too_long", stops=True)
        draft.stem, draft.rationale = draft.stem[:LONGEST], draft.rationale[:LONGEST]
        draft.choices = tuple(replace(choice, text=choice.text[:LONGEST]) for choice in draft.choices)


def _check_double(draft: Draft, texts: list[str]) -> None:
    if len(set(texts)) < len(texts) <= 60:
        draft.note("choices_double", next(text for text in texts if texts.count(text) > 1), stops=True)


def _with_bracket(draft: Draft, answer: str, stated: str) -> str:
    """The answer, if need be from the last bracket of the stem; the bracket stays, emptied."""
    if stated and FILE_TYPES[stated].rules.typed:
        return answer
    places = answer_places(draft.stem, lambda inner: _fits(draft, inner, stated))
    if not places:
        return answer
    place = places[-1]
    if any(not _same_answer(other.inner, place.inner) for other in places):
        draft.note("brackets_several", "、".join(one.inner for one in places), stops=True)
    elif not answer or _same_answer(answer, place.inner):
        if not answer or place.at_end or place.padded:
            _empty(draft, places)
        return answer or place.inner
    elif place.at_end or place.padded:
        draft.note("answers_differ", f"{place.inner} / {answer}", stops=True)
    return answer


def _fits(draft: Draft, inner: str, stated: str) -> bool:
    if draft.choices and not (stated and FILE_TYPES[stated].rules.fixed):
        letters = read_letters(inner)
        return bool(letters) and set(letters) <= {choice.id for choice in draft.choices}
    return is_tick(inner)


def _same_answer(one: str, other: str) -> bool:
    letters = read_letters(one)
    if letters is not None and letters == read_letters(other):
        return True
    return read_judgement(one) is not None and read_judgement(one) == read_judgement(other)


def _empty(draft: Draft, places: Sequence[Bracket]) -> None:
    """The author's brackets and blanks stay; only the answer goes."""
    for place in sorted(places, key=lambda one: -one.start):
        around = draft.stem[place.start - 1 : place.start] + draft.stem[place.end : place.end + 1]
        gap = "" if place.padded or "_" in around else " "
        draft.stem = draft.stem[: place.start] + gap + draft.stem[place.end :]


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
