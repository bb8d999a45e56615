"""What each type says of itself to files: the words that name it, its answer as a text, its answer read from one."""

from functools import cached_property
from typing import ClassVar

from examapp.adapters.item_files.drafts import Draft
from question_bank.model import ItemType
from question_bank.types import rules_of
from question_bank.types.base import TypeRules


class FileType:
    """One type; a subclass a type. `in_tables` and `in_prose` say whether Excel and CSV, typed text and Word can hold it."""

    kind: ClassVar[ItemType]
    names: ClassVar[tuple[str, ...]]
    in_tables: ClassVar[bool] = True
    in_prose: ClassVar[bool] = True

    @cached_property
    def rules(self) -> TypeRules:
        """The bank's rules of the type."""
        return rules_of(self.kind)

    def settle(self, draft: Draft, answer: str) -> None:
        """Fill the draft's type and answer from what is written; its choices are there. Every doubt becomes a problem."""
        raise NotImplementedError

    def answer_text(self, draft: Draft) -> str:
        """The answer in one cell or line: ABD, 对, 19.5."""
        return "".join(draft.answer).upper()

    def answer_lines(self, draft: Draft) -> str:
        """The answer for reading it back, where `answer_text` divides by a sign that it may hold itself."""
        return self.answer_text(draft)

    def untold(self, kind: str, choices: list[str], answer: str, draft: Draft) -> tuple[str, list[str], str]:
        """Type word, choices and answer as a format leaves them that does not say the type; several sorts of items it must say."""
        return kind, choices, answer

    def check_bank_answer(self, draft: Draft, key: tuple[str, ...]) -> None:
        """Problems of an answer that stands in the bank's own form."""
        if not draft.answer or len(draft.answer) != len(key):
            draft.note("answer_not_a_choice" if key else "answer_missing", "、".join(key), stops=True)
        elif len(draft.choices) < 2:
            draft.note("choices_missing", stops=True)
