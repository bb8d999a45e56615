"""What varies by item type on pages; the macros of a type stand in templates/items/types, its script in static/js/types."""

from collections.abc import Mapping

from examapp.web.items.types.base import TypeForm
from examapp.web.items.types.choosing import HotspotForm, MultipleForm, OrderingForm, SingleForm
from examapp.web.items.types.judgement import JudgementForm
from examapp.web.items.types.matching import MatchingForm
from examapp.web.items.types.written import BlankForm, NumericForm
from question_bank.model import ItemType

# In the order in which people choose a type.
TYPE_FORMS: Mapping[ItemType, TypeForm] = {
    form.kind: form
    for form in (
        SingleForm(),
        MultipleForm(),
        JudgementForm(),
        OrderingForm(),
        NumericForm(),
        BlankForm(),
        HotspotForm(),
        MatchingForm(),
    )
}


def form_of(kind: str | None) -> TypeForm:
    """The form of a type by its value; a single-choice item's as long as none is chosen."""
    return TYPE_FORMS[ItemType(kind)] if kind in set(ItemType) else TYPE_FORMS[ItemType.single]


__all__ = ["TYPE_FORMS", "form_of"]
