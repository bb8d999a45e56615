"""配对题: for each of some left items its right one, among more choices than left items.

An answer is a list of pairs "left=choice", such as ["1=c", "2=a"], a left item at most once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from question_bank.model import Item, MarkingPolicy
from question_bank.types.base import ALL, NOTHING, Dice, EntryFault, SlotRule, Stock
from question_bank.types.choosing import ChoosingRules

MOST_LEFT, FEWEST_PAIRS, MOST_PAIRS = 30, 3, 5


def pair_of(left: str, choice: str) -> str:
    """A pair as it stands in answers."""
    return f"{left}={choice}"


class MatchingRules(ChoosingRules):
    """One point for all, or under the partial policy a share for each right pair; a wrong pair takes nothing away."""

    shuffles = True
    several = True
    partial = True
    most_choices = 8
    fields = {"lefts": "左边各项"}
    stock = Stock("配对题", 40)

    def mark(self, item: Item, given: tuple[str, ...]) -> Fraction:
        lefts = Counter(pair.partition("=")[0] for pair in given)
        # A left item that stands in two pairs has no answer.
        hits = sum(pair in item.answer_key and lefts[pair.partition("=")[0]] == 1 for pair in given)
        if item.policy is MarkingPolicy.partial:
            return Fraction(hits, len(item.answer_key))
        return ALL if hits == len(given) == len(item.answer_key) else NOTHING

    def slot_rule(self, item: Item) -> SlotRule:
        return SlotRule(frozenset(self.answer_texts(item)), len(item.lefts))

    def response_fault(self, item: Item, response: Sequence[str]) -> str:
        return "" if set(response) <= self.answer_texts(item).keys() else "choice_unknown"

    def check_entry(self, entry: Mapping) -> Iterator[EntryFault]:
        yield from self.check_choices(entry)
        lefts = [(str(one.get("id", "")), str(one.get("text", "")).strip()) for one in entry.get("lefts", [])]
        ids, texts = [one for one, _ in lefts], [text for _, text in lefts]
        if not FEWEST_PAIRS <= len(lefts) <= MOST_PAIRS:
            yield "lefts", f"左边有 {len(lefts)} 项", f"写 {FEWEST_PAIRS} 到 {MOST_PAIRS} 项"
        if ids != [str(number) for number in range(1, len(lefts) + 1)]:
            yield "lefts", "左边各项的编号不对", "从 1 起依次编号"
        if len(set(texts)) != len(texts) or not all(texts) or any(len(text) > MOST_LEFT for text in texts):
            yield "lefts", "左边有重复、空的或太长的", f"每项 {MOST_LEFT} 字以内，各不相同"
        choices = [str(choice.get("id")) for choice in entry.get("choices", [])]
        if len(choices) <= len(lefts):
            yield "choices", "右边的选项不比左边多", "至少多写一个用不上的，不能靠排除配完"
        yield from _check_key(entry["answer_key"], ids, choices)

    def answer_texts(self, item: Item) -> dict[str, str]:
        return {
            pair_of(left.id, choice.id): f"{left.text} → {choice.text}"
            for left in item.lefts
            for choice in item.choices
        }

    def tabled(self, item: Item, responses: Sequence[Sequence[str]]) -> list[str]:
        met = {*item.answer_key, *(pair for response in responses for pair in response)}
        return [pair for pair in self.answer_texts(item) if pair in met]

    def shown_texts(self, item: Item) -> list[str]:
        return [one.text for one in (*item.lefts, *item.choices)]

    def describe(self, item: Item) -> dict:
        return {"lefts": [{"id": left.id, "text": left.text} for left in item.lefts]}

    def sheet_lines(self, item: Item) -> Iterator[str]:
        yield from (f"    {left.id}. {left.text}" for left in item.lefts)
        # Not in the order in which they were written: that is often the order of the left items.
        yield from sorted(
            (f"    {choice.id}. {choice.text}" for choice in item.choices), key=lambda line: line[::-1]
        )

    def stand_in_key(self, entry: Mapping) -> list[str]:
        rows = zip(entry.get("lefts", []), entry.get("choices", []), strict=False)
        return [pair_of(left["id"], choice["id"]) for left, choice in rows]

    def rename_key(self, key: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
        pairs = [pair.partition("=") for pair in key]
        return tuple(pair_of(left, names[choice]) for left, _, choice in pairs if choice in names)

    def sorted_key(self, key: Sequence[str]) -> list[str]:
        return sorted(key)

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        ids = [left.id for left in item.lefts], [choice.id for choice in item.choices]
        return not list(_check_key(sorted(key), *ids))

    def wrong_response(self, item: Item, dice: Dice) -> list[str]:
        """Two lefts with each other's partner: neighbours are what people mix up."""
        first, second = dice.sample(range(len(item.answer_key)), k=2)
        lefts, choices = zip(*(pair.split("=") for pair in item.answer_key), strict=True)
        swapped = list(choices)
        swapped[first], swapped[second] = choices[second], choices[first]
        return [pair_of(left, choice) for left, choice in zip(lefts, swapped, strict=True)]


def _check_key(key: Sequence[str], lefts: Sequence[str], choices: Sequence[str]) -> Iterator[EntryFault]:
    pairs = [str(pair).partition("=") for pair in key]
    if [left for left, _, _ in pairs] != list(lefts):
        yield "answer_key", "左边没有逐项写出配哪个", '按左边的次序写，例如 ["1=c", "2=a", "3=d"]'
    used = [choice for _, _, choice in pairs]
    if not set(used) <= set(choices) or len(set(used)) != len(used):
        yield "answer_key", "配的不在右边的选项里，或者一个选项配了两次", "对照选项编号改正"
