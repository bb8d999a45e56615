"""The list of walk-ins without a person of the roster, and the match."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.services.quizzes import walk_ins
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.numbers import whole
from examapp.web.paging import paginate

bp = Blueprint("walk_ins", __name__, url_prefix="/walk-ins")


@bp.get("")
@requires("inspections.manage")
def index():
    """Who waits, newest first, each with the people of the roster who bear the name; or who is on no roster."""
    settled = request.args.get("state") == "settled"
    found = paginate(walk_ins.list_unmatched(current_actor(), settled=settled))
    return render_template(
        "quizzes/walk_ins/index.html",
        **found,
        people={one.id: walk_ins.suggest_people(one, ports()) for one in found["rows"]},
        reasons=walk_ins.why_settled([one.id for one in found["rows"]]),
        settled=settled,
    )


@bp.post("/<int:participant_id>/settlement")
@requires("inspections.manage")
def settle(participant_id: int):
    """On no roster, with the reason."""
    walk_ins.settle_walk_in(participant_id, request.form.get("reason", ""), actor=current_actor(), now=now())
    flash("已记为不在名单，成绩留在这次抽考里。", "ok")
    return redirect(url_for(".index"), 303)


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
