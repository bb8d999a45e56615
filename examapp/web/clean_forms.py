"""The door for whatever people type into forms: signs that nobody sees are gone before any view reads a field."""

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from examapp.domain.people_names import without_unseen


class CleanRequest(Request):
    """A request whose `form` holds no zero-width signs, marks of direction or other characters without a shape."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        typed = self.__dict__["form"]
        if not all(value.isascii() and value.isprintable() for _, value in typed.items(multi=True)):
            self.__dict__["form"] = ImmutableMultiDict(
                (name, value if is_secret(name) else without_unseen(value))
                for name, value in typed.items(multi=True)
            )


def is_secret(name: str) -> bool:
    """Whether a field holds what opens an account: compared as it was typed, and never carried through a page."""
    return "password" in name or name in ("present", "pin", "current")
