"""Sign in by password or one-time link, sign out, set up."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.domain.passwords import PASSWORD_REFUSALS
from examapp.domain.permissions import AccountRole
from examapp.extensions import limiter
from examapp.models.accounts import SignInLink
from examapp.services.people import sign_ins
from examapp.services.people.separate_duties import refuse_own_use
from examapp.web.access import PUBLIC, now, open_to
from examapp.web.accounts_session import load_signed_in, timed_end
from examapp.web.limits import as_counted, failed
from examapp.web.people.sign_ins.forms import SetUpForm, SignInForm
from examapp.web.sentences import sentence_for

bp = Blueprint("sign_ins", __name__)


@bp.get("/sign-in")
@open_to(PUBLIC)
def show():
    """The sign-in form."""
    return render_template("people/sign_ins/show.html", form=SignInForm(), refusal=None, end=timed_end())


@bp.post("/sign-in")
@limiter.limit("60/minute", deduct_when=failed)
@limiter.limit(
    "10/minute",
    key_func=lambda: f"staff:{as_counted(request.form.get('login_name', ''))}",
    deduct_when=failed,
)
@open_to(PUBLIC)
def create():
    """Check the password; the same answer for every cause of refusal."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("people/sign_ins/show.html", form=form, refusal=None), 422
    try:
        token = sign_ins.sign_in_by_password(
            form.login_name.data.strip(), form.password.data, **_session_facts()
        )
    except DomainError as error:
        return render_template("people/sign_ins/show.html", form=form, refusal=sentence_for(error)[1]), 403
    return _enter(token)


@bp.get("/sign-in/<token>")
@limiter.limit("30/minute", deduct_when=failed)
@open_to(PUBLIC)
def show_link(token: str):
    """A one-time link asks for one press, because mail scanners and chat previews open links by themselves."""
    if _looked_up(token) is None:
        raise DomainError("link_unusable")
    return render_template("people/sign_ins/link.html", token=token)


@bp.post("/sign-in/<token>")
@limiter.limit("30/minute", deduct_when=failed)
@open_to(PUBLIC)
def use_link(token: str):
    """Use the link up and enter."""
    _looked_up(token)
    return _enter(sign_ins.sign_in_by_link(token, **_session_facts()))


@bp.post("/sign-out")
@open_to(PUBLIC)
def delete():
    """Revoke this browser's session; whoever has no other way in is asked first."""
    if lacks_own_factor() and request.form.get("confirmed") != "yes":
        return render_template("people/sign_ins/leave.html")
    if "_user_id" in session:
        # Also one that waits for its key and is nobody's yet.
        sign_ins.sign_out(session["_user_id"], now=now())
    logout_user()
    session.clear()
    return redirect(url_for("sign_ins.show"))


@bp.route("/set-up/<token>", methods=["GET", "POST"])
@limiter.limit("30/minute", deduct_when=failed)
@open_to(PUBLIC)
def set_up(token: str):
    """Make the first administrator of an empty installation, or an auditor; the person is signed in at once."""
    link = _looked_up(token)
    role = sign_ins.SET_UP_ROLES.get(link.purpose) if link else None
    if role is None:
        raise DomainError("link_unusable")
    form = SetUpForm()
    if not form.validate_on_submit():
        return _set_up_page(form, role), 422 if form.is_submitted() else 200
    login_name, password = form.login_name.data.strip(), form.password.data
    try:
        sign_ins.set_up_account(token, form.name.data.strip(), login_name, password, now=now())
    except DomainError as error:
        if error.code not in {"duties_clash", *PASSWORD_REFUSALS}:
            raise
        return _set_up_page(form, role, sentence_for(error)[1]), 422
    return _enter(sign_ins.sign_in_by_password(login_name, password, **_session_facts()))


def _looked_up(token: str) -> SignInLink | None:
    """The link while it is good; never in the browser of somebody whose duty keeps out of that chair."""
    link = sign_ins.find_usable_link(token, now=now())
    if link is not None and link.purpose != "set_up" and current_user.is_authenticated:
        refuse_own_use(link, current_user.actor)
    return link


def _set_up_page(form: SetUpForm, role: AccountRole, refusal: str = "") -> str:
    return render_template("people/sign_ins/set_up.html", form=form, role=role, refusal=refusal)


@bp.app_template_global("lacks_own_factor")
def lacks_own_factor() -> bool:
    """Whether the signed-in account of staff has neither password nor key."""
    return current_user.is_authenticated and not sign_ins.has_own_factor(current_user.actor.account_id)


@bp.app_template_global("link_is_old")
def link_is_old() -> bool:
    """Whether a first password can no longer be set in this browser: its one-time link is older than ten minutes."""
    return lacks_own_factor() and not is_proof_fresh(current_user.proved_at, now())


def _session_facts() -> dict:
    settings = current_app.extensions["settings"]
    return {"now": now(), "hours": settings.session_hours, "device": request.user_agent.string}


def _enter(token: str):
    hold_session(token)
    return redirect(wanted_page())


def hold_session(token: str) -> None:
    """This browser is signed in from now on, or waits for the key of its owner; whatever it held before is gone."""
    session.clear()
    signed_in = load_signed_in(token)
    if signed_in is None:
        session["_user_id"] = token
    else:
        login_user(signed_in)


def wanted_page() -> str:
    """Where the person wanted to go before signing in, else the first page."""
    return own_page("next") or url_for("home.show")


def own_page(argument: str) -> str:
    """The page of ours that this argument of the address names; empty when it names none."""
    target = request.args.get(argument, "")
    # Only a path of our own: an absolute address would send the person elsewhere after signing in.
    parts = urlsplit(target)
    # A line break would end the header that it is written into, and whoever signs in would see a fault.
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    safe = safe and not parts.netloc
    return target if safe else ""
