"""Visits as the law wants them: planning with approval, supplementing it, result, answer, the whole file."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from examapp.domain.inspections import KIND_LABELS, MOST, over_cap
from examapp.models.inspections import Inspection
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_inspection
from examapp.services.people import enterprise_search
from examapp.services.people.wordings import visit_cap_of, wording_of
from examapp.services.quizzes import approvals, inspection_files, visit_plans, visit_ratings
from examapp.web.access import current_actor, now, requires
from examapp.web.form_dates import read_form_date, read_form_moment
from examapp.web.numbers import whole
from examapp.web.quizzes.inspections.changes import pairs_for, read_plan
from examapp.web.quizzes.inspections.whole_file import pack_file

bp = Blueprint("inspection_approvals", __name__, url_prefix="/inspections")


@bp.get("/plan")
@requires("inspections.manage")
def plan():
    """Find the enterprise, then day, inspectors and approval on one page."""
    words = request.args.get("q", "").strip()[:60]
    actor = current_actor()
    found = enterprise_search.search(actor, words) if words else []
    return render_template(
        "quizzes/inspections/plan.html",
        words=words,
        found=found,
        today=today_of(now()),
        people=pairs_for(found, actor),
        own_id=actor.inspector_id,
        basis=wording_of(found[0].region).legal_basis[: MOST["basis"]] if found else "",
        caps=_describe_next(found),
        kinds=list(KIND_LABELS.items()),
        most=MOST,
    )


@bp.post("/plan")
@requires("inspections.manage")
def create_plan():
    """Keep the planned visit."""
    form, actor = request.form, current_actor()
    facts = {"enterprise_id": form.get("enterprise_id", 0, whole), **read_plan()}
    made = visit_plans.plan_inspection(
        facts, _read_approval(), client_id=form.get("client_id", "")[:36], actor=actor, now=now()
    )
    flash("安排好了。到了那一天，它排在两名执法人员的平板首页上，点一下就能抽考。", "ok")
    return redirect(url_for("inspections.show", inspection_id=made), 303)


@bp.get("/<int:inspection_id>/approval")
@requires("inspections.manage")
def edit(inspection_id: int):
    """The approval form of a visit that is planned or has been."""
    inspection = get_inspection(current_actor(), inspection_id)
    approval = approvals.find_approval(inspection.id)
    return render_template(
        "quizzes/inspections/approval.html",
        inspection=inspection,
        approval=approval,
        begun_at=approvals.begun_at(inspection),
        today=today_of(now()),
        basis=wording_of(inspection.enterprise.region).legal_basis[: MOST["basis"]],
        kinds=list(KIND_LABELS.items()),
        most=MOST,
    )


@bp.post("/<int:inspection_id>/approval")
@requires("inspections.manage")
def save(inspection_id: int):
    """Keep the approval."""
    approvals.save_approval(inspection_id, _read_approval(), actor=current_actor(), now=now())
    flash("审批已登记。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


@bp.post("/<int:inspection_id>/result")
@requires("inspections.manage")
def note_result(inspection_id: int):
    """How the result was made known."""
    form = request.form
    day = read_form_date(form.get("result_noticed_on", ""))
    approvals.note_result(inspection_id, form.get("result_notice", ""), day, actor=current_actor(), now=now())
    flash("结果告知已登记。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


@bp.post("/<int:inspection_id>/answer")
@requires("ratings.answer")
def answer(inspection_id: int):
    """Answer the enterprise's rating."""
    visit_ratings.answer_rating(
        inspection_id, request.form.get("answer", ""), actor=current_actor(), now=now()
    )
    flash("答复已存，企业打开评价页就能看到。", "ok")
    return redirect(url_for("inspections.show", inspection_id=inspection_id), 303)


@bp.get("/<int:inspection_id>/file.zip")
@requires("inspections.export")
def download(inspection_id: int):
    """Everything of one visit in one file."""
    whole_file = inspection_files.read_file(inspection_id, actor=current_actor(), now=now())
    name = f"{whole_file.inspection.number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(pack_file(whole_file), content_type="application/zip", headers=headers)


def describe_cap(inspection: Inspection) -> str:
    """How many visits this enterprise has had in the year of this one, and the cap when one was published."""
    year, enterprise = inspection.inspected_on.year, inspection.enterprise
    visits = approvals.visits_of_year([enterprise.id], year, today=today_of(now()))[enterprise.id]
    return _cap_words(f"{year} 年共 {visits} 次检查", visits, enterprise.region)


def _describe_next(enterprises: list[Enterprise]) -> dict[int, str]:
    """The same of each enterprise if it were visited once more this year."""
    year = today_of(now()).year
    ids = [enterprise.id for enterprise in enterprises]
    visits = approvals.visits_of_year(ids, year, today=today_of(now()))
    return {
        enterprise.id: _cap_words(
            f"{year} 年第 {visits[enterprise.id] + 1} 次检查", visits[enterprise.id] + 1, enterprise.region
        )
        for enterprise in enterprises
    }


def _cap_words(words: str, visits: int, region: Region) -> str:
    cap = visit_cap_of(region)
    if cap is None:
        return words
    return f"{words}，上限 {cap} 次" + ("，超过了上限" if over_cap(visits, cap) else "")


def _read_approval() -> dict:
    form = request.form
    # Midnight when no time was given.
    moment = f"{form.get('approved_on', '')}T{form.get('approved_time') or '00:00'}"
    return {
        "kind": form.get("kind", ""),
        "approved_at": read_form_moment(moment),
        **{name: form.get(name, "") for name in MOST},
    }
