"""The register of enterprises: list, add, change."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.domain.people_names import visible_text
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.scopes import (
    get_enterprise,
    visible_employments,
    visible_enterprises,
    within_regions,
)
from examapp.services.people import registers
from examapp.services.people.enterprise_search import firm_holds
from examapp.web.access import current_actor, now, requires
from examapp.web.numbers import whole
from examapp.web.paging import paginate
from question_bank.model import Industry

bp = Blueprint("enterprises", __name__, url_prefix="/enterprises")
SIZES = [("large", "大型"), ("medium", "中型"), ("small", "小型"), ("micro", "微型")]


@bp.get("")
@requires("enterprises.view")
def index():
    """Searched by name, initials or code; narrowed by industry."""
    words, industry = visible_text(request.args.get("q", "")), request.args.get("industry", "")
    query = visible_enterprises(current_actor()).order_by(Enterprise.name)
    if words:
        query = query.where(firm_holds(words))
    if industry:
        query = query.where(Enterprise.industry == industry)
    return render_template(
        "people/enterprises/index.html", **paginate(query), industries=Industry, sizes=dict(SIZES)
    )


@bp.get("/<int:enterprise_id>")
@requires("enterprises.view")
def show(enterprise_id: int):
    """One enterprise and its roster in numbers."""
    enterprise = get_enterprise(current_actor(), enterprise_id)
    found = paginate(
        visible_employments(current_actor())
        .where(Employment.enterprise_id == enterprise.id)
        .order_by(Employment.role, Employment.id)
    )
    return render_template("people/enterprises/show.html", enterprise=enterprise, sizes=dict(SIZES), **found)


@bp.route("/new", methods=["GET", "POST"])
@requires("enterprises.manage")
def create():
    """Add one."""
    return _edit(None)


@bp.route("/<int:enterprise_id>/facts", methods=["GET", "POST"])
@requires("enterprises.manage")
def change(enterprise_id: int):
    """Change one."""
    return _edit(get_enterprise(current_actor(), enterprise_id))


def _edit(enterprise: Enterprise | None):
    if request.method == "POST":
        form = request.form
        facts = {
            name: form.get(name, "").strip()
            for name in ("name", "uscc", "industry", "size", "address", "state")
        }
        facts.update(
            region_id=form.get("region_id", 0, whole),
            risk_tags=[tag for tag in form.get("risk_tags", "").replace("，", "、").split("、") if tag],
        )
        saved = registers.save_enterprise(
            enterprise.id if enterprise else None, facts, actor=current_actor(), now=now()
        )
        return redirect(url_for(".show", enterprise_id=saved.id), 303)
    regions = db.session.scalars(
        within_regions(current_actor(), select(Region), Region.path)
        .where(Region.level != "city")
        .order_by(Region.path)
    ).all()
    return render_template(
        "people/enterprises/edit.html",
        enterprise=enterprise,
        regions=regions,
        industries=Industry,
        sizes=SIZES,
    )
