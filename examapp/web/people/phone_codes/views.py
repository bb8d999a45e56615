"""Codes of the own phone: set up, changed to another phone, the codes on paper, switched off."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.people import phone_codes
from examapp.services.people.second_factors import last_removal
from examapp.services.people.second_steps import asks_by_role
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.people.sign_ins.views import hold_session
from examapp.web.sentences import sentence_for

bp = Blueprint("phone_codes", __name__, url_prefix="/phone-codes")


@bp.get("")
@requires("home.view")
def index():
    """Whether there are codes, how many on paper are left, and what to do when the phone is another one."""
    actor = current_actor()
    return render_template(
        "people/phone_codes/index.html",
        codes=phone_codes.find_codes(actor.account_id),
        left=phone_codes.count_recovery_codes(actor.account_id),
        must=_must(),
        is_fresh=is_proof_fresh(current_user.proved_at, now()),
        removal=last_removal(actor.account_id, now=now()),
    )


@bp.post("/set-up")
@limiter.limit("10/minute")
@requires("home.view")
def begin():
    """A fresh code to scan."""
    phone_codes.begin_set_up(current_user.token, now=now(), ports=ports())
    return redirect(url_for(".set_up"), 303)


@bp.get("/set-up")
@requires("home.view")
def set_up():
    """The code to scan, and the field for the first six digits."""
    return _set_up_page()


@bp.post("")
@limiter.limit("10/minute")
@requires("home.view")
def confirm():
    """The phone has it: the ten codes for paper are shown, once."""
    try:
        token, codes = phone_codes.confirm_set_up(
            current_user.token, request.form.get("code", ""), now=now(), ports=ports()
        )
    except DomainError as error:
        if error.code != "code_wrong_at_first":
            raise
        return _set_up_page("：".join(sentence_for(error))), 422
    hold_session(token)
    return render_template("people/phone_codes/recovery.html", codes=codes, first=True)


@bp.post("/recovery")
@limiter.limit("10/minute")
@requires("home.view")
def renew():
    """Ten new codes for paper; the older ones are void."""
    codes = phone_codes.renew_recovery_codes(current_user.token, now=now())
    return render_template("people/phone_codes/recovery.html", codes=codes, first=False)


@bp.post("/removal")
@requires("home.view")
def switch_off():
    """The password alone again, where the role need not."""
    phone_codes.switch_off(current_user.token, must=_must(), now=now())
    flash("手机上的验证码已经关掉，以后只用密码登录；别处的登录已经退出。", "ok")
    return redirect(url_for(".index"), 303)


def _must() -> bool:
    role = current_actor().role
    return role in current_app.extensions["second_factor_roles"] or asks_by_role(role)


def _set_up_page(refusal: str = ""):
    setting_up = phone_codes.find_set_up(current_user.token, now=now(), ports=ports())
    if setting_up is None:
        raise DomainError("set_up_over")
    return render_template(
        "people/phone_codes/set_up.html",
        address=setting_up.address,
        qr=qr_svg(setting_up.address),
        secret=" ".join(
            setting_up.secret[place : place + 4] for place in range(0, len(setting_up.secret), 4)
        ),
        refusal=refusal,
    )
