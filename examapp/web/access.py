"""Guards: every route says who may use it, and a route that says nothing refuses to start."""

from collections.abc import Callable
from functools import wraps

from flask import Flask, abort, current_app, request
from flask_login import current_user, login_required

from examapp.domain.permissions import PERMISSIONS, Actor
from examapp.services.core.ports import Ports
from examapp.services.quizzes.quiz_rows import KNOWN, require_one_quiz
from examapp.web.proofs import ask_for_proof

PUBLIC = "public"
CANDIDATE = "candidate"
RUN = "spot_quizzes.run"


def requires(permission: str) -> Callable:
    """Only signed-in accounts whose role holds the permission; scope is narrowed by the service."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        @login_required
        def guarded(*args, **kwargs):
            if not current_actor().may(permission):
                abort(403)
            if (page := ask_for_proof(permission, now())) is not None:
                return page
            # Colleagues of the region may look; what changes the quiz is for its two inspectors.
            if permission == RUN:
                require_one_quiz(kwargs, current_actor(), acts=request.method == "POST")
            return view(*args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def open_to(audience: str) -> Callable:
    """Mark a route as PUBLIC, or as CANDIDATE (guarded by a token that the view itself checks)."""

    def decorate(view: Callable) -> Callable:
        view.permission = audience
        return view

    return decorate


def current_actor() -> Actor:
    """The signed-in actor of this request."""
    return current_user.actor


def ports() -> Ports:
    """Clock, sealer, queue of the running application."""
    return current_app.extensions["ports"]


def now():
    """The server's time, read once per request so that one request has one moment."""
    if "examapp.now" not in request.environ:
        request.environ["examapp.now"] = ports().clock.now()
    return request.environ["examapp.now"]


def ending_grace() -> int | None:
    """Seconds after which an attempt whose time is over is handed in; None while the clock is in doubt and nothing ends by time."""
    return current_app.extensions["settings"].grace_seconds if ports().clock.is_sure() else None


def refuse_unguarded_routes(app: Flask) -> None:
    """Fail at start when a route has neither `requires` nor `open_to`, or one of a quiz names rows of no known quiz."""
    naked = [
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, "permission") and name != "static"
    ]
    if naked:
        raise RuntimeError(f"routes without a guard: {', '.join(sorted(naked))}")
    unknown = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "permission", "") == RUN and rule.arguments - KNOWN
    ]
    if unknown:
        raise RuntimeError(f"rows of which nobody knows the quiz: {', '.join(sorted(unknown))}")
