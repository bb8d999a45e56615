"""Send each role to the page it works on."""

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from examapp.services.people.first_steps import read_first_steps
from examapp.web.access import PUBLIC, now, open_to, requires

bp = Blueprint("home", __name__)

FIRST_PAGES = {
    "inspector": "spot_quizzes.home",
    "bureau": "coverage.index",
    "officer": "candidates.index",
    "administrator": "accounts.index",
    "auditor": "audit.index",
    "supervisor": "inspections.index",
    "bank_admin": "bank.index",
    "reviewer": "bank.index",
}


@bp.get("/")
@open_to(PUBLIC)
def root():
    """Signed in: home; otherwise the sign-in form."""
    return redirect(url_for("home.show" if current_user.is_authenticated else "sign_ins.show"))


@bp.get("/home")
@requires("home.view")
def show():
    """The role's own first page; the administrator's is what is still missing, until nothing is."""
    role = current_user.actor.role
    if role == "administrator" and read_first_steps(now=now()).next:
        return redirect(url_for("first_steps.show"))
    return redirect(url_for(FIRST_PAGES[role]))
