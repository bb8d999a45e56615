"""An answer of a practice form as the list that marking reads."""

ORDER = "order_"


def read_response(form) -> list[str]:
    """Chosen ids or the typed text; steps in the order their numbers say. Numbers used twice give a short list."""
    placed = {name.removeprefix(ORDER): value for name, value in form.items() if name.startswith(ORDER)}
    if placed:
        by_place = {place: step for step, place in placed.items() if place.isdecimal()}
        return [by_place[place] for place in sorted(by_place, key=int)]
    return [one.strip()[:60] for one in form.getlist("answer") if one.strip()]
