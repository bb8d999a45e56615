"""The stop between a password and the pages, for roles whose password alone opens nothing."""

from flask import Blueprint, redirect, render_template, url_for

from examapp.services.people import passkeys
from examapp.services.people.passkeys import KeyOwner
from examapp.services.people.second_factors import has_key, last_removal
from examapp.web.access import PUBLIC, now, open_to
from examapp.web.accounts_session import waiting_session

bp = Blueprint("second_factors", __name__, url_prefix="/second-factor")


@bp.get("")
@open_to(PUBLIC)
def show():
    """Show the key; or make the first one, shortly after the password."""
    waiting = waiting_session()
    if waiting is None:
        return redirect(url_for("home.root"))
    account = waiting.account
    owner = KeyOwner("account", account.id, account.name, waiting.proved_at)
    return render_template(
        "people/passkeys/second.html",
        has_key=has_key(account.id),
        may_add=passkeys.may_add(owner, now=now()),
        removal=last_removal(account.id, now=now()),
    )
