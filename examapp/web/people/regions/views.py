"""The tree of regions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.domain.wordings import MOST
from examapp.extensions import db
from examapp.models.organizations import Region
from examapp.services.core.scopes import within_regions
from examapp.services.people import registers, wordings
from examapp.web.access import current_actor, now, requires
from examapp.web.numbers import whole

bp = Blueprint("regions", __name__, url_prefix="/regions")


@bp.get("")
@requires("regions.view")
def index():
    """City, counties, towns in scope."""
    rows = db.session.scalars(
        within_regions(current_actor(), select(Region), Region.path).order_by(Region.path)
    ).all()
    worded = wordings.regions_with_wording()
    return render_template("people/regions/index.html", rows=rows, worded=worded)


@bp.post("")
@requires("regions.manage")
def create():
    """Add one below its parent."""
    form = request.form
    registers.add_region(
        form.get("code", "").strip(),
        form.get("name", ""),
        form.get("level", ""),
        form.get("parent_id", None, whole),
        actor=current_actor(),
        now=now(),
    )
    return redirect(url_for(".index"), 303)


@bp.get("/<int:region_id>/wording")
@requires("wordings.manage")
def wording(region_id: int):
    """What this region's documents say; filled in beforehand with what holds now."""
    region = wordings.find_region(region_id, actor=current_actor())
    return render_template(
        "people/regions/wording.html",
        region=region,
        wording=wordings.wording_of(region),
        cap=wordings.visit_cap_of(region),
        own=region.id in wordings.regions_with_wording(),
        most=MOST,
    )


@bp.post("/<int:region_id>/wording")
@requires("wordings.manage")
def save_wording(region_id: int):
    """Confirm it."""
    wordings.save_wording(region_id, request.form.to_dict(), actor=current_actor(), now=now())
    flash("文书用语已确认，从下一次抽取起印在记录上。", "ok")
    return redirect(url_for(".index"), 303)
