"""A test client that checks what must hold of every page it fetches."""

import re

from examapp.extensions import db


class Browser:
    """Fetches and posts as one account, with a valid CSRF token; `client` is Flask's own, for the raw cases."""

    def __init__(self, app, token: str | None) -> None:
        self.client = app.test_client()
        self.token = token
        if token:
            with self.client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = token, True

    def get(self, path: str, **more):
        """Fetch and check the page."""
        # A test holds its own session open; a request begins with a fresh one, as in the server.
        db.session.remove()
        answer = self.client.get(path, **more)
        if answer.content_type.startswith("text/html") and answer.status_code == 200 and "<html" in answer.text:
            check_page(answer)
        return answer

    def post(self, path: str, data: dict | None = None, **more):
        """Post with a valid CSRF token."""
        db.session.remove()
        page = self.client.get("/sign-in")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.client.post(path, data={**(data or {}), "csrf_token": token}, **more)


def check_page(answer) -> None:
    """Language, title, one main landmark, no inline script or style, labelled inputs, the security headers."""
    html = answer.text
    assert '<html lang="zh-CN">' in html
    assert re.search(r"<title>\s*\S.* · 逢查必考</title>", html)
    assert html.count("<main") == 1
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", html)
    for field in re.findall(r'<(?:input|select|textarea)(?![^>]*type="(?:hidden|checkbox|radio)")[^>]*>', html):
        identity = re.search(r'\sid="([^"]+)"', field)
        assert "aria-label=" in field or (identity and f'for="{identity.group(1)}"' in html), field
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
