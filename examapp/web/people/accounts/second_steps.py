"""The administrator chooses which roles take a second step at every sign-in."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from examapp.domain.permissions import AccountRole
from examapp.services.people import second_steps
from examapp.web.access import current_actor, now, requires

bp = Blueprint("second_steps", __name__, url_prefix="/accounts/second-step")


@bp.get("")
@requires("accounts.manage")
def show():
    """The roles, how many accounts each has, and how many of them are ready."""
    return render_template(
        "people/accounts/second_step.html",
        roles=AccountRole,
        chosen=second_steps.roles_that_must(),
        fixed=current_app.extensions["second_factor_roles"],
        counts=second_steps.count_by_role(),
    )


@bp.post("")
@requires("accounts.manage")
def choose():
    """From the next sign-in on."""
    second_steps.choose_roles(request.form.getlist("role"), actor=current_actor(), now=now())
    flash("已经保存，从下一次登录起。正在用的人不受影响。", "ok")
    return redirect(url_for(".show"), 303)
