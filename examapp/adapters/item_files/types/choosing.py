"""Types whose answer is made of letters of choices."""

import re
from collections.abc import Sequence

from examapp.adapters.item_files.answers import read_letters, read_numbers
from examapp.adapters.item_files.drafts import LETTERS, Draft
from examapp.adapters.item_files.types.base import FileType
from question_bank.model import ItemType

_NAMED = re.compile(r"(?:选项\s?)?([A-Ha-h])(?:\s?[.．、:：]\s?(\S.*))?", re.DOTALL)
_LONGEST_NAMED = 500
_STEMS = "甲乙丙丁戊己庚辛"


class ChoosingFileType(FileType):
    """ABD, A、B、D or numbers of choices."""

    def settle(self, draft: Draft, answer: str) -> None:
        draft.type = self.kind.value
        chosen = chosen_letters(draft, answer, most=None if self.rules.several else 1)
        if chosen is not None:
            draft.answer = tuple(chosen if self.rules.order_counts else sorted(chosen))
            self.check_count(draft, answer)

    def check_count(self, draft: Draft, answer: str) -> None:
        """Problems of an answer of readable letters."""


class SingleFileType(ChoosingFileType):
    """单选题."""

    kind = ItemType.single
    names = ("单项选择", "单选", "单项", "选择题", "single choice", "single")

    def untold(self, kind: str, choices: list[str], answer: str, draft: Draft) -> tuple[str, list[str], str]:
        return "", choices, answer

    def check_count(self, draft: Draft, answer: str) -> None:
        if len(draft.answer) > 1:
            draft.note("single_with_several", answer, stops=True)


class MultipleFileType(ChoosingFileType):
    """多选题."""

    kind = ItemType.multiple
    names = ("多项选择", "多选", "不定项", "多项", "multiple response", "multiple answer", "multiple")

    def check_count(self, draft: Draft, answer: str) -> None:
        if len(draft.answer) == 1:
            draft.note("multiple_with_one", answer)


class OrderingFileType(ChoosingFileType):
    """排序题."""

    kind = ItemType.ordering
    names = ("排序", "顺序", "ordering", "order")

    def check_count(self, draft: Draft, answer: str) -> None:
        if len(draft.answer) != len(draft.choices):
            draft.note("ordering_incomplete", answer, stops=True)


class HotspotFileType(ChoosingFileType):
    """点图题."""

    kind = ItemType.hotspot
    names = ("点图", "热点", "热区", "hotspot")
    in_tables = False
    in_prose = False


def chosen_letters(draft: Draft, answer: str, *, most: int | None) -> list[str] | None:
    """The letters of an answer, each once, in its order; None with a problem when they cannot be read. `most` as the type allows."""
    if len(draft.choices) < 2:
        draft.note("choices_missing", stops=True)
        return None
    ids = [choice.id for choice in draft.choices]
    letters = _letters_of(draft, answer, most, ids)
    if letters is None:
        draft.note("answer_unreadable" if answer else "answer_missing", answer, stops=True)
        return None
    unknown = [letter.upper() for letter in letters if letter not in ids]
    if unknown:
        last = draft.choices[-1].id.upper()
        draft.note("answer_not_a_choice", answer, stops=True, letters="、".join(unknown), last=last)
        return None
    chosen = list(dict.fromkeys(letters))
    if len(chosen) < len(letters):
        # ABA may be the answers of three questions.
        draft.note("answer_repeats", answer, stops=True)
    return chosen


def _letters_of(draft: Draft, answer: str, most: int | None, ids: Sequence[str]) -> list[str] | None:
    """Letters come before a choice's own words: an answer B means the second choice, even when the first one's text is B."""
    letters = read_letters(answer)
    fits = bool(letters) and all(letter in ids for letter in letters) and not (most and len(letters) > most)
    if not fits and (
        by_text := [choice.id for choice in draft.choices if choice.text and choice.text == answer]
    ):
        return by_text
    return (
        letters
        or read_numbers(answer, len(draft.choices))
        or _read_stems(answer)
        or _read_named(draft, answer)
    )


def _read_named(draft: Draft, answer: str) -> list[str] | None:
    """选项B, and A、报警 where 报警 is the text of A."""
    found = _NAMED.fullmatch(answer) if len(answer) < _LONGEST_NAMED else None
    if found is None:
        return None
    letter = found[1].lower()
    texts = {choice.id: choice.text for choice in draft.choices}
    return [letter] if not found[2] or texts.get(letter) == found[2].strip() else None


def _read_stems(answer: str) -> list[str] | None:
    """甲丙 where columns are called 甲, 乙, 丙."""
    signs = re.sub(r"[\s、,，;；]", "", answer)
    return [LETTERS[_STEMS.index(one)] for one in signs] if signs and set(signs) <= set(_STEMS) else None
