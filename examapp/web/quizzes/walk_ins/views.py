"""The list of walk-ins without a person of the roster, and the match."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.services.quizzes import walk_ins
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.numbers import whole
from examapp.web.paging import paginate

bp = Blueprint("walk_ins", __name__, url_prefix="/walk-ins")


@bp.get("")
@requires("inspections.manage")
def index():
    """Newest first, each with the people of the roster who bear the name."""
    found = paginate(walk_ins.list_unmatched(current_actor()))
    people = {one.id: walk_ins.suggest_people(one, ports()) for one in found["rows"]}
    return render_template("quizzes/walk_ins/index.html", **found, people=people)


@bp.post("/<int:participant_id>/match")
@requires("inspections.manage")
def match(participant_id: int):
    """Say who it was."""
    walk_ins.match_walk_in(
        participant_id,
        request.form.get("employment_id", 0, whole),
        client_id=request.form.get("client_id", "")[:36],
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for(".index"), 303)
