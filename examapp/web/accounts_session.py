"""Flask-Login on server-side sessions: the browser holds a random token, the database decides."""

from datetime import datetime

from flask import g
from flask_login import UserMixin

from examapp.domain.permissions import Actor
from examapp.extensions import login_manager
from examapp.services.people.sign_ins import actor_of, find_session
from examapp.web.access import now


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
    found = find_session(token, now=now())
    return SignedIn(token, actor_of(found.account), found.proved_at) if found else None
