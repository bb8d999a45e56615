"""Within a try: whether the server wants to look now, the camera page, the other way, and back to the paper."""

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.faces import face_checks, face_moments
from examapp.web.access import CANDIDATE, now, open_to, ports
from examapp.web.face_sentences import MOMENT_ENDINGS
from examapp.web.limits import per_person
from examapp.web.people.me.views import current_candidate

bp = Blueprint("face_moments", __name__, url_prefix="/me/attempts")


@bp.get("/<attempt_id>/moment")
@open_to(CANDIDATE)
def ask(attempt_id: str):
    """Looked at every few seconds by the answering page; says no more than yes or no."""
    moment = face_moments.find_due_moment(attempt_id, candidate_id=current_candidate().id, now=now())
    return jsonify(due=moment is not None)


@bp.post("/<attempt_id>/moment")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def begin(attempt_id: str):
    """The camera page; when faces cannot be used just now, a person is asked instead and the exam goes on."""
    person = {"candidate_id": current_candidate().id, "now": now(), "ports": ports()}
    try:
        check = face_moments.start_moment_check(attempt_id, **person)
    except DomainError:
        return _back(attempt_id, face_moments.choose_person(attempt_id, **person))
    return render_template(
        "faces/moment.html", attempt_id=attempt_id, check=check, seconds=face_checks.SECONDS
    )


@bp.get("/<attempt_id>/moment/end")
@open_to(CANDIDATE)
def end(attempt_id: str):
    """Back to the paper, whatever came out."""
    outcome = face_moments.settle_moment(attempt_id, candidate_id=current_candidate().id, now=now())
    return _back(attempt_id, outcome)


@bp.post("/<attempt_id>/moment/person")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def person(attempt_id: str):
    """The other way."""
    own = {"candidate_id": current_candidate().id, "now": now(), "ports": ports()}
    return _back(attempt_id, face_moments.choose_person(attempt_id, **own))


def _back(attempt_id: str, ending: str | None):
    """To the paper, with a sentence of what came of the moment."""
    if ending in MOMENT_ENDINGS:
        flash(MOMENT_ENDINGS[ending], "ok" if ending == "accepted" else "info")
    return redirect(url_for("attempts.show", attempt_id=attempt_id), 303)
