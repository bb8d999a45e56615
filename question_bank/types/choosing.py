"""What types have in common whose items bring choices of their own."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from question_bank.pictures_check import check_areas
from question_bank.types.base import EntryFault, Hint, TypeRules
from question_bank.wording import unmarked_negative

MOST_CHOICE = 90
_FORBIDDEN_CHOICES = ("以上都对", "以上都不对", "以上全部", "都不是", "以上均")


class ChoosingRules(TypeRules):
    """Three choices or more, the answer made of their ids; `has_areas` when a choice is a place of the picture."""

    most_choices: ClassVar[int] = 6
    has_areas: ClassVar[bool] = False

    def check_entry(self, entry: Mapping) -> Iterator[EntryFault]:
        yield from self.check_choices(entry)
        key, ids = entry["answer_key"], [choice.get("id") for choice in entry.get("choices", [])]
        if not key or not set(key) <= set(ids) or len(set(key)) != len(key):
            yield "answer_key", "答案不在选项里，或者重复", "对照选项编号改正"
        if not self.count_fits(len(key), len(ids)):
            yield (
                "answer_key",
                "答案个数和题型不符",
                "单选 1 个，多选至少 1 个且不能全是，排序要排全部选项，点图至少 1 个且不能全是",
            )

    def check_choices(self, entry: Mapping) -> Iterator[EntryFault]:
        """Faults of the choices alone."""
        choices = entry.get("choices", [])
        ids = [choice.get("id") for choice in choices]
        texts = [str(choice.get("text", "")).strip() for choice in choices]
        if len(set(ids)) != len(ids) or len(set(texts)) != len(texts) or not all(texts):
            yield "choices", "选项编号或文字重复，或者是空的", "每个选项编号和文字都要不同"
        if not 3 <= len(choices) <= self.most_choices:
            yield "choices", f"有 {len(choices)} 个选项", f"写 3 到 {self.most_choices} 个"
        yield from check_areas(choices, wanted=self.has_areas)
        too_long = any(len(text) > MOST_CHOICE for text in texts)
        if too_long or any(text.startswith(_FORBIDDEN_CHOICES) for text in texts):
            yield "choices", "选项太长，或用了“以上都对”一类", f"每个选项 {MOST_CHOICE} 字以内，各自成立"

    def count_fits(self, right: int, all_choices: int) -> bool:
        """Whether an answer of so many ids is one of this type."""
        raise NotImplementedError


def choice_hints(content: Mapping) -> Iterator[Hint]:
    """Remarks on stem and choices of an item that is answered by picking: a hidden 不, one choice much longer than another."""
    if word := unmarked_negative(content.get("stem") or ""):
        yield "negative_not_marked", "stem", {"word": word}
    choices = [one for one in content.get("choices") or () if (one.get("text") or "").strip()]
    lengths = [len(one["text"].strip()) for one in choices]
    if len(choices) >= 3 and max(lengths) > 2.5 * min(lengths) and max(lengths) - min(lengths) > 8:
        yield "choices_unlike", "choices", {"longest": max(lengths), "shortest": min(lengths)}
