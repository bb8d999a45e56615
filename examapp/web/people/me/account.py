"""What opens the own account: show the own factor once more, change the password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.domain.passwords import PASSWORD_REFUSALS
from examapp.extensions import limiter
from examapp.services.people import own_factors
from examapp.services.people.candidate_sign_ins import find_session
from examapp.web.access import CANDIDATE, now, open_to, ports
from examapp.web.cookies import ME as COOKIE
from examapp.web.limits import per_person
from examapp.web.sentences import sentence_for

bp = Blueprint("me_account", __name__, url_prefix="/me")
# Where a proof leads; an address of somebody else's choosing never does.
TARGETS = {
    "password": "me_account.password",
    "passkeys": "me_passkeys.index",
    "phone_check": "phone_check.show",
}


def target_of(name: str) -> str:
    """The page that a proof or a sign-in was asked for; the own page for anything else."""
    return url_for(TARGETS.get(name, "me.home"))


@bp.get("/proof")
@open_to(CANDIDATE)
def proof():
    """Ask for the password, or the finger."""
    find_session(_token(), now=now())
    return render_template("people/me/proof.html", wanted=request.args.get("next", ""), refusal=None)


@bp.post("/proof")
@limiter.limit("8/minute", key_func=per_person)
@open_to(CANDIDATE)
def prove():
    """Good for ten minutes on this device."""
    wanted = request.args.get("next", "")
    try:
        own_factors.prove(_token(), request.form.get("password", ""), now=now())
    except DomainError as error:
        if error.code != "password_wrong":
            raise
        return render_template("people/me/proof.html", wanted=wanted, refusal=sentence_for(error)[1]), 422
    return redirect(target_of(wanted), 303)


@bp.get("/password")
@open_to(CANDIDATE)
def password():
    """The form, once the own factor was shown."""
    if not is_proof_fresh(find_session(_token(), now=now()).proved_at, now()):
        return redirect(url_for(".proof", next="password"))
    return render_template("people/me/password.html", refusal=None)


@bp.post("/password")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def change_password():
    """Replace it; the other devices sign in again."""
    try:
        own_factors.change_password(_token(), request.form.get("password", ""), now=now(), ports=ports())
    except DomainError as error:
        if error.code == "proof_needed":
            return redirect(url_for(".proof", next="password"), 303)
        if error.code not in PASSWORD_REFUSALS:
            raise
        return render_template("people/me/password.html", refusal=sentence_for(error)[1]), 422
    flash("密码改好了，其他设备已退出登录。", "ok")
    return redirect(url_for("me.home"), 303)


def _token() -> str:
    return request.cookies.get(COOKIE, "")
