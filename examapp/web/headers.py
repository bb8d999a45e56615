"""Security headers on every answer, added where they cost least: after Flask, as plain pairs."""

import re
from collections.abc import Callable, Iterable

from flask import Flask

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_ALWAYS = {
    "content-security-policy": ("Content-Security-Policy", CSP),
    "x-content-type-options": ("X-Content-Type-Options", "nosniff"),
    "referrer-policy": ("Referrer-Policy", "same-origin"),
    "permissions-policy": ("Permissions-Policy", "camera=(self), microphone=(), geolocation=()"),
}
# Pages with personal data are never stored by caches; only the asset bundles may be.
_PAGES = {**_ALWAYS, "cache-control": ("Cache-Control", "no-store")}
_SECURE = {"strict-transport-security": ("Strict-Transport-Security", "max-age=31536000")}


# Of a Chinese name Werkzeug's ASCII spelling keeps signs and ending alone: ".xlsx" is a hidden file without a name.
_NAMELESS = re.compile(r'filename="?[-_. ]*(\.[A-Za-z0-9]+)"?(?=;)')


def _with_plain_name(header: tuple[str, str]) -> tuple[str, str]:
    name, value = header
    if name.lower() != "content-disposition":
        return header
    return name, _NAMELESS.sub(r"filename=download\1", value)


def register_headers(app: Flask) -> None:
    """Attach the headers; call it before anything that tells who asks and how (a proxy in front)."""
    inner = app.wsgi_app

    def with_headers(environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Content policy, framing, referrer, caching; what a view has set itself stays."""

        def start(status: str, given: list[tuple[str, str]], exc_info=None):
            wanted = dict(_ALWAYS if environ.get("PATH_INFO", "").startswith("/assets/") else _PAGES)
            if environ.get("wsgi.url_scheme") == "https":
                wanted |= _SECURE
            for name, _ in given:
                wanted.pop(name.lower(), None)
            return start_response(status, [*map(_with_plain_name, given), *wanted.values()], exc_info)

        return inner(environ, start)

    app.wsgi_app = with_headers
