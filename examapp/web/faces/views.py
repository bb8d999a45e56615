"""On the phone: read, agree, enrol, take back, verify. The pages say plainly when faces cannot be used just now."""

from urllib.parse import unquote

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.exams import registrations
from examapp.services.faces import (
    face_checks,
    face_consents,
    face_moments,
    face_references,
    face_switches,
)
from examapp.services.faces.face_reviews import list_own_checks
from examapp.services.people import identities
from examapp.web.access import CANDIDATE, now, open_to, ports
from examapp.web.face_sentences import ENDINGS
from examapp.web.faces.notice import VERSION, current_notice, read_paragraphs
from examapp.web.faces.pictures import read_picture, tell_hint
from examapp.web.limits import per_person
from examapp.web.numbers import whole
from examapp.web.people.me.views import current_candidate

bp = Blueprint("faces", __name__, url_prefix="/me")


@bp.get("/face")
@open_to(CANDIDATE)
def show():
    """The notice, and where one stands: not agreed, enrolling, waiting for the officer, ready."""
    candidate = current_candidate()
    consent = face_consents.find_consent(candidate.id)
    enrolment = face_references.open_enrolment(candidate.id, ports())
    return render_template(
        "faces/show.html",
        candidate=candidate,
        state=face_switches.faces_state(ports()),
        consent=consent,
        references=enrolment.current,
        outdated=enrolment.outdated,
        ready=enrolment.ready,
        least=face_references.LEAST,
        most=face_references.MOST,
        changed=consent is not None and not face_consents.has_agreed_to(consent, current_notice()),
        paragraphs=read_paragraphs(current_notice()),
        agreed=read_paragraphs(face_consents.find_notice(consent) or "") if consent else [],
        checks=list_own_checks(candidate.id),
        back=request.args.get("exam", 0, whole),
    )


@bp.post("/face/consent")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def agree():
    """Kept only when the box was ticked by hand; whoever has a face enrolled goes on where they were."""
    candidate = current_candidate()
    if request.form.get("agree") != "yes":
        raise DomainError("consent_needed")
    face_consents.give_consent(
        candidate.id,
        VERSION,
        current_notice(),
        device=request.headers.get("User-Agent", ""),
        now=now(),
        ports=ports(),
        keeps_pictures=request.form.get("keep") == "yes",
    )
    exam = request.form.get("exam", 0, whole) or None
    if not face_references.is_enrolled(candidate.id, ports()):
        return redirect(url_for(".enrol", exam=exam), 303)
    back = url_for(".identify", registration_id=exam) if exam else url_for(".show")
    return redirect(back, 303)


@bp.post("/face/withdrawal")
@open_to(CANDIDATE)
def withdraw():
    """Deleted at once."""
    candidate = current_candidate()
    count = face_consents.withdraw_consent(candidate.id, now=now(), ports=ports())
    face_moments.pass_to_person(candidate.id, now=now())
    return render_template("faces/withdrawn.html", count=count)


@bp.get("/face/enrolment")
@open_to(CANDIDATE)
def enrol():
    """The camera page of enrolment."""
    candidate = current_candidate()
    face_switches.require_faces(ports())
    consent = face_consents.find_consent(candidate.id)
    if consent is None or not face_consents.has_agreed_to(consent, current_notice()):
        return redirect(url_for(".show"))
    held = len(face_references.open_enrolment(candidate.id, ports()).current)
    return render_template(
        "faces/enrol.html",
        candidate=candidate,
        held=held,
        most=face_references.MOST,
        back=request.args.get("exam", 0, whole),
    )


@bp.post("/face/pictures")
@limiter.limit("120/minute", key_func=per_person)
@open_to(CANDIDATE)
def offer():
    """One picture of enrolment; answers in JSON with the hint to show and to speak."""
    try:
        count = face_references.offer_reference(
            current_candidate().id, read_picture(), current_notice(), now=now(), ports=ports()
        )
    except DomainError as error:
        return tell_hint(error)
    return jsonify(count=count, most=face_references.MOST, done=count >= face_references.MOST)


@bp.get("/identity/<int:registration_id>")
@open_to(CANDIDATE)
def identify(registration_id: int):
    """Two equal ways side by side, and what is established so far."""
    candidate = current_candidate()
    registration = registrations.get_duty(candidate.id, registration_id, now=now()).registration
    consent = face_consents.find_consent(candidate.id)
    state = identities.identity_state(registration)
    if state.enough:
        return redirect(url_for("me.show_exam", registration_id=registration_id))
    return render_template(
        "faces/identify.html",
        registration=registration,
        identity=state,
        faces=face_switches.faces_state(ports()),
        ready=face_references.is_enrolled(candidate.id, ports()),
        consent=consent,
        changed=consent is not None and not face_consents.has_agreed_to(consent, current_notice()),
        tries=face_checks.tries_left(registration),
        ending=face_checks.find_ending(registration),
        endings=ENDINGS,
        person_first=face_consents.begins_with_person_for(registration, now=now(), ports=ports()),
    )


@bp.post("/identity/<int:registration_id>/person")
@limiter.limit("30/minute", key_func=per_person)
@open_to(CANDIDATE)
def ask_person(registration_id: int):
    """Ask for somebody to look."""
    own = {"candidate_id": current_candidate().id, "now": now()}
    identities.ask_for_person(registration_id, reason=request.form.get("reason", ""), **own)
    face_checks.leave_checks(registration_id, **own)
    return redirect(url_for(".identify", registration_id=registration_id), 303)


@bp.post("/identity/<int:registration_id>/face")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def begin_check(registration_id: int):
    """Draw the challenges and open the camera page."""
    check = face_checks.start_check(
        registration_id, current_notice(), candidate_id=current_candidate().id, now=now(), ports=ports()
    )
    return render_template(
        "faces/check.html", registration_id=registration_id, check=check, seconds=face_checks.SECONDS
    )


@bp.post("/face/checks/<face_check>/end")
@limiter.limit("60/minute", key_func=per_person)
@open_to(CANDIDATE)
def leave(face_check: str):
    """The page was left; nobody waits for the answer."""
    face_checks.leave_check(face_check, candidate_id=current_candidate().id, now=now())
    return "", 204


@bp.post("/face/checks/<face_check>/pictures")
@limiter.limit("300/minute", key_func=per_person)
@open_to(CANDIDATE)
def check_picture(face_check: str):
    """One picture of a verification; answers what to do next."""
    try:
        told = face_checks.submit_frame(
            face_check,
            read_picture(),
            candidate_id=current_candidate().id,
            now=now(),
            ports=ports(),
            camera=unquote(request.headers.get("X-Camera", "")),
            number=request.headers.get("X-Frame", 0, whole),
        )
    except DomainError as error:
        return tell_hint(error)
    return jsonify(told)
