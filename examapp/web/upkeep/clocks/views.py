"""Whether the servers' time of day can be believed, and the administrator's word that a new time is the right one."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.services.core.node_clocks import accept_clock, list_clocks
from examapp.web.access import current_actor, now, requires

bp = Blueprint("clocks", __name__, url_prefix="/clocks")


@bp.get("")
@requires("clocks.manage")
def index():
    """Every machine, those in doubt first."""
    return render_template("upkeep/clocks/index.html", clocks=list_clocks(), now=now())


@bp.post("/acceptance")
@requires("clocks.manage")
def accept():
    """The new time is right; handing in by time goes on."""
    accept_clock(request.form.get("mark", ""), actor=current_actor(), now=now())
    return redirect(url_for(".index"), 303)
