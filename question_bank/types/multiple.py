"""多选题: several choices, one or more are right, never all."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from question_bank.model import Item, MarkingPolicy
from question_bank.types.base import NOTHING, Dice, Hint, Stock
from question_bank.types.choosing import ChoosingRules, choice_hints


class SeveralRules(ChoosingRules):
    """Some ids in any order; under the partial policy fewer right ones earn their share, a wrong one earns nothing."""

    several = True
    partial = True

    def mark(self, item: Item, given: tuple[str, ...]) -> Fraction:
        chosen, right = set(given), set(item.answer_key)
        partly = item.policy is MarkingPolicy.partial and chosen and chosen < right
        if partly and len(given) == len(chosen):
            return Fraction(len(chosen), len(right))
        return super().mark(item, given) if chosen == right else NOTHING

    def count_fits(self, right: int, all_choices: int) -> bool:
        # From one right choice up, so that the count of ticks never tells anything; at least one choice is wrong.
        return 1 <= right < all_choices

    def sorted_key(self, key: Sequence[str]) -> list[str]:
        return sorted(key)

    def wrong_response(self, item: Item, dice: Dice) -> list[str]:
        ids = [choice.id for choice in item.choices]
        return sorted(dice.sample(ids, k=max(1, len(item.answer_key) - 1)))


class MultipleRules(SeveralRules):
    """Choices as text."""

    shuffles = True
    judges_distractors = True
    stock = Stock("多选题", percent=15)

    def stand_in_key(self, entry: Mapping) -> list[str]:
        return [choice["id"] for choice in entry.get("choices", [])][:2]

    def hints(self, content: Mapping) -> Iterator[Hint]:
        return choice_hints(content)

    def cues(self, stem: str, choices: Mapping[str, str], answer_key: Sequence[str]) -> list[str]:
        wrong = len(choices) - len(set(answer_key) & set(choices))
        return ["none_wrong"] if wrong == 0 else []
