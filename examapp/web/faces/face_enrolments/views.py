"""The person sits before the officer, reads the notice, ticks the box by their own hand, and looks into the camera."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.core.scopes import get_candidate
from examapp.services.faces import face_consents, face_references, face_switches
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.faces.notice import VERSION, current_notice, read_paragraphs
from examapp.web.faces.pictures import read_picture, tell_hint

bp = Blueprint("face_enrolments", __name__, url_prefix="/identities/people")


@bp.get("/<int:candidate_id>/face")
@requires("identities.check")
def show(candidate_id: int):
    """The notice first; the camera only after the person agreed."""
    candidate = get_candidate(current_actor(), candidate_id)
    consent = face_consents.find_consent(candidate_id)
    enrolment = face_references.open_enrolment(candidate_id, ports())
    return render_template(
        "faces/face_enrolments/show.html",
        candidate=candidate,
        state=face_switches.faces_state(ports()),
        consent=consent if consent and face_consents.has_agreed_to(consent, current_notice()) else None,
        held=len(enrolment.current),
        ready=enrolment.ready,
        most=face_references.MOST,
        paragraphs=read_paragraphs(current_notice()),
    )


@bp.post("/<int:candidate_id>/face/consent")
@requires("identities.check")
def agree(candidate_id: int):
    """On the officer's device, under the officer's name, by the person's hand."""
    candidate = get_candidate(current_actor(), candidate_id)
    if request.form.get("agree") != "yes":
        raise DomainError("consent_needed")
    face_consents.give_consent(
        candidate.id,
        VERSION,
        current_notice(),
        device=f"当面：{current_actor().name}",
        now=now(),
        ports=ports(),
        keeps_pictures=request.form.get("keep") == "yes",
        actor=current_actor(),
    )
    return redirect(url_for(".show", candidate_id=candidate_id), 303)


@bp.post("/<int:candidate_id>/face/pictures")
@requires("identities.check")
def offer(candidate_id: int):
    """One picture; confirmed at once, because the officer sees the person."""
    try:
        count = face_references.offer_reference(
            candidate_id, read_picture(), current_notice(), now=now(), ports=ports(), actor=current_actor()
        )
    except DomainError as error:
        return tell_hint(error)
    return jsonify(count=count, most=face_references.MOST, done=count >= face_references.MOST)
