"""The keys of an account of staff."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from examapp.extensions import limiter
from examapp.services.people import passkeys
from examapp.services.people.passkeys import KeyOwner
from examapp.services.people.second_factors import last_removal
from examapp.web.access import PUBLIC, current_actor, now, open_to, ports, requires
from examapp.web.limits import failed
from examapp.web.people.passkeys.challenges import (
    done_answer,
    give_challenge,
    options_answer,
    read_answer,
    site,
    take_challenge,
)
from examapp.web.people.sign_ins.views import hold_session, own_page, wanted_page

bp = Blueprint("passkeys", __name__, url_prefix="/passkeys")


@bp.get("")
@requires("home.view")
def index():
    """What they are, and those there are."""
    owner = _owner()
    may_add = passkeys.may_add(owner, now=now())
    removal = last_removal(owner.id, now=now())
    keys = passkeys.list_keys(owner)
    return render_template("people/passkeys/staff.html", keys=keys, may_add=may_add, removal=removal)


@bp.post("/offer")
@requires("home.view")
def offer():
    """Options for a new key."""
    challenge = give_challenge("add:account")
    options = passkeys.offer_key(_owner(), challenge=challenge, site=site(), now=now(), ports=ports())
    return options_answer(options)


@bp.post("")
@requires("home.view")
def add():
    """Keep it."""
    body, challenge = read_answer(), take_challenge("add:account")
    label = str(body.get("label", ""))
    passkeys.add_key(
        _owner(), body.get("credential"), challenge=challenge, label=label, site=site(), now=now()
    )
    return done_answer(own_page("next") or url_for(".index"))


@bp.post("/<int:passkey_id>/removal")
@requires("home.view")
def remove(passkey_id: int):
    """It opens nothing any more."""
    passkeys.remove_key(_owner(), passkey_id, now=now())
    return redirect(url_for(".index"), 303)


@bp.post("/challenge")
@limiter.limit("600/minute")
@open_to(PUBLIC)
def ask():
    """Options for signing in."""
    return options_answer(passkeys.ask_key(challenge=give_challenge("enter:account"), site=site()))


@bp.post("/session")
@limiter.limit("60/minute", deduct_when=failed)
@open_to(PUBLIC)
def enter():
    """Sign in."""
    body, challenge = read_answer(), take_challenge("enter:account")
    token = passkeys.sign_in(
        body.get("credential"),
        kind="account",
        challenge=challenge,
        site=site(),
        now=now(),
        hours=current_app.extensions["settings"].session_hours,
        device=request.user_agent.string,
    )
    target = wanted_page()
    hold_session(token)
    return done_answer(target)


def _owner() -> KeyOwner:
    actor = current_actor()
    return KeyOwner("account", actor.account_id, actor.name, current_user.proved_at)
