"""Days before: can this phone answer? Browser, store, camera and clock, tried on the phone. Of somebody who is
signed in the outcome is kept, so that the officer has tablets ready; of nobody else anything is sent.
"""

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.models.candidates import Candidate
from examapp.services.attempts.attempts import to_ms
from examapp.services.people import phone_checks
from examapp.web.access import CANDIDATE, PUBLIC, now, open_to
from examapp.web.limits import per_person
from examapp.web.people.me.views import current_candidate

bp = Blueprint("phone_check", __name__, url_prefix="/phone-check")


@bp.get("")
@open_to(PUBLIC)
def show() -> str:
    """Four lines that the phone fills in; who is signed in reads what is kept, for whom and how long."""
    candidate = _signed_in()
    return render_template(
        "attempts/phone_check.html",
        server_ms=to_ms(now()),
        candidate=candidate,
        check=phone_checks.find_check(candidate.id) if candidate else None,
        days=next(rule.days for rule in current_app.extensions["retention"] if rule.code == "phone_checks"),
    )


@bp.post("")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def create():
    """Keep the outcome: sent by the page, or by the button of a phone that runs nothing of ours."""
    stands = phone_checks.keep_outcome(current_candidate().id, request.form.get("outcome", ""), now=now())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(outcome=stands)
    return redirect(url_for(".show"), 303)


@bp.post("/wish/withdrawal")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def withdraw():
    """No tablet is wished for any more; the page then tries the phone again."""
    phone_checks.take_wish_back(current_candidate().id, now=now())
    return redirect(url_for(".show"), 303)


def _signed_in() -> Candidate | None:
    try:
        return current_candidate()
    except DomainError:
        return None
