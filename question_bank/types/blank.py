"""填空题: some words; every wording that is accepted stands in the answer."""

from collections.abc import Iterator, Mapping, Sequence

from question_bank.model import Item
from question_bank.typed_texts import plain_words
from question_bank.types.base import Dice, Hint
from question_bank.types.written import WrittenRules


class BlankRules(WrittenRules):
    """One text, right when it is one of the accepted wordings."""

    typed = "text"

    def accepts(self, item: Item, text: str) -> bool:
        return plain_words(text) in {plain_words(one) for one in item.answer_key}

    def word_response(self, item: Item, response: Sequence[str]) -> str:
        return response[0]

    def word_key(self, item: Item) -> str:
        return " 或 ".join(item.answer_key)

    def stand_in_key(self, entry: Mapping) -> list[str]:
        return []

    def hints(self, content: Mapping) -> Iterator[Hint]:
        if len(content.get("answer_key") or ()) == 1:
            yield "one_wording", "answer_key", {}

    def key_fits(self, item: Item, key: tuple[str, ...]) -> bool:
        return bool(key) and all(one.strip() for one in key)

    def wrong_response(self, item: Item, dice: Dice) -> list[str]:
        return ["不知道"]
