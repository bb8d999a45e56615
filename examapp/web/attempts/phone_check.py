"""Days before: can this phone answer? Browser, store, camera and clock, tried on the phone; nothing is sent."""

from flask import Blueprint, render_template

from examapp.services.attempts.attempts import to_ms
from examapp.web.access import PUBLIC, now, open_to

bp = Blueprint("phone_check", __name__, url_prefix="/phone-check")


@bp.get("")
@open_to(PUBLIC)
def show() -> str:
    """Four lines that the phone fills in."""
    return render_template("attempts/phone_check.html", server_ms=to_ms(now()))
