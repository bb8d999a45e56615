"""单选题: several choices, one is right."""

from collections.abc import Iterator, Mapping, Sequence

from question_bank.cues import choice_cues
from question_bank.model import Item
from question_bank.types.base import Hint, Stock
from question_bank.types.choosing import ChoosingRules, choice_hints


class SingleRules(ChoosingRules):
    """One id."""

    shuffles = True
    judges_distractors = True
    stock = Stock("单选题", percent=45)

    def count_fits(self, right: int, all_choices: int) -> bool:
        return right == 1

    def hints(self, content: Mapping) -> Iterator[Hint]:
        return choice_hints(content)

    def cues(self, stem: str, choices: Mapping[str, str], answer_key: Sequence[str]) -> list[str]:
        return choice_cues(stem, choices, answer_key)

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        return len(key) == 1 and super().key_fits(item, key)
