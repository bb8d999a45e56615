"""An item's or a draft's content laid out for reading: choices with letters, the answer in words, laws by name."""

from collections.abc import Mapping

from examapp.services.core.law_register import current_laws
from examapp.web.items.compare import answer_words, law_words
from examapp.web.items.types import form_of


def item_view(content: Mapping) -> dict:
    """What the reading macro shows; fields may be missing."""
    laws, key, type_form = current_laws(), content.get("answer_key") or [], form_of(content.get("type"))
    fixed, kind = type_form.rules.fixed, type_form.kind.value
    choices = [{"id": one.id, "text": one.text} for one in fixed] if fixed else content.get("choices") or []
    letters = type_form.letters({"choices": choices})
    return {
        **content,
        "type": kind,
        "rows": [
            {
                "letter": letters.get(one["id"], ""),
                "text": one["text"],
                "right": type_form.ticks_choices and one["id"] in key,
            }
            for one in choices
        ],
        "answer": answer_words(key, content) + (content.get("unit") or ""),
        "laws": [law_words(one, laws) for one in content.get("citations") or []],
        # The macro that draws the areas reads a slot.
        "slot": {
            "type": kind,
            "picture": content.get("picture"),
            "choices": [one for one in choices if one.get("area")],
            "right": key,
            "mine": [],
        },
    }
