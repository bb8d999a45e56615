"""A browser in which the authority has signed in does not speak for an enterprise, also after signing out."""

from flask import Flask, Response, g, request
from flask_login import current_user

from examapp.domain.permissions import Actor
from examapp.web.access import now
from examapp.web.cookies import STAFF, give_cookie

# Longer than a visit may be rated; renewed in every month with a sign-in.
_REMEMBERED_SECONDS = 180 * 24 * 3600


def register_staff_browsers(app: Flask) -> None:
    """Mark the browsers of the authority, at no cost for requests without its session."""
    app.after_request(_mark)


def note_staff(actor: Actor) -> None:
    """Call when a session was looked up; people of enterprises are no staff of the authority."""
    g.staff_here = actor.enterprise_id is None


def is_staff_browser() -> bool:
    """Whether somebody of the authority is or was signed in here."""
    signed_in = current_user.is_authenticated and current_user.actor.enterprise_id is None
    return signed_in or STAFF in request.cookies


def _mark(answer: Response) -> Response:
    if g.get("staff_here"):
        month = now().strftime("%Y-%m")
        if request.cookies.get(STAFF) != month:
            give_cookie(answer, STAFF, month, seconds=_REMEMBERED_SECONDS)
    return answer
