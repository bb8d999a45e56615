"""Answers in people's words: what somebody gave and what would have been right, for every type of item."""

from collections.abc import Sequence

from question_bank.model import Item, ItemType


def word_response(item: Item, response: Sequence[str]) -> str:
    """What somebody answered, e.g. "19.5 %"; empty when nothing was answered."""
    if not response:
        return ""
    if item.type is ItemType.numeric:
        return _with_unit(item, response[0])
    if item.type is ItemType.blank:
        return response[0]
    texts = {choice.id: choice.text for choice in item.choices}
    if item.type is ItemType.ordering:
        return " → ".join(texts.get(one, one) for one in response)
    if len(response) == 1:
        return texts.get(response[0], response[0])
    # In the order of the item, so that mine and right can be compared line by line.
    places = {one: place for place, one in enumerate(texts)}
    return "；".join(texts.get(one, one) for one in sorted(response, key=lambda one: places.get(one, 99)))


def word_key(item: Item) -> str:
    """What is right; a number with its tolerance, a blank with every accepted wording."""
    if item.type is ItemType.numeric and item.tolerance not in (None, "0"):
        return f"{_with_unit(item, item.answer_key[0])}（偏差 {_with_unit(item, item.tolerance)} 以内算对）"
    if item.type is ItemType.blank:
        return " 或 ".join(item.answer_key)
    return word_response(item, item.answer_key)


def _with_unit(item: Item, number: str | None) -> str:
    return f"{number} {item.unit}" if item.unit else str(number)
