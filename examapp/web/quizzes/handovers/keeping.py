"""What a browser may open while its tablet is handed over, to candidates or to the other inspector: these endpoints and
nothing else, whatever is born later.
"""

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
        "attempts_api.begin",
        "attempts_api.standing",
        "attempts_api.save",
        "attempts_api.note",
        "attempts_api.submit",
        "attempts_api.result",
        "assets.show",
        "pictures.show",
    }
)
# While the other inspector has the tablet: signing in, looking, confirming, giving it back.
TURN_OPEN = frozenset(
    {
        "confirmations.show",
        "confirmations.sign",
        "confirmations.send_back",
        "confirmations.turn",
        "handovers.end",
        "passkeys.add",
        "passkeys.ask",
        "passkeys.enter",
        "passkeys.offer",
        "phone_codes.begin",
        "phone_codes.confirm",
        "phone_codes.set_up",
        "second_factors.enter_code",
        "second_factors.show",
        "sign_ins.create",
        "sign_ins.delete",
        "sign_ins.show",
        "sign_ins.show_link",
        "sign_ins.use_link",
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
    lent = find_lent()
    if lent is None:
        return _end_guest() if _was_lent_to_colleague() else None
    if lent.kind == "colleague" and request.endpoint in TURN_OPEN and _is_of_turn(lent):
        return None
    if request.method in ("GET", "HEAD") and not wants_json():
        return redirect(first_page(lent))
    raise DomainError("tablet_lent")


def _is_of_turn(lent: Handover) -> bool:
    """The tablet was lent for one quiz: pages of another one stay closed."""
    return (request.view_args or {}).get("quiz_id", lent.spot_quiz_id) == lent.spot_quiz_id


def first_page(lent: Handover) -> str:
    """Where a lent tablet begins."""
    if lent.kind == "colleague":
        return url_for("confirmations.turn", quiz_id=lent.spot_quiz_id)
    return url_for("handovers.queue")


def _was_lent_to_colleague() -> bool:
    token = request.cookies.get(KIOSK)
    before = handovers.look_up(token) if token else None
    return before is not None and before.kind == "colleague"


def _end_guest() -> Response:
    """The tablet was locked or called back from elsewhere: the colleague's session ends with the turn."""
    sign_out_here()
    return take_back(redirect(url_for("sign_ins.show"), 303))


def sign_out_here() -> None:
    """Whoever is signed in on this browser is so no longer."""
    if current_user.is_authenticated:
        sign_out(current_user.token, now=now())
    logout_user()
    session.clear()


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
    sign_out_here()
    return redirect(url_for("sign_ins.show"))
