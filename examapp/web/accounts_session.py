"""Flask-Login on server-side sessions: the browser holds a random token, the database decides."""

from datetime import datetime, timedelta

from flask import current_app, g, request, session
from flask_login import UserMixin, current_user

from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import login_manager
from examapp.models.accounts import AccountSession
from examapp.services.people.second_factors import waits_for_second
from examapp.services.people.second_steps import has_second_step
from examapp.services.people.session_use import TimedEnd, find_timed_end, use_session
from examapp.services.people.sign_ins import actor_of
from examapp.web.access import now
from examapp.web.staff_browsers import note_staff

MAKE_FIRST = frozenset(
    {"passkeys.offer", "passkeys.add", "phone_codes.begin", "phone_codes.set_up", "phone_codes.confirm"}
)


class SignedIn(UserMixin):
    """One browser's session; `get_id` is the token, so a revoked session is out at its next request."""

    def __init__(self, token: str, actor: Actor, proved_at: datetime | None) -> None:
        self.token = token
        self.actor = actor
        self.proved_at = proved_at

    def get_id(self) -> str:
        """The session token."""
        return self.token


@login_manager.user_loader
def load_signed_in(token: str) -> SignedIn | None:
    """Look the token up on every request; the page that tells of a database gone is drawn for nobody."""
    if "database_away" in g:
        return None
    by_hand = request.headers.get("X-Requested-With") != "poll"
    account_session = use_session(token, limits=_limits(), by_hand=by_hand, now=now())
    if account_session is None or _stops_before_second(account_session):
        return None
    actor = actor_of(account_session.account)
    note_staff(actor)
    return SignedIn(token, actor, account_session.proved_at)


def waiting_session() -> AccountSession | None:
    """The session that showed a password or a link and has to show a code or a key before it opens anything."""
    return None if current_user.is_authenticated else g.get("waiting_session")


def _stops_before_second(account_session: AccountSession) -> bool:
    """A waiting session is nobody's to every page; with a password alone it may set up its first second step."""
    if not waits_for_second(account_session, current_app.extensions["second_factor_roles"]):
        return False
    g.waiting_session = account_session
    return request.endpoint not in MAKE_FIRST or has_second_step(account_session.account_id)


def timed_end() -> TimedEnd | None:
    """How time ended the session that this browser still names; None for a stranger, and for every other end."""
    # Asked first: looking at the session is what ends it.
    if current_user.is_authenticated or "_user_id" not in session:
        return None
    return find_timed_end(session["_user_id"], limits=_limits(), now=now())


def _limits() -> dict[AccountRole, timedelta]:
    return current_app.extensions["idle_limits"]
