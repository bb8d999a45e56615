"""Blueprints: list with the size of each pool, edit the cells, refused when infeasible."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.services import blueprint_register
from examapp.web.access import current_actor, now, requires
from examapp.web.sentences import sentence_for
from question_bank.model import ItemType, Topic

bp = Blueprint("blueprints", __name__, url_prefix="/blueprints")
EXTRA_CELLS = 2


@bp.get("")
@requires("blueprints.view")
def index():
    """All in scope."""
    rows = db.session.scalars(blueprint_register.visible_blueprints(current_actor())).all()
    shown = [(one, blueprint_register.read_definition(one)) for one in rows]
    measured = {
        one.id: blueprint_register.measure(
            definition, role=one.role, industry=one.industry, post=one.post, now=now()
        )
        for one, definition in shown
    }
    return render_template("blueprints/index.html", shown=shown, measured=measured)


@bp.route("/<int:blueprint_id>", methods=["GET", "POST"])
@requires("blueprints.manage")
def edit(blueprint_id: int):
    """Change the cells; saved as a new revision."""
    blueprint = blueprint_register.get_blueprint(current_actor(), blueprint_id)
    refusal, definition = None, blueprint_register.read_definition(blueprint)
    if request.method == "POST":
        try:
            definition = _read(request.form)
            saved = blueprint_register.save_blueprint(
                blueprint_id, definition, actor=current_actor(), now=now()
            )
            return redirect(url_for(".edit", blueprint_id=saved.id), 303)
        except DomainError as error:
            refusal = sentence_for(error)[1]
    measured = (
        blueprint_register.measure(
            definition, role=blueprint.role, industry=blueprint.industry, post=blueprint.post, now=now()
        )
        if definition["cells"]
        else None
    )
    page = render_template(
        "blueprints/edit.html",
        blueprint=blueprint,
        definition=definition,
        measured=measured,
        refusal=refusal,
        topics=Topic,
        types=ItemType,
        extra=EXTRA_CELLS,
    )
    return page, 422 if refusal else 200


def _read(form) -> dict:
    cells = []
    for index in range(form.get("cell_count", 0, int)):
        topics, count = form.getlist(f"topics_{index}"), form.get(f"count_{index}", 0, int)
        if topics and count:
            cells.append(
                {
                    "topics": topics,
                    "types": form.getlist(f"types_{index}"),
                    "count": count,
                    "points": form.get(f"points_{index}", 10, int),
                    "difficulty_min": form.get(f"min_{index}", 1, int),
                    "difficulty_max": form.get(f"max_{index}", 5, int),
                }
            )
    numbers = {name: form.get(name, 0, int) for name in ("minutes", "cut_score")}
    return {**numbers, "tolerance": form.get("tolerance", 0, float), "cells": cells}
