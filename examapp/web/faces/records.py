"""What a person can do with the record of the own face: take a copy, answer a check that went wrong."""

import json

from flask import Blueprint, Response, flash, redirect, request, url_for

from examapp.extensions import limiter
from examapp.services.faces import face_copies, face_reviews
from examapp.web.access import CANDIDATE, now, open_to, ports
from examapp.web.limits import per_person
from examapp.web.people.me.views import current_candidate

bp = Blueprint("face_records", __name__, url_prefix="/me/face")


@bp.post("/copy")
@limiter.limit("10/minute", key_func=per_person)
@open_to(CANDIDATE)
def copy():
    """Everything that is held, as a file."""
    held = face_copies.copy_own_faces(current_candidate().id, now=now(), ports=ports())
    body = json.dumps(held, ensure_ascii=False, indent=1)
    headers = {
        "Content-Disposition": "attachment; filename*=UTF-8''%E4%BA%BA%E8%84%B8%E8%B5%84%E6%96%99.json"
    }
    return Response(body, content_type="application/json", headers=headers)


@bp.post("/checks/<face_check>/answer")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def answer(face_check: str):
    """The own words to a check; a reviewer reads them."""
    text = request.form.get("text", "")
    face_reviews.state_answer(face_check, text, candidate_id=current_candidate().id, now=now())
    flash("已经收到您的说明，工作人员会复核。这期间也可以用当面核对。", "ok")
    return redirect(url_for("faces.show"), 303)
