"""数值题: a number with a unit and a tolerance."""

from collections.abc import Iterator, Mapping, Sequence

from question_bank.model import Item
from question_bank.typed_texts import read_number
from question_bank.types.base import Dice, EntryFault, Hint, SlotRule, Stock
from question_bank.types.written import WrittenRules


class NumericRules(WrittenRules):
    """One number as text, right when it lies within the tolerance."""

    typed = "number"
    stock = Stock("数值题", 60)

    def accepts(self, item: Item, text: str) -> bool:
        number, right = read_number(text, item.unit or ""), read_number(item.answer_key[0])
        if number is None or right is None:
            return False
        return abs(number - right) <= (read_number(item.tolerance or "0") or 0)

    def slot_rule(self, item: Item) -> SlotRule:
        return SlotRule(frozenset(), 1, self.typed, item.unit or "")

    def response_fault(self, item: Item, response: Sequence[str]) -> str:
        readable = all(read_number(text, item.unit or "") is not None for text in response)
        return "" if readable else "number_unreadable"

    def check_key(self, key: Sequence[str]) -> Iterator[EntryFault]:
        if len(key) != 1 or read_number(key[0]) is None:
            yield "answer_key", "答案不是一个数", '写成 ["19.5"] 这样，单位写在 unit 里'

    def word_response(self, item: Item, response: Sequence[str]) -> str:
        return _with_unit(item, response[0])

    def word_key(self, item: Item) -> str:
        right = _with_unit(item, item.answer_key[0])
        if item.tolerance in (None, "0"):
            return right
        return f"{right}（偏差 {_with_unit(item, item.tolerance)} 以内算对）"

    def stand_in_key(self, entry: Mapping) -> list[str]:
        return ["1"]

    def hints(self, content: Mapping) -> Iterator[Hint]:
        if not content.get("unit"):
            yield "unit_missing", "unit", {}
        if not content.get("tolerance") and "." in "".join(content.get("answer_key") or ()):
            yield "tolerance_missing", "tolerance", {}

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        return len(key) == 1 and read_number(key[0]) is not None

    def wrong_response(self, item: Item, dice: Dice) -> list[str]:
        return [str((read_number(item.answer_key[0]) or 0) + dice.choice([-1, 1, 5, 10]))]


def _with_unit(item: Item, number: str | None) -> str:
    return f"{number} {item.unit}" if item.unit else str(number)
