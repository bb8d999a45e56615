"""An item's or a draft's content laid out for reading: choices with letters, the answer in words, laws by name."""

from collections.abc import Mapping

from examapp.services.core.law_register import current_laws
from examapp.web.items.compare import answer_words, law_words, letters_of
from question_bank.model import JUDGEMENT_CHOICES


def item_view(content: Mapping) -> dict:
    """What the reading macro shows; fields may be missing."""
    laws, key, kind = current_laws(), content.get("answer_key") or [], content.get("type") or "single"
    choices = content.get("choices") or []
    if kind == "judgement":
        choices = [{"id": one.id, "text": one.text} for one in JUDGEMENT_CHOICES]
    letters = letters_of({"choices": choices})
    return {
        **content,
        "type": kind,
        "rows": [
            {
                "letter": "" if kind == "judgement" else letters[one["id"]],
                "text": one["text"],
                "right": kind != "ordering" and one["id"] in key,
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
