"""A browser that is signed in, as the headers that it sends."""

from datetime import datetime

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from examapp.services.people.sign_ins import issue_sign_in_link, sign_in_by_link


def sign_in(app: Flask, account_id: int, now: datetime) -> tuple[dict[str, str], str]:
    """Headers of every request, and the token of its forms."""
    link = issue_sign_in_link(account_id, purpose="sign_in", now=now)
    token = sign_in_by_link(link, now=now, hours=12, device="bench")
    with app.test_request_context():
        csrf = generate_csrf()
        held = {"_user_id": token, "_fresh": True, **session}
    cookie = app.session_interface.get_signing_serializer(app).dumps(held)
    name = app.config["SESSION_COOKIE_NAME"]
    return {"Cookie": f"{name}={cookie}", "Content-Type": "application/x-www-form-urlencoded"}, csrf
