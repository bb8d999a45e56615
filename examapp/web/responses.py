"""An answer of a practice form as the list that marking reads."""

from examapp.web.items.types import TYPE_FORMS


def read_response(form) -> list[str]:
    """Chosen ids or the typed text, or what the fields of a type of its own say: steps in the order of their numbers."""
    if "response" in form:
        # The exam's own widgets say the answer as marking reads it; the first, empty one says that they were there.
        return [one.strip()[:200] for one in form.getlist("response") if one.strip()]
    for type_form in TYPE_FORMS.values():
        if (response := type_form.read_response(form)) is not None:
            return response
    return [one.strip()[:60] for one in form.getlist("answer") if one.strip()]
