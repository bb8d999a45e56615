"""What types have in common whose answers are typed."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from question_bank.model import Item
from question_bank.typed_texts import read_number
from question_bank.types.base import ALL, NOTHING, EntryFault, SlotRule, TypeRules


class WrittenRules(TypeRules):
    """One typed text, no choices."""

    fixed = ()

    def mark(self, item: Item, given: tuple[str, ...]) -> Fraction:
        return ALL if len(given) == 1 and self.accepts(item, given[0]) else NOTHING

    def accepts(self, item: Item, text: str) -> bool:
        """Whether the typed text is right."""
        raise NotImplementedError

    def slot_rule(self, item: Item) -> SlotRule:
        return SlotRule(frozenset(), 1, self.typed)

    def response_fault(self, item: Item, response: Sequence[str]) -> str:
        return ""

    def check_entry(self, entry: Mapping) -> Iterator[EntryFault]:
        key = entry["answer_key"]
        if entry.get("choices"):
            yield "choices", "数值题和填空题没有选项", "删掉选项"
        if not key or not all(isinstance(one, str) and one.strip() for one in key):
            yield "answer_key", "没有答案", "数值题写一个数，填空题写出所有可以接受的说法"
        else:
            yield from self.check_key(key)
        tolerance = entry.get("tolerance")
        if tolerance is not None and (read_number(str(tolerance)) is None or str(tolerance).startswith("-")):
            yield "tolerance", "允许误差不是一个数", '写成 "0.5" 这样，不能是负数'

    def check_key(self, key: Sequence[str]) -> Iterator[EntryFault]:
        """Faults of an answer that is there."""
        yield from ()

    def answer_texts(self, item: Item) -> dict[str, str]:
        return {}

    def tabled(self, item: Item, responses: Sequence[Sequence[str]]) -> list[str]:
        return []
