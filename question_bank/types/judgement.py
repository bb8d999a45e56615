"""判断题: a statement, right or wrong."""

from collections.abc import Iterator, Mapping, Sequence

from question_bank.cues import strictness
from question_bank.model import JUDGEMENT_CHOICES, Item
from question_bank.types.base import EntryFault, Stock, TypeRules


class JudgementRules(TypeRules):
    """The id "true" or "false"; the bank's files write no choices."""

    fixed = JUDGEMENT_CHOICES
    stock = Stock("判断题", percent=20)

    def check_entry(self, entry: Mapping) -> Iterator[EntryFault]:
        if entry["answer_key"] not in (["true"], ["false"]) or entry.get("choices"):
            yield "answer_key", "判断题的答案只能是 true 或 false，且不写选项", "改正答案，删掉选项"

    def stand_in_key(self, entry: Mapping) -> list[str]:
        return ["true"]

    def cues(self, stem: str, choices: Mapping[str, str], answer_key: Sequence[str]) -> list[str]:
        heard = strictness(stem)
        return ["tone"] if heard and (heard > 0) == (list(answer_key) == ["true"]) else []

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        return len(key) == 1 and super().key_fits(item, key)
