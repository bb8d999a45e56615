"""What is still missing for the first real quiz, with the way to each."""

from flask import Blueprint, render_template

from examapp.adapters.server.program_paths import program
from examapp.services.people.first_steps import read_first_steps
from examapp.web.access import now, requires
from examapp.web.addresses import is_own_machine, public_base_url

bp = Blueprint("first_steps", __name__)


@bp.get("/first-steps")
@requires("accounts.manage")
def show():
    """Regions, enterprises, inspectors, roster, first quiz, auditor: ticked as the data say."""
    return render_template(
        "people/first_steps/show.html",
        steps=read_first_steps(now=now()),
        address=public_base_url(),
        own_machine=is_own_machine(public_base_url()),
        program=program(from_here=False),
    )
