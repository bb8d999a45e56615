"""Cookies of people without a staff account, and of a tablet in their hands: their names, their flags in one place."""

from flask import Response, current_app

SEAT = "examapp_seat"
ME = "examapp_me"
KIOSK = "examapp_kiosk"


def give_cookie(answer: Response, name: str, value: str, *, seconds: int) -> None:
    """A cookie that no script reads and no other site sends with a form; by https only where that is set."""
    answer.set_cookie(name, value, max_age=seconds, **_flags())


def take_cookie(answer: Response, name: str) -> None:
    """It is gone; with the flags that it had, or else a browser may keep the one from https."""
    answer.delete_cookie(name, **_flags())


def _flags() -> dict:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": secure}
