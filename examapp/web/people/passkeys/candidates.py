"""The keys of somebody who is examined."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.extensions import limiter
from examapp.services.people import candidate_sign_ins, passkeys
from examapp.services.people.passkeys import KeyOwner
from examapp.web.access import CANDIDATE, PUBLIC, now, open_to, ports
from examapp.web.cookies import ME
from examapp.web.limits import failed, per_person
from examapp.web.people.me.account import target_of
from examapp.web.people.me.views import hold_session
from examapp.web.people.passkeys.challenges import (
    done_answer,
    give_challenge,
    options_answer,
    read_answer,
    site,
    take_challenge,
)

bp = Blueprint("me_passkeys", __name__, url_prefix="/me/passkeys")


@bp.get("")
@open_to(CANDIDATE)
def index():
    """What they are, and those there are."""
    owner = _owner()
    may_add = passkeys.may_add(owner, now=now())
    return render_template("people/passkeys/own.html", keys=passkeys.list_keys(owner), may_add=may_add)


@bp.post("/offer")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def offer():
    """Options for a new key."""
    challenge = give_challenge("add:candidate")
    options = passkeys.offer_key(_owner(), challenge=challenge, site=site(), now=now(), ports=ports())
    return options_answer(options)


@bp.post("")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def add():
    """Keep it."""
    body, challenge = read_answer(), take_challenge("add:candidate")
    label = str(body.get("label", ""))
    passkeys.add_key(
        _owner(), body.get("credential"), challenge=challenge, label=label, site=site(), now=now()
    )
    return done_answer(url_for(".index"))


@bp.post("/<int:passkey_id>/removal")
@open_to(CANDIDATE)
def remove(passkey_id: int):
    """It opens nothing any more."""
    passkeys.remove_key(_owner(), passkey_id, now=now())
    return redirect(url_for(".index"), 303)


@bp.post("/challenge")
@limiter.limit("600/minute")
@open_to(PUBLIC)
def ask():
    """Options for signing in."""
    return options_answer(passkeys.ask_key(challenge=give_challenge("enter:candidate"), site=site()))


@bp.post("/session")
@limiter.limit("60/minute", deduct_when=failed)
@open_to(PUBLIC)
def enter():
    """Sign in, or show the key once more: the session that this device had is over then."""
    body, challenge = read_answer(), take_challenge("enter:candidate")
    token = passkeys.sign_in(
        body.get("credential"),
        kind="candidate",
        challenge=challenge,
        site=site(),
        now=now(),
        hours=0,
        device=request.user_agent.string,
    )
    candidate_sign_ins.sign_out(request.cookies.get(ME, ""), now=now())
    return hold_session(done_answer(target_of(request.args.get("next", ""))), token)


def _owner() -> KeyOwner:
    held = candidate_sign_ins.find_session(request.cookies.get(ME, ""), now=now())
    return KeyOwner("candidate", held.candidate_id, held.candidate.name, held.proved_at)
