"""What varies by the type of an item, one module a type: marking, what an answer may hold, faults, words, hints.

A new type is an entry of `ItemType`, a module here with its rules, and its line in TYPES; the other floors keep tables of
the same shape (examapp/adapters/item_files/types, examapp/web/items/types, examapp/static/js/types).
"""

from collections.abc import Mapping

from question_bank.model import ItemType
from question_bank.types.base import TypeRules
from question_bank.types.blank import BlankRules
from question_bank.types.hotspot import HotspotRules
from question_bank.types.judgement import JudgementRules
from question_bank.types.matching import MatchingRules
from question_bank.types.multiple import MultipleRules
from question_bank.types.numeric import NumericRules
from question_bank.types.ordering import OrderingRules
from question_bank.types.single import SingleRules

TYPES: Mapping[ItemType, TypeRules] = {
    ItemType.single: SingleRules(),
    ItemType.multiple: MultipleRules(),
    ItemType.judgement: JudgementRules(),
    ItemType.ordering: OrderingRules(),
    ItemType.numeric: NumericRules(),
    ItemType.blank: BlankRules(),
    ItemType.hotspot: HotspotRules(),
    ItemType.matching: MatchingRules(),
}


# The label of each field that only some types have.
OWN_FIELDS = {name: label for rules in TYPES.values() for name, label in rules.fields.items()}


def rules_of(kind: str) -> TypeRules:
    """The rules of a type by its value. Raises ValueError for a text that names none."""
    return TYPES[ItemType(kind)]


__all__ = ["OWN_FIELDS", "TYPES", "rules_of"]
