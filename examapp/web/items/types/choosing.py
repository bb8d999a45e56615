"""Types whose choices are written in rows of the editor."""

from collections.abc import Mapping
from itertools import zip_longest

from examapp.domain.numbers import read_whole
from examapp.web.items.types.base import RowWords, TypeForm
from question_bank.model import ItemType

ORDER = "order_"


class ChoosingForm(TypeForm):
    """Rows of choices, the right ones ticked."""

    def read_choices(self, form) -> list[dict]:
        ids, texts = form.getlist("choice_id"), form.getlist("choice_text")
        rows = zip_longest(ids, texts, self.areas(form), fillvalue="")
        choices = [
            {"id": key, "text": text.strip(), "area": " ".join(area.split())} for key, text, area in rows
        ]
        return [one for one in choices if one["text"] or one["area"]]

    def left_out(self, slot: Mapping) -> int:
        chosen, right = set(slot["mine"]), set(slot["right"])
        return len(right - chosen) if chosen and chosen < right else 0

    def areas(self, form) -> list[str]:
        """The places of the choices on the picture."""
        return []

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        right = set(form.getlist("right"))
        return [one["id"] for one in choices if one["id"] in right]


class SingleForm(ChoosingForm):
    """单选题."""

    kind = ItemType.single
    about = "几个选项，只有一个对"
    rows = RowWords(hint="点“正确”标出对的那一个。")
    offers_shuffle = True


class MultipleForm(ChoosingForm):
    """多选题."""

    kind = ItemType.multiple
    about = "几个选项，对的有一个或几个"
    note = "，对的可能只有一个，也可能有几个"
    partial_note = "少选按选对的个数给分，选错一个就不得分"
    rows = RowWords(hint="点“正确”标出所有对的。")
    offers_shuffle = True
    offers_policy = True


class HotspotForm(ChoosingForm):
    """点图题: a row a place of the picture."""

    kind = ItemType.hotspot
    about = "在图上点出隐患"
    partial_note = "少标按标对的处数给分，标错一处就不得分"
    rows = RowWords(
        title="图上的地方",
        hint="在上面的图上拖出每个地方；有几处是隐患，有几处不是。",
        add="加一处",
        right="是隐患",
        name="地方 {number}",
        first=0,
    )
    right_badge = "是隐患"
    offers_policy = True

    def areas(self, form) -> list[str]:
        return form.getlist("choice_area")

    def preview_choices(self, content: Mapping) -> list[dict]:
        return [one for one in super().preview_choices(content) if one.get("area")]

    def preview_slot(self, slot: dict, content: Mapping) -> dict:
        # Without a picture there is nothing to tap on yet.
        kind = self.kind if content.get("picture") else ItemType.multiple
        return super().preview_slot(slot, content) | {"type": kind.value}


class OrderingForm(ChoosingForm):
    """排序题: rows in the right order."""

    kind = ItemType.ordering
    about = "把几步按先后排好"
    rows = RowWords(
        title="步骤",
        hint="按正确的先后写，作答的人看到的会打乱。",
        add="加一步",
        right="",
        name="第 {number} 步",
    )
    offers_policy = True
    between = " → "

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        return [one["id"] for one in choices]

    def row_order(self, rows: list[dict], content: Mapping) -> list[dict]:
        key = list(content.get("answer_key") or ())
        return sorted(rows, key=lambda one: key.index(one["id"]) if one["id"] in key else len(key))

    def read_response(self, form) -> list[str] | None:
        """Steps in the order their numbers say; numbers used twice give a short list."""
        placed = {name.removeprefix(ORDER): value for name, value in form.items() if name.startswith(ORDER)}
        by_place = {
            number: step
            for step, place in placed.items()
            if (number := read_whole(place, high=99)) is not None
        }
        return [by_place[place] for place in sorted(by_place)] if placed else None

    def response_fields(self, response: list[str]) -> list[tuple[str, str]]:
        return [(f"{ORDER}{one}", str(place)) for place, one in enumerate(response, 1)]

    def imported_answer(self, content: Mapping) -> tuple[str, str, str]:
        return ("顺序：", " → ".join(content["answer_key"]).upper(), "")
