"""What a browser may open while its tablet is handed over: these endpoints and nothing else, whatever is born later."""

from flask import Response, redirect, request, session, url_for
from flask_login import current_user, logout_user

from examapp.domain.errors import DomainError
from examapp.models.handovers import Handover
from examapp.services.people.sign_ins import sign_out
from examapp.services.quizzes import handovers
from examapp.web.access import now
from examapp.web.cookies import KIOSK, ME, SEAT, give_cookie, take_cookie
from examapp.web.refusals import wants_json

# The queue and the way back; answering (guarded by the seat's cookie or the attempt's token); style, scripts and
# pictures of items.
OPEN = frozenset(
    {
        "handovers.queue",
        "handovers.people",
        "handovers.sit",
        "handovers.wipe",
        "handovers.end",
        "attempts.show",
        "attempts.result",
        "attempts_api.show",
        "attempts_api.save",
        "attempts_api.note",
        "attempts_api.submit",
        "attempts_api.result",
        "assets.show",
        "pictures.show",
    }
)
# A shift; the PIN must work after the tablet's battery was dead.
KIOSK_SECONDS = 12 * 3600
# How the release before marked a browser that was handed over; it still held the inspector's session.
_MARK_BEFORE = "kiosk_quiz"


def keep_inside():
    """Deny by default, also what does not exist: a page leads to the queue, everything else is refused."""
    if request.endpoint in OPEN:
        return None
    if _MARK_BEFORE in session:
        return _sign_out_old_handover()
    if find_lent() is None:
        return None
    if request.method in ("GET", "HEAD") and not wants_json():
        return redirect(url_for("handovers.queue"))
    raise DomainError("tablet_lent")


def find_lent() -> Handover | None:
    """The handover that this browser is in, while it runs."""
    token = request.cookies.get(KIOSK)
    return handovers.find_handover(token) if token else None


def lend(answer: Response, token: str) -> Response:
    """This browser is in candidates' hands from now on: of staff and of people before it holds nothing."""
    session.clear()
    give_cookie(answer, KIOSK, token, seconds=KIOSK_SECONDS)
    take_cookie(answer, SEAT)
    take_cookie(answer, ME)
    return answer


def take_back(answer: Response) -> Response:
    """What the tablet held as a lent one is gone."""
    take_cookie(answer, KIOSK)
    take_cookie(answer, SEAT)
    return answer


def _sign_out_old_handover():
    if current_user.is_authenticated:
        sign_out(current_user.token, now=now())
    logout_user()
    session.clear()
    return redirect(url_for("sign_ins.show"))
