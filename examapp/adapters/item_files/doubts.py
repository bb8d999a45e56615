"""Doubt about a key stops an item: the same question with another key, or an explanation that names another answer."""

import re
from collections.abc import Sequence

from examapp.adapters.item_files.answers import read_judgement, read_letters
from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.types import FILE_TYPES

_FOLD = re.compile(r"[\W_]+")
# 故选 B, 答案为ABD, 正确选项是 C; "不选 A" and "误选 B" say the opposite.
_NAMED = re.compile(
    r"(?<![不误错勿未别])(?:答案(?:应)?[为是选]?|(?:故|应|所以|因此|本题|此题)[应该]{0,2}选择?|正确(?:选项|答案)[为是]?|[故应]选)\s?[:：]?\s?"
    r"[“\"（(【]?([A-HＡ-Ｈ](?:[\s、,，和]?[A-HＡ-Ｈ])*)(?![A-Za-z0-9])"
)
_HELD = re.compile(r"答案[\]】]?\s?[:：为是]\s?[（(【]?[A-H√×✓✗对错正]")
_NEXT = re.compile(r"[\s\u3000；;。]\d{1,4}\s?[.．、](?!\d)")
_NEXT_CHOICES = re.compile(r"[AＡ]\s?[.．、:：][^\n]{1,80}?[BＢ]\s?[.．、:：]")
_NEXT_KEY = re.compile(r"[（(]\s?(?:[√×✓✗对错]|[A-H]{1,6})\s?[）)]")
_LONGEST = 4_000
_JUDGED = re.compile(
    r"(?:答案[为是]?\s?[:：]?|(?:故|因此|所以)?(?:本题|此题|该题|题干)(?:(?:的|)说法|表述|叙述)?(?:是|为)?)\s?"
    r"(正确|错误|对|错|不正确|√|×)(?=[。，,；;！\s]|的|$)"
)


def note_doubts(drafts: Sequence[Draft]) -> None:
    """Add the doubts of all drafts of a file to them."""
    for draft in drafts:
        if draft.answer and draft.rationale:
            _note_explained(draft)
        if any(_holds_more(choice.text) for choice in draft.choices):
            # Whatever follows it is no part of this choice, and may be another question.
            draft.note("readings_differ", stops=True)
    _note_other_keys(drafts)


def _holds_more(text: str) -> bool:
    """Whether an answer, or the next question with its choices or its own answer, stands inside a choice."""
    if "答案" in text and _HELD.search(text):
        return True
    return (
        len(text) <= _LONGEST
        and (found := _NEXT.search(text)) is not None
        and bool(_NEXT_CHOICES.search(text, found.end()) or _NEXT_KEY.search(text, found.end()))
    )


def _note_explained(draft: Draft) -> None:
    rules = FILE_TYPES[draft.type].rules if draft.type else None
    if rules is None or rules.typed:
        return
    if rules.fixed is not None:
        words = {read_judgement(found) for found in _JUDGED.findall(draft.rationale)}
        if words and draft.answer[0] not in words:
            draft.note("explained_otherwise", _JUDGED.search(draft.rationale)[0], stops=True)
        return
    if not draft.rationale or ("选" not in draft.rationale and "答案" not in draft.rationale):
        return
    named = [tuple(sorted(set(read_letters(found) or ()))) for found in _NAMED.findall(draft.rationale)]
    key = tuple(sorted(set(draft.answer)))
    if named and draft.own == {} and any(letters and letters != key for letters in named):
        draft.note("explained_otherwise", _NAMED.search(draft.rationale)[0], stops=True)


def _folded(text: str) -> str:
    # Most choices hold nothing to take out.
    return (text if text.isalnum() else _FOLD.sub("", text)).casefold()


def _note_other_keys(drafts: Sequence[Draft]) -> None:
    """Items with the same stem and the same choices, in whatever order, but another key."""
    by_stem: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.answer and draft.type:
            by_stem.setdefault(_folded(draft.stem) or draft.stem, []).append(draft)
    for group in by_stem.values():
        if len(group) > 1:
            _note_same_stem(group)


def _note_same_stem(drafts: Sequence[Draft]) -> None:
    alike: dict[tuple, list[Draft]] = {}
    for draft in drafts:
        texts = tuple(sorted(_folded(choice.text) or choice.text for choice in draft.choices))
        pictured = draft.picture.content if draft.picture is not None else b""
        alike.setdefault((draft.type, texts, draft.case_text, pictured), []).append(draft)
    for group in alike.values():
        if len(group) > 1 and len({_key(draft) for draft in group}) > 1:
            _note_group(group)


def _key(draft: Draft) -> tuple[str, ...]:
    texts = {choice.id: _folded(choice.text) or choice.text for choice in draft.choices}
    key = tuple(texts.get(one, one) for one in draft.answer)
    rules = FILE_TYPES[draft.type].rules
    return (*key, draft.tolerance) if rules.order_counts else (*sorted(key), draft.tolerance)


def _note_group(group: Sequence[Draft]) -> None:
    answers = [FILE_TYPES[draft.type].answer_text(draft) for draft in group]
    keys = list(map(_key, group))
    # Two places are enough: the first draft, and the first one that differs from it.
    different = next(at for at, key in enumerate(keys) if key != keys[0])
    for draft, own, key in zip(group, answers, keys, strict=True):
        other = different if key == keys[0] else 0
        place = group[other].place
        draft.note("other_key", answers[other], stops=True, own=own, cell=place.cell, line=str(place.line or ""),
                   number=str(place.number or ""))  # fmt: skip
