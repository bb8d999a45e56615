"""Codes of the own phone: set up, changed to another phone, the codes on paper, switched off."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.people import phone_codes, second_factors
from examapp.services.people.second_steps import asks_by_role
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.limits import per_account
from examapp.web.people.sign_ins.views import hold_session, own_page, wanted_page
from examapp.web.sentences import sentence_for

SHOWN_ONCE = "recovery_codes"
# Which setting up this browser began; a stolen session of the same account sees nothing of it.
BEGUN = "phone_begun"
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
        removal=second_factors.last_removal(actor.account_id, now=now()),
    )


@bp.post("/set-up")
@limiter.limit("10/minute", key_func=per_account)
@requires("home.view")
def begin():
    """A fresh code to scan; afterwards the person goes on to where they wanted to go."""
    session[BEGUN] = phone_codes.begin_set_up(current_user.token, now=now(), ports=ports())
    return redirect(url_for(".set_up", next=own_page("next") or None), 303)


@bp.get("/set-up")
@requires("home.view")
def set_up():
    """The code to scan, and the field for the first six digits."""
    return _set_up_page()


@bp.post("")
@limiter.limit("10/minute", key_func=per_account)
@requires("home.view")
def confirm():
    """The phone has it: on to the ten codes for paper."""
    try:
        token, codes = phone_codes.confirm_set_up(
            current_user.token, session.get(BEGUN, 0), request.form.get("code", ""), now=now(), ports=ports()
        )
    except DomainError as error:
        if error.code != "code_wrong_at_first":
            raise
        return _set_up_page("：".join(sentence_for(error))), 422
    target = own_page("next")
    hold_session(token)
    return _to_recovery(codes, first=True, target=target)


@bp.post("/recovery")
@limiter.limit("10/minute", key_func=per_account)
@requires("home.view")
def renew():
    """Ten new codes for paper; the older ones are void."""
    codes = phone_codes.renew_recovery_codes(current_user.token, now=now())
    return _to_recovery(codes, first=False)


@bp.get("/recovery")
@requires("home.view")
def recovery():
    """The ten codes that were made just now, once; after that, where new ones come from."""
    codes, first = session.pop(SHOWN_ONCE, ((), False))
    return render_template("people/phone_codes/recovery.html", codes=codes, first=first, target=wanted_page())


@bp.post("/removal/note")
@requires("home.view")
def note_removal():
    """The owner has read that somebody took everything away."""
    second_factors.note_removal(current_actor(), now=now())
    return redirect(url_for(".index"), 303)


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


def _to_recovery(codes: list[str], *, first: bool, target: str = ""):
    # On the way to the page only, which a reload then asks for and does not send the form again.
    session[SHOWN_ONCE] = (codes, first)
    return redirect(url_for(".recovery", next=target or None), 303)


def _set_up_page(refusal: str = ""):
    setting_up = phone_codes.find_set_up(current_user.token, session.get(BEGUN, 0), now=now(), ports=ports())
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
