"""配对题 on pages: a row of the editor is a choice with the left item that it belongs to, or with none."""

from collections.abc import Mapping
from itertools import zip_longest

from examapp.web.items.types.base import RowWords, TypeForm, letters_of
from question_bank.model import ItemType
from question_bank.types.matching import pair_of

PAIR = "pair_"


class MatchingForm(TypeForm):
    """A field for each left item."""

    kind = ItemType.matching
    about = "给左边每一项配上右边的一项"
    note = "，右边有用不上的"
    partial_note = "配对几项给几项的分，配错不倒扣"
    answer_missing = "还没有写左边各项。"
    offers_policy = True
    between = "；"
    rows = RowWords(
        title="配对",
        hint="一行写一对：左边问的，右边该配的。左边空着的一行，是用不上的选项，至少写一行。按比例给分，就是配对几对给几对的分。",
        add="加一行",
        right="",
        name="右边 {number}",
        first=6,
    )

    def read_choices(self, form) -> list[dict]:
        return [{"id": key, "text": text} for key, left, text in _rows(form) if left or text]

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        keys = [key for key, left, _ in _rows(form) if left]
        return [pair_of(str(number), key) for number, key in enumerate(keys, 1)]

    def read_extras(self, form) -> dict:
        lefts = [left for _, left, _ in _rows(form) if left]
        return {"lefts": [{"id": str(number), "text": left} for number, left in enumerate(lefts, 1)]}

    def read_response(self, form) -> list[str] | None:
        pairs = {name.removeprefix(PAIR): value for name, value in form.items() if name.startswith(PAIR)}
        return [pair_of(left, choice) for left, choice in sorted(pairs.items()) if choice] if pairs else None

    def response_fields(self, response: list[str]) -> list[tuple[str, str]]:
        return [(f"{PAIR}{left}", choice) for left, _, choice in (pair.partition("=") for pair in response)]

    def row_order(self, rows: list[dict], content: Mapping) -> list[dict]:
        texts = {left["id"]: left["text"] for left in content.get("lefts") or ()}
        pairs = [pair.partition("=") for pair in content.get("answer_key") or ()]
        lefts = {choice: texts.get(left, "") for left, _, choice in pairs}
        places = {choice: place for place, choice in enumerate(lefts)}
        return [
            {**row, "left": lefts.get(row["id"], "")}
            for row in sorted(rows, key=lambda row: places.get(row["id"], len(places)))
        ]

    def answer_words(self, key: list[str], content: Mapping) -> str:
        letters = letters_of(content)
        texts = {left["id"]: left["text"] for left in content.get("lefts") or ()}
        pairs = [pair.partition("=") for pair in key]
        return self.between.join(
            f"{texts.get(left, '？')} → {letters.get(choice, '？')}" for left, _, choice in pairs
        )

    def imported_answer(self, content: Mapping) -> tuple[str, str, str]:
        return ("配对：", self.answer_words(content["answer_key"], content), "")

    def preview_slot(self, slot: dict, content: Mapping) -> dict:
        shown = [one for one in self.preview_choices(content) if one.get("text")]
        return slot | {"choices": shown, "lefts": content.get("lefts") or []}


def _rows(form) -> list[tuple[str, str, str]]:
    fields = (form.getlist(name) for name in ("choice_id", "choice_left", "choice_text"))
    return [(key, left.strip(), text.strip()) for key, left, text in zip_longest(*fields, fillvalue="")]
