"""Sign in with a slip or a password, see what is due, begin or go on.
What opens the account is changed in account.py.
"""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.passwords import PASSWORD_REFUSALS
from examapp.extensions import limiter
from examapp.models.candidates import Candidate
from examapp.services.attempts.attempt_devices import is_held_by, take_over
from examapp.services.core.notices import list_unread
from examapp.services.exams import registrations
from examapp.services.exams.exam_terms import read_terms
from examapp.services.faces.face_consents import find_consent
from examapp.services.faces.face_switches import faces_state
from examapp.services.people import activations, candidate_sign_ins
from examapp.services.people.identities import identity_state
from examapp.web.access import CANDIDATE, PUBLIC, now, open_to, ports
from examapp.web.cookies import ME as COOKIE
from examapp.web.cookies import give_cookie, take_cookie
from examapp.web.limits import as_counted, failed, per_person
from examapp.web.people.me.account import target_of
from examapp.web.sentences import sentence_for

bp = Blueprint("me", __name__, url_prefix="/me")

# What is typed wrong is told on the form itself; everything else is a page of its own.
_ON_THE_FORM = {"code_unusable", "candidate_refused", "needs_bureau", *PASSWORD_REFUSALS}


def current_candidate() -> Candidate:
    """Who is signed in on this phone. Raises candidate_signed_out."""
    return candidate_sign_ins.find_candidate(request.cookies.get(COOKIE, ""), now=now())


@bp.get("/sign-in")
@open_to(PUBLIC)
def show_sign_in():
    """ID number and password; the way to the slip beside it.
    A device that was signed out from elsewhere is told why.
    """
    ending = candidate_sign_ins.find_ending(request.cookies.get(COOKIE, ""))
    return render_template("people/me/sign_in.html", refusal=None, ending=ending, id_number="")


@bp.post("/sign-in")
@limiter.limit("60/minute", deduct_when=failed)
@limiter.limit("8/minute", key_func=lambda: f"me:{as_counted(request.form.get('id_number', ''))}")
@open_to(PUBLIC)
def sign_in():
    """Check both; a wrong number and a wrong password are told alike."""
    form = request.form
    missing = _missing(form, {"id_number": "身份证号", "password": "密码"})
    if missing:
        return _sign_in_again(missing)
    try:
        token = candidate_sign_ins.sign_in(
            form.get("id_number", ""), form.get("password", ""), now=now(), device=_device(), ports=ports()
        )
    except DomainError as error:
        if error.code not in _ON_THE_FORM:
            raise
        return _sign_in_again(sentence_for(error)[1])
    return _signed_in(token)


@bp.get("/activate")
@limiter.limit("60/minute", deduct_when=failed)
@open_to(PUBLIC)
def show_activate():
    """First the slip's code, which the QR fills in; then who made it for whom, and the form."""
    code = request.args.get("code", "")
    return (
        _slip_page(code, None)
        if code
        else render_template("people/me/activate.html", slip=None, refusal=None, code="")
    )


@bp.post("/activate")
@limiter.limit("60/minute", deduct_when=failed)
@open_to(PUBLIC)
def activate():
    """Use the slip up and set a password."""
    form = request.form
    missing = _missing(form, {"id_number": "身份证号", "password": "密码"})
    if missing:
        return _slip_page(form.get("code", ""), missing)
    try:
        token = activations.activate(
            form.get("code", ""),
            form.get("id_number", ""),
            form.get("password", ""),
            now=now(),
            device=_device(),
            ports=ports(),
        )
    except DomainError as error:
        if error.code not in _ON_THE_FORM:
            raise
        at_password = error.code in PASSWORD_REFUSALS
        return _slip_page(form.get("code", ""), sentence_for(error)[1], at_password=at_password)
    return _signed_in(token)


def _slip_page(code: str, refusal: str | None, *, at_password: bool = False):
    """The form under what the slip says of itself; the code alone when it is not good any more."""
    try:
        slip = activations.read_slip(code, now=now())
    except DomainError as unusable:
        slip, refusal = None, refusal or sentence_for(unusable)[1]
    page = render_template(
        "people/me/activate.html",
        slip=slip,
        refusal=refusal,
        at_password=at_password,
        code=code,
        id_number=request.form.get("id_number", "")[:24],
    )
    return page, 422 if refusal else 200


@bp.get("")
@open_to(CANDIDATE)
def home():
    """What is due and until when, one button to go on."""
    try:
        candidate = current_candidate()
    except DomainError:
        return redirect(url_for(".show_sign_in"))
    duties = registrations.list_duties(candidate.id, now=now())
    return render_template(
        "people/me/home.html",
        candidate=candidate,
        duties=duties,
        notices=list_unread(candidate.id),
        faces_on=faces_state(ports()) == "on" or find_consent(candidate.id) is not None,
        words=lambda error: sentence_for(error)[1],
    )


@bp.get("/exams/<int:registration_id>")
@open_to(CANDIDATE)
def show_exam(registration_id: int):
    """Before the clock starts: how many items, how long, what counts; after it: the tries so far."""
    duty = registrations.get_duty(current_candidate().id, registration_id, now=now())
    return render_template(
        "people/me/exam.html",
        duty=duty,
        same_device=duty.running and is_held_by(duty.attempt.id, request.cookies.get(COOKIE, "")),
        terms=read_terms(duty),
        identity=identity_state(duty.registration),
        words=lambda error: sentence_for(error)[1],
    )


@bp.post("/exams/<int:registration_id>")
@limiter.limit("60/minute", key_func=per_person)
@open_to(CANDIDATE)
def begin(registration_id: int):
    """Open the try on this device; the clock starts when the paper is read."""
    attempt = registrations.prepare_try(current_candidate().id, registration_id, now=now())
    take_over(
        attempt, request.cookies.get(COOKIE, ""), now=now(), secret_key=current_app.config["SECRET_KEY"]
    )
    return redirect(url_for("attempts.show", attempt_id=attempt.id), 303)


@bp.post("/sign-out")
@open_to(CANDIDATE)
def sign_out():
    """End the session on this phone."""
    candidate_sign_ins.sign_out(request.cookies.get(COOKIE, ""), now=now())
    answer = make_response(redirect(url_for(".show_sign_in"), 303))
    take_cookie(answer, COOKIE)
    return answer


def _sign_in_again(refusal: str):
    # Typed on a phone: the number comes back to the page that sent it, and goes nowhere else.
    number = request.form.get("id_number", "")[:24]
    page = render_template("people/me/sign_in.html", refusal=refusal, ending=None, id_number=number)
    return page, 422


def _missing(form, fields: dict[str, str]) -> str:
    """What was left empty, in words; empty when nothing was."""
    empty = [label for name, label in fields.items() if not form.get(name, "").strip()]
    return f"还没有填{'和'.join(empty)}。" if empty else ""


def _device() -> str:
    return request.headers.get("User-Agent", "")


def _signed_in(token: str):
    return hold_session(make_response(redirect(target_of(request.args.get("next", "")), 303)), token)


def hold_session(answer, token: str):
    """The answer with the session in a cookie that scripts cannot read."""
    give_cookie(answer, COOKIE, token, seconds=candidate_sign_ins.SESSION_DAYS * 86400)
    return answer
