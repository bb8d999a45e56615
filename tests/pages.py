"""A test client that checks what must hold of every page it fetches."""

import re

from examapp.extensions import db


class Browser:
    """Fetches and posts as one account, with a valid CSRF token; `client` is Flask's own, for the raw cases."""

    def __init__(self, app, token: str | None) -> None:
        self.app = app
        self.client = app.test_client()
        self.token = token
        if token:
            with self.client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = token, True

    def get(self, path: str, **more):
        """Fetch and check the page."""
        answer = self._send("get", path, **more)
        if (
            answer.content_type.startswith("text/html")
            and answer.status_code == 200
            and "<html" in answer.text
        ):
            check_page(answer)
        return answer

    def post(self, path: str, data: dict | None = None, **more):
        """Post with a valid CSRF token."""
        page = self._send("get", "/sign-in")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self._send("post", path, data={**(data or {}), "csrf_token": token}, **more)

    def _send(self, method: str, path: str, **more):
        # A test holds its own context and session open; a request begins with fresh ones, as in the server.
        db.session.remove()
        with self.app.app_context():
            return getattr(self.client, method)(path, **more)


def check_page(answer) -> None:
    """The markup, and the security headers."""
    check_markup(answer.text)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def check_markup(html: str) -> None:
    """Language, title, one main landmark, no inline script or style, labelled inputs."""
    assert '<html lang="zh-CN"' in html
    assert re.search(r"<title>\s*\S.* · 逢查必考</title>", html)
    assert html.count("<main") == 1
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", html)
    for field in re.findall(
        r'<(?:input|select|textarea)(?![^>]*type="(?:hidden|checkbox|radio)")[^>]*>', html
    ):
        identity = re.search(r'\sid="([^"]+)"', field)
        assert "aria-label=" in field or (identity and f'for="{identity.group(1)}"' in html), field
