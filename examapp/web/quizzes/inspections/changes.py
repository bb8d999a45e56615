"""What is changed of a visit afterwards: a plan is moved or called off, the purpose is another one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_inspection
from examapp.services.quizzes import visit_plans, visit_purposes
from examapp.services.quizzes.tablet_home import list_colleagues
from examapp.web.access import current_actor, now, requires
from examapp.web.form_dates import read_form_date
from examapp.web.numbers import whole

bp = Blueprint("visit_changes", __name__, url_prefix="/inspections")


@bp.get("/<int:inspection_id>/plan")
@requires("inspections.manage")
def edit_plan(inspection_id: int):
    """Day, place and people of a visit that has not begun; and the way to call it off."""
    actor = current_actor()
    inspection = get_inspection(actor, inspection_id)
    if inspection.origin != "planned" or inspection.called_off_at is not None:
        raise DomainError("plan_over")
    return render_template(
        "quizzes/inspections/move.html",
        inspection=inspection,
        people=pairs_for([inspection.enterprise], actor),
        today=today_of(now()),
    )


@bp.post("/<int:inspection_id>/plan")
@requires("inspections.manage")
def move_plan(inspection_id: int):
    """Keep the other day, place or people."""
    reason = request.form.get("reason", "")
    visit_plans.move_plan(inspection_id, read_plan(), reason, actor=current_actor(), now=now())
    flash("安排改好了。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


@bp.post("/<int:inspection_id>/calling-off")
@requires("inspections.manage")
def call_off(inspection_id: int):
    """The visit will not take place."""
    reason = request.form.get("calling_off_reason", "")
    visit_plans.call_off_plan(inspection_id, reason, actor=current_actor(), now=now())
    flash("安排已撤回，平板首页上不再有这一次。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


@bp.post("/<int:inspection_id>/purpose")
@requires("inspections.manage")
def change_purpose(inspection_id: int):
    """Say that this is no act of the authority, or that it is one."""
    form = request.form
    done = visit_purposes.change_purpose(
        inspection_id, form.get("purpose", ""), form.get("reason", ""), actor=current_actor(), now=now()
    )
    flash("检查性质已改。" if done else "已经提出。监管科室确认以后，性质才改。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


@bp.post("/<int:inspection_id>/purpose/decision")
@requires("inspections.decide")
def decide_purpose(inspection_id: int):
    """The bureau confirms or refuses what an inspector asked for."""
    form = request.form
    agrees = form.get("decision") == "agree"
    visit_purposes.decide_purpose(
        inspection_id, agrees, form.get("refusal", ""), actor=current_actor(), now=now()
    )
    flash("已经确认，检查性质已改。" if agrees else "已经退回，检查性质没有改。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


def read_plan() -> dict:
    """Day, place and people as `visit_plans` takes them."""
    form = request.form
    return {
        "inspected_on": read_form_date(form.get("inspected_on", "")),
        "place": form.get("place", ""),
        "lead_inspector_id": form.get("lead_inspector_id", 0, whole),
        "second_inspector_id": form.get("second_inspector_id", 0, whole),
    }


def pairs_for(enterprises: list, actor) -> list[tuple[int, str]]:
    """(id, words) of the inspectors who can open a visit of one of these firms, with the actor first."""
    paths = [enterprise.region.path for enterprise in enterprises]
    able = [
        inspector
        for inspector in list_colleagues(actor)
        if any(visit_plans.may_open(inspector, path) for path in paths)
    ]
    own = [(actor.inspector_id, actor.name)] if actor.inspector_id else []
    return own + [(inspector.id, f"{inspector.name}　{inspector.region.name}") for inspector in able]
