"""Answers in people's words: what somebody gave and what would have been right, for every type of item."""

from collections.abc import Sequence

from question_bank.model import Item
from question_bank.types import rules_of


def word_response(item: Item, response: Sequence[str]) -> str:
    """What somebody answered, e.g. "19.5 %"; empty when nothing was answered."""
    return rules_of(item.type).word_response(item, response) if response else ""


def word_key(item: Item) -> str:
    """What is right; a number with its tolerance, a blank with every accepted wording."""
    return rules_of(item.type).word_key(item)
