"""Inspectors with their certificate numbers."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.organizations import Region
from examapp.services import staff
from examapp.services.scopes import within_regions
from examapp.web.access import current_actor, now, requires

bp = Blueprint("inspectors", __name__, url_prefix="/inspectors")


@bp.get("")
@requires("inspectors.view")
def index():
    """Everybody in scope."""
    rows = db.session.scalars(
        within_regions(current_actor(), select(Inspector).join(Inspector.region), Region.path).order_by(
            Inspector.id
        )
    ).all()
    regions = db.session.scalars(
        within_regions(current_actor(), select(Region), Region.path)
        .where(Region.level != "town")
        .order_by(Region.path)
    ).all()
    return render_template("inspectors/index.html", rows=rows, regions=regions)


@bp.post("")
@requires("inspectors.manage")
def create():
    """Add one without an account."""
    form = request.form
    staff.add_inspector(
        form.get("name", ""),
        form.get("certificate_number", ""),
        form.get("region_id", 0, int),
        actor=current_actor(),
        now=now(),
    )
    return redirect(url_for(".index"), 303)
