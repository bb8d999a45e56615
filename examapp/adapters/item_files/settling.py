"""From what a file says to a draft: type, answer and choices are brought together, every doubt becomes a problem."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from examapp.adapters.item_files.answers import plain, read_judgement, read_letters, read_numbers
from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.type_words import find_type
from question_bank.typed_texts import read_number

MOST_CHOICES = len(LETTERS)
LONGEST = 4_000
_BRACKETS = re.compile(r"[（(【\[]([\s\u3000\xa0]*)([^（）()【】\[\]]{1,24}?)([\s\u3000\xa0]*)[）)】\]]")
_CHOOSING = ("single", "multiple", "ordering", "hotspot")


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
    if draft.type not in ("single", "multiple", "ordering"):
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
    if stated in ("numeric", "blank"):
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
    if draft.choices and stated != "judgement":
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
    two_words = [read_judgement(choice.text) for choice in draft.choices] if len(draft.choices) == 2 else []
    judging = {"false", "true"} == set(two_words)
    if stated == "judgement" or (not stated and judging):
        _settle_judgement(draft, answer, two_words if judging else [])
    elif stated in ("numeric", "blank") or (not stated and not draft.choices):
        _settle_written(draft, stated, answer)
    else:
        _settle_choosing(draft, stated, answer)


def _settle_judgement(draft: Draft, answer: str, words: list[str | None]) -> None:
    draft.type = "judgement"
    letters = read_letters(answer) or []
    value = (
        words["ab".index(letters[0])]
        if words and len(letters) == 1 and letters[0] in "ab"
        else read_judgement(answer)
    )
    if draft.choices and not words:
        draft.note("judgement_with_choices", draft.choices[0].text, stops=True)
    draft.choices = ()
    if value:
        draft.answer = (value,)
    else:
        draft.note("judgement_unreadable" if answer else "answer_missing", answer, stops=True)


def _settle_written(draft: Draft, stated: str, answer: str) -> None:
    value = read_judgement(answer)
    if not stated and value and plain(answer) not in ("0", "1"):
        draft.type, draft.answer = "judgement", (value,)
        return
    if not stated and read_letters(answer) and len(answer) <= 8:
        draft.type = "single"
        draft.note("choices_missing", answer, stops=True)
        return
    draft.type = stated or "blank"
    if draft.choices:
        draft.note("written_with_choices", draft.choices[0].text, stops=True)
        draft.choices = ()
    if not answer:
        draft.note("answer_missing", stops=True)
    elif draft.type == "numeric":
        _settle_number(draft, answer)
    else:
        draft.answer = tuple(dict.fromkeys(filter(None, map(clean, re.split(r"[|｜\n]", answer)))))


def _settle_number(draft: Draft, answer: str) -> None:
    found = re.fullmatch(r"(.*?)(?:±|\+/-)(.*)", answer)
    value, margin = (found[1], found[2]) if found else (answer, draft.tolerance)
    number, spread = read_number(value), read_number(margin) if margin else None
    if number is None or (margin and (spread is None or spread < 0)):
        draft.note("number_unreadable", answer if number is None else margin, stops=True)
        return
    draft.answer, draft.tolerance = (format(number, "f"),), format(spread, "f") if spread else ""


def _settle_choosing(draft: Draft, stated: str, answer: str) -> None:
    draft.type = stated or "single"
    if len(draft.choices) < 2:
        draft.note("choices_missing", stops=True)
        return
    letters = _letters_of(draft, answer, stated)
    if letters is None:
        draft.note("answer_unreadable" if answer else "answer_missing", answer, stops=True)
        return
    unknown = [one.upper() for one in letters if one not in {choice.id for choice in draft.choices}]
    if unknown:
        last = draft.choices[-1].id.upper()
        draft.note("answer_not_a_choice", answer, stops=True, letters="、".join(unknown), last=last)
        return
    chosen = list(dict.fromkeys(letters))
    if len(chosen) < len(letters):
        draft.note("answer_repeats", answer)
    draft.type = stated or ("multiple" if len(chosen) > 1 else "single")
    draft.answer = tuple(chosen if draft.type == "ordering" else sorted(chosen))
    _check_count(draft, answer)


def _letters_of(draft: Draft, answer: str, stated: str) -> list[str] | None:
    """Letters come before a choice's own words: an answer B means the second choice, even when the first one's text is B."""
    letters, ids = read_letters(answer), {choice.id for choice in draft.choices}
    fits = bool(letters) and set(letters) <= ids and not (stated == "single" and len(letters) > 1)
    by_text = [choice.id for choice in draft.choices if choice.text and choice.text == answer]
    if by_text and not fits:
        return by_text
    return letters or read_numbers(answer, len(draft.choices))


def _check_count(draft: Draft, answer: str) -> None:
    if draft.type == "single" and len(draft.answer) > 1:
        draft.note("single_with_several", answer, stops=True)
    if draft.type == "multiple" and len(draft.answer) == 1:
        draft.note("multiple_with_one", answer)
    if draft.type == "ordering" and len(draft.answer) != len(draft.choices):
        draft.note("ordering_incomplete", answer, stops=True)


__all__ = ["Written", "settle"]
