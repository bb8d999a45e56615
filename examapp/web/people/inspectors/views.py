"""Inspectors with their certificate numbers: registered, put right, linked with accounts, merged, removed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.organizations import Region
from examapp.services.core.scopes import within_regions
from examapp.services.people import inspector_register
from examapp.web.access import current_actor, now, requires
from examapp.web.numbers import whole

bp = Blueprint("inspectors", __name__, url_prefix="/inspectors")


@bp.get("")
@requires("inspectors.view")
def index():
    """Everybody in scope; those who left stand last."""
    query = select(Inspector).join(Inspector.region).order_by(Inspector.state, Inspector.id)
    rows = db.session.scalars(within_regions(current_actor(), query, Region.path)).all()
    return render_template("people/inspectors/index.html", rows=rows, regions=_regions())


@bp.post("")
@requires("inspectors.manage")
def create():
    """Add one without an account."""
    form = request.form
    inspector = inspector_register.add_inspector(
        form.get("name", ""),
        form.get("certificate_number", ""),
        form.get("region_id", 0, whole),
        actor=current_actor(),
        now=now(),
    )
    flash(f"已登记{inspector.name}（{inspector.certificate_number}）。", "ok")
    return redirect(url_for(".index"), 303)


@bp.get("/<int:inspector_id>")
@requires("inspectors.manage")
def show(inspector_id: int):
    """One of them: facts, account, doubles."""
    actor = current_actor()
    inspector = inspector_register.get_inspector(actor, inspector_id)
    return render_template(
        "people/inspectors/show.html",
        inspector=inspector,
        regions=_regions(),
        free_accounts=inspector_register.list_free_accounts(actor),
        doubles=inspector_register.list_possible_doubles(inspector, actor),
    )


@bp.post("/<int:inspector_id>")
@requires("inspectors.manage")
def change(inspector_id: int):
    """Put the facts right."""
    form = request.form
    inspector_register.save_inspector(
        inspector_id,
        form.get("name", ""),
        form.get("certificate_number", ""),
        form.get("region_id", 0, whole),
        actor=current_actor(),
        now=now(),
    )
    flash("已保存。已经生成的记录不变。", "ok")
    return redirect(url_for(".show", inspector_id=inspector_id), 303)


@bp.post("/<int:inspector_id>/account")
@requires("inspectors.manage")
def link(inspector_id: int):
    """Give a free account to the person."""
    account_id = request.form.get("account_id", 0, whole)
    inspector_register.link_account(inspector_id, account_id, actor=current_actor(), now=now())
    return redirect(url_for(".show", inspector_id=inspector_id), 303)


@bp.post("/<int:inspector_id>/account/removal")
@requires("inspectors.manage")
def unlink(inspector_id: int):
    """Take the account away from the person."""
    inspector_register.unlink_account(inspector_id, actor=current_actor(), now=now())
    return redirect(url_for(".show", inspector_id=inspector_id), 303)


@bp.post("/<int:inspector_id>/merging")
@requires("inspectors.manage")
def merge(inspector_id: int):
    """Two rows are one person."""
    into_id = request.form.get("into_id", 0, whole)
    target = inspector_register.merge_inspector(inspector_id, into_id, actor=current_actor(), now=now())
    flash(f"已并入{target.name}（{target.certificate_number}）。以前的检查和记录照旧。", "ok")
    return redirect(url_for(".show", inspector_id=target.id), 303)


@bp.post("/<int:inspector_id>/removal")
@requires("inspectors.manage")
def remove(inspector_id: int):
    """Take the person off the list."""
    inspector_register.remove_inspector(inspector_id, actor=current_actor(), now=now())
    flash("已移除，以后不会再出现在同组人员里。以前的检查和记录照旧。", "ok")
    return redirect(url_for(".index"), 303)


def _regions() -> list[Region]:
    query = select(Region).where(Region.level != "town").order_by(Region.path)
    return list(db.session.scalars(within_regions(current_actor(), query, Region.path)))
