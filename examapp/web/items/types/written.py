"""数值题 and 填空题 on pages."""

from collections.abc import Mapping

from examapp.web.items.types.base import TypeForm
from question_bank.model import ItemType


class WrittenForm(TypeForm):
    """A typed answer."""

    answer_missing = "还没有填答案。"
    between = "；"

    def answer_words(self, key: list[str], content: Mapping) -> str:
        return self.between.join(key)

    def imported_answer(self, content: Mapping) -> tuple[str, str, str]:
        margin = f"（误差 {content['tolerance']} 以内）" if content.get("tolerance") else ""
        return ("答案：", " 或 ".join(content["answer_key"]) + (content.get("unit") or ""), margin)

    def preview_choices(self, content: Mapping) -> list[dict]:
        return []


class NumericForm(WrittenForm):
    """A number with a unit and a margin."""

    kind = ItemType.numeric
    about = "填一个数，例如 19.5"

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        return [form.get("number", "").strip()]

    def read_extras(self, form) -> dict:
        return {name: form.get(name, "").strip() for name in ("unit", "tolerance")}


class BlankForm(WrittenForm):
    """Some words, each accepted wording on a line."""

    kind = ItemType.blank
    about = "填几个字"

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        return form.get("wordings", "").splitlines()
