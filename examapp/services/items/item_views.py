"""What a person may be shown of an item while it is asked and afterwards: choices, picture, case, unit; never keys."""

from collections.abc import Sequence
from dataclasses import fields

from question_bank.model import Case, Item, MarkingPolicy, Picture
from question_bank.types import rules_of

_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in (Picture, Case)}


def describe_choices(item: Item, order: Sequence[str]) -> list[dict]:
    """The choices in this paper's order; those of a hotspot item with their area of the picture."""
    by_id = {choice.id: choice for choice in item.choices}
    return [
        {"id": one, "text": by_id[one].text}
        | ({"area": by_id[one].area} if by_id[one].area is not None else {})
        for one in order
    ]


def describe_surroundings(item: Item) -> dict:
    """Picture, case, unit and what else its type shows, as far as the item has them."""
    found: dict = {}
    if item.picture is not None:
        found["picture"] = _plain(item.picture)
    if item.case is not None:
        found["case"] = _plain(item.case)
    if item.unit is not None:
        found["unit"] = item.unit
    if item.policy is MarkingPolicy.partial:
        found["partial"] = True
    return found | rules_of(item.type).describe(item)


def _plain(value: Picture | Case) -> dict:
    # dataclasses.asdict copies deeply, which pictures and cases (texts and numbers) need no more than this.
    return {name: getattr(value, name) for name in _FIELDS[type(value)]}
