"""What pages need to know of every type: its words, the fields of its forms, its answer in letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from question_bank.model import ItemType
from question_bank.types import rules_of
from question_bank.types.base import TypeRules

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class RowWords:
    """What the editor says of its rows of choices: `first` empty rows to begin with; `right` is empty where none is ticked."""

    title: str = "选项"
    hint: str = ""
    add: str = "加一个选项"
    right: str = "正确"
    name: str = "选项 {letter}"
    first: int = 4

    def name_of(self, number: int) -> str:
        """What the row is called, counted from 1: 选项 A, 第 1 步."""
        return self.name.format(letter=_LETTERS[(number - 1) % 26], number=number)


class TypeForm:
    """One type on pages; a subclass a type. `about` is its use in the words of somebody who has never made one; `rows` is
    None when the type has no choices of its own; `note` follows the type's name where an item is practised,
    `partial_note` says how part of the points is earned."""

    kind: ClassVar[ItemType]
    about: ClassVar[str]
    note: ClassVar[str] = ""
    partial_note: ClassVar[str] = ""
    rows: ClassVar[RowWords | None] = None
    right_badge: ClassVar[str] = "答案"
    answer_missing: ClassVar[str] = "还没有点出正确答案。"
    offers_shuffle: ClassVar[bool] = False
    offers_policy: ClassVar[bool] = False
    between: ClassVar[str] = "、"

    @property
    def rules(self) -> TypeRules:
        """The bank's rules of the type."""
        return rules_of(self.kind)

    def left_out(self, slot: Mapping) -> int:
        """How many right ones are missing of an answer in which nothing is wrong; 0 for any other answer."""
        return 0

    @property
    def template(self) -> str:
        """The macros of the type: `answer_inputs(slot, old)`, and `editor_fields(content, faults, shown)` where it has own fields."""
        return f"items/types/{self.kind.value}.html"

    @property
    def ticks_choices(self) -> bool:
        """Whether a right choice can be marked as such."""
        return not self.rules.order_counts

    def read_choices(self, form) -> list[dict]:
        """The choices that the editor's form says."""
        return [{"id": one.id, "text": one.text} for one in self.rules.fixed or ()]

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        """The answer that the editor's form says."""
        raise NotImplementedError

    def read_extras(self, form) -> dict:
        """What only this type has besides."""
        return {}

    def read_response(self, form) -> list[str] | None:
        """An answer of a plain form whose fields are this type's own; None when there are none."""
        return None

    def response_fields(self, response: list[str]) -> list[tuple[str, str]]:
        """The fields of a plain form that say this answer."""
        return [("answer", one) for one in response]

    def row_order(self, rows: list[dict], content: Mapping) -> list[dict]:
        """The choices as the editor lists them."""
        return rows

    def letters(self, content: Mapping) -> dict[str, str]:
        """Each choice's letter by its place; empty where choices have none."""
        return letters_of(content)

    def answer_words(self, key: list[str], content: Mapping) -> str:
        """The right answer in letters: 对, A、C, A → B, 19.5."""
        letters = letters_of(content)
        return self.between.join(letters.get(one, "？") for one in key)

    def imported_answer(self, content: Mapping) -> tuple[str, str, str]:
        """The answer of an imported draft as (before, answer, after); empty where its choices show it."""
        return ("", "", "")

    def preview_slot(self, slot: dict, content: Mapping) -> dict:
        """The slot of an unfinished item for the phone beside the editor; the type's script makes the same while people type."""
        return slot | {"choices": self.preview_choices(content)}

    def preview_choices(self, content: Mapping) -> list[dict]:
        """The choices that an unfinished item shows."""
        return content.get("choices") or []

    @property
    def editor_words(self) -> dict:
        """What the editor's script says when people change the type."""
        words = self.rows
        told = {} if words is None else {
            "title": words.title, "hint": words.hint, "add": words.add, "right": words.right, "name": words.name,
            "first": words.first, "several": self.rules.several,
        }  # fmt: skip
        return {"about": self.about, **told}


def letters_of(content: Mapping) -> dict[str, str]:
    """Each choice's letter by its place; what an item calls its choices inside is nobody's business."""
    return {one["id"]: _LETTERS[place % 26] for place, one in enumerate(content.get("choices") or ())}
