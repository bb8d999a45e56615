"""排序题: steps to be put in order."""

from collections.abc import Sequence
from fractions import Fraction

from question_bank.model import Item
from question_bank.types.base import ALL, NOTHING, Dice, Stock
from question_bank.types.choosing import ChoosingRules


class OrderingRules(ChoosingRules):
    """All ids, first step first."""

    shuffles = True
    order_counts = True
    several = True
    stock = Stock("排序题", 60)

    def mark(self, item: Item, given: tuple[str, ...]) -> Fraction:
        return ALL if given == item.answer_key else NOTHING

    def response_fault(self, item: Item, response: Sequence[str]) -> str:
        fault = super().response_fault(item, response)
        complete = sorted(response) == sorted(choice.id for choice in item.choices)
        return fault or ("" if complete else "practice_order_incomplete")

    def count_fits(self, right: int, all_choices: int) -> bool:
        return right == all_choices

    def word_response(self, item: Item, response: Sequence[str]) -> str:
        texts = self.answer_texts(item)
        return " → ".join(texts.get(one, one) for one in response)

    def tabled(self, item: Item, responses: Sequence[Sequence[str]]) -> list[str]:
        return []

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        return len(key) == len(item.choices) and super().key_fits(item, key)

    def wrong_response(self, item: Item, dice: Dice) -> list[str]:
        return list(reversed(item.answer_key))
