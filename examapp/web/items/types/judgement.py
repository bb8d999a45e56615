"""判断题 on pages."""

from collections.abc import Mapping

from examapp.web.items.types.base import TypeForm
from question_bank.model import ItemType


class JudgementForm(TypeForm):
    """对 or 错."""

    kind = ItemType.judgement
    about = "一句话，对还是错"

    def read_answer(self, form, choices: list[dict]) -> list[str]:
        return form.getlist("judged")[:1]

    def letters(self, content: Mapping) -> dict[str, str]:
        return {}

    def answer_words(self, key: list[str], content: Mapping) -> str:
        return "对" if key[:1] == ["true"] else "错"

    def imported_answer(self, content: Mapping) -> tuple[str, str, str]:
        return ("答案：", self.answer_words(content["answer_key"], content), "")

    def preview_choices(self, content: Mapping) -> list[dict]:
        return self.read_choices(None)
