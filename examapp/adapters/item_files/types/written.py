"""数值题 and 填空题 in files."""

import re

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.types.base import FileType
from question_bank.model import ItemType
from question_bank.typed_texts import read_number


class WrittenFileType(FileType):
    """A text without choices."""

    def settle(self, draft: Draft, answer: str) -> None:
        draft.type = self.kind.value
        if draft.choices:
            draft.note("written_with_choices", draft.choices[0].text, stops=True)
            draft.choices = ()
        if answer:
            self.read(draft, answer)
        else:
            draft.note("answer_missing", stops=True)

    def read(self, draft: Draft, answer: str) -> None:
        """Fill the answer from a text that is not empty."""
        raise NotImplementedError

    def check_bank_answer(self, draft: Draft, key: tuple[str, ...]) -> None:
        if not key:
            draft.note("answer_missing", stops=True)


class NumericFileType(WrittenFileType):
    """A number, perhaps with ± and a margin."""

    kind = ItemType.numeric
    names = ("数值", "计算", "numeric", "numerical")

    def read(self, draft: Draft, answer: str) -> None:
        found = re.fullmatch(r"(.*?)(?:±|\+/-)(.*)", answer)
        value, margin = (found[1], found[2]) if found else (answer, draft.tolerance)
        number, spread = read_number(value), read_number(margin) if margin else None
        if number is None or (margin and (spread is None or spread < 0)):
            draft.note("number_unreadable", answer if number is None else margin, stops=True)
            return
        draft.answer = (format(number, "f"),)
        draft.tolerance = format(spread, "f") if spread else ""

    def answer_text(self, draft: Draft) -> str:
        return draft.answer[0]

    def check_bank_answer(self, draft: Draft, key: tuple[str, ...]) -> None:
        super().check_bank_answer(draft, key)
        if key and not re.fullmatch(r"[+-]?[\d.]+", key[0]):
            draft.note("number_unreadable", key[0], stops=True)


class BlankFileType(WrittenFileType):
    """Accepted wordings, divided by | or lines."""

    kind = ItemType.blank
    names = ("填空", "short answer", "shortanswer", "fill", "blank")

    def read(self, draft: Draft, answer: str) -> None:
        draft.answer = tuple(dict.fromkeys(filter(None, map(clean, re.split(r"[|｜\n]", answer)))))

    def answer_text(self, draft: Draft) -> str:
        return "|".join(draft.answer)

    def answer_lines(self, draft: Draft) -> str:
        return "\n".join(draft.answer)
