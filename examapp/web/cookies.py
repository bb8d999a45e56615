"""Cookies of people without a staff account, and of a tablet in their hands: their names, their flags in one place."""

from collections.abc import Callable, Iterable, Iterator

from flask import Flask, Response, current_app

SEAT = "examapp_seat"
ME = "examapp_me"
KIOSK = "examapp_kiosk"
NUMBER = "examapp_number"
# A browser that rates visits, and one in which somebody of the authority has signed in.
RATER = "examapp_rater"
STAFF = "examapp_staff"
_OURS, _HOST = "examapp", "__Host-"


def give_cookie(answer: Response, name: str, value: str, *, seconds: int) -> None:
    """A cookie that no script reads and no other site sends with a form; by https only where that is set."""
    answer.set_cookie(name, value, max_age=seconds, **_flags())


def take_cookie(answer: Response, name: str) -> None:
    """It is gone; with the flags that it had, or else a browser may keep the one from https."""
    answer.delete_cookie(name, **_flags())


def _flags() -> dict:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": secure}


def register_cookie_names(app: Flask) -> None:
    """Where cookies go by https only, browsers keep them under names that no other host of the domain can write.

    Such a name asks for Secure, Path=/ and no Domain, which every cookie of ours has (`_flags`). A cookie of the
    release before, under its plain name, is read until it ends, so that an upgrade takes nobody's seat away.
    """
    inner = app.wsgi_app

    def with_names(environ: dict, start_response: Callable) -> Iterable[bytes]:
        if not app.config["SESSION_COOKIE_SECURE"]:
            return inner(environ, start_response)
        environ["HTTP_COOKIE"] = _plain_names(environ.get("HTTP_COOKIE", ""))

        def start(status: str, headers: list[tuple[str, str]], exc_info=None):
            return start_response(status, list(_host_names(headers)), exc_info)

        return inner(environ, start)

    app.wsgi_app = with_names


def _plain_names(header: str) -> str:
    pairs = [pair.strip() for pair in header.split(";") if pair.strip()]
    own = [pair.removeprefix(_HOST) for pair in pairs if pair.startswith(_HOST + _OURS)]
    names = {pair.partition("=")[0] for pair in own}
    return "; ".join(
        own + [pair for pair in pairs if pair.partition("=")[0] not in names and _HOST not in pair]
    )


def _host_names(headers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        ours = name.lower() == "set-cookie" and value.startswith(_OURS)
        # What is taken away goes under both names.
        if not ours or "Max-Age=0" in value:
            yield name, value
        if ours:
            yield name, _HOST + value
