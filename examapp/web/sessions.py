"""Sessions in signed cookies, at no cost for requests that carry no cookie: those of the attempt protocol."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class QuietSessions(SecureCookieSessionInterface):
    """Flask's own; it prepares no signing for a session that nobody brought, and writes none that nobody touched."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the cookie; an empty one without a cookie."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send it back when there is one. An answer without one says no "Vary: Cookie", as no cache may keep it anyway."""
        if session or session.modified:
            super().save_session(app, session, response)
