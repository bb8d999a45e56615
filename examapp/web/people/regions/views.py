"""The tree of regions."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.organizations import Region
from examapp.services.core.scopes import within_regions
from examapp.services.people import registers
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
    return render_template("people/regions/index.html", rows=rows)


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
