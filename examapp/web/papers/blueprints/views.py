"""Blueprints: a list with the size of each pool, and the builder that measures as people change the cells."""

from collections.abc import Mapping

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.simulations import PAPERS
from examapp.extensions import db
from examapp.services.papers import blueprint_register
from examapp.services.papers.blueprint_simulation import Measured, measure_live, simulate_live
from examapp.web.access import current_actor, now, requires
from examapp.web.numbers import whole
from examapp.web.papers.blueprints.forms import (
    EMPTY_CELL,
    case_words,
    cell_words,
    read_audience,
    read_cells,
    read_definition,
    require_counts,
    total_words,
)
from examapp.web.sentences import sentence_for
from question_bank.model import Industry, ItemType, Post, Role, Topic

bp = Blueprint("blueprints", __name__, url_prefix="/blueprints")


@bp.get("")
@requires("blueprints.view")
def index():
    """All in scope."""
    rows = db.session.scalars(blueprint_register.visible_blueprints(current_actor())).all()
    shown = [(one, blueprint_register.read_definition(one)) for one in rows]
    measured = {one.id: measure_live(definition, one) for one, definition in shown}
    return render_template("papers/blueprints/index.html", shown=shown, measured=measured)


@bp.get("/new")
@requires("blueprints.manage")
def new():
    """For whom, and what to begin from."""
    return _new_page({"source": request.args.get("source", "")})


@bp.post("/new")
@requires("blueprints.manage")
def create():
    """Make it and go on in the builder."""
    given = request.form
    try:
        audience = read_audience(given)
        made = blueprint_register.create_blueprint(
            given.get("name", ""), given.get("source", 0, whole), audience, actor=current_actor(), now=now()
        )
    except DomainError as error:
        return _new_page(given, sentence_for(error)[1]), 422
    return redirect(url_for(".edit", blueprint_id=made.id), 303)


def _new_page(given, refusal: str = ""):
    sources = db.session.scalars(blueprint_register.visible_blueprints(current_actor())).all()
    return render_template(
        "papers/blueprints/new.html",
        given=given,
        refusal=refusal,
        sources=sources,
        roles=Role,
        industries=Industry,
        posts=Post,
    )


@bp.get("/<int:blueprint_id>")
@requires("blueprints.manage")
def edit(blueprint_id: int):
    """The builder as the blueprint stands."""
    blueprint = blueprint_register.get_blueprint(current_actor(), blueprint_id)
    definition = blueprint_register.read_definition(blueprint)
    return _builder(blueprint, definition, definition["cells"])


@bp.post("/<int:blueprint_id>")
@requires("blueprints.manage")
def save(blueprint_id: int):
    """Save a new revision; or only show the page again, with one more cell or with the simulation."""
    blueprint = blueprint_register.get_blueprint(current_actor(), blueprint_id)
    definition, cells = read_definition(request.form), read_cells(request.form)
    wanted = request.form.get("do", "save")
    if wanted == "add":
        return _builder(blueprint, definition, [*cells, EMPTY_CELL])
    if wanted == "simulate":
        return _builder(blueprint, definition, cells, with_papers=True)
    try:
        require_counts(request.form)
        saved = blueprint_register.save_blueprint(blueprint_id, definition, actor=current_actor(), now=now())
    except DomainError as error:
        return _builder(blueprint, definition, cells, refusal=sentence_for(error)[1]), 422
    return redirect(url_for(".edit", blueprint_id=saved.id), 303)


@bp.post("/<int:blueprint_id>/measure")
@requires("blueprints.manage")
def measure(blueprint_id: int):
    """Words for every cell of the form as it stands, as JSON."""
    blueprint = blueprint_register.get_blueprint(current_actor(), blueprint_id)
    definition = read_definition(request.form)
    measured, refusal = _measured(definition, blueprint)
    return jsonify(
        cells=cell_words(read_cells(request.form), measured),
        cases=case_words(definition, measured),
        total={"words": refusal, "kind": "bad"} if refusal else total_words(definition, measured),
        feasible=bool(measured and measured.feasible),
    )


@bp.post("/<int:blueprint_id>/simulation")
@requires("blueprints.manage")
def simulation(blueprint_id: int):
    """The picture of a thousand papers for the form as it stands, as a part of the page."""
    blueprint = blueprint_register.get_blueprint(current_actor(), blueprint_id)
    definition = read_definition(request.form)
    return render_template(
        "papers/blueprints/_simulation.html", **_simulated(definition, blueprint), shown=True, papers=PAPERS
    )


@bp.post("/<int:blueprint_id>/retire")
@requires("blueprints.manage")
def retire(blueprint_id: int):
    """Use it no more."""
    blueprint_register.retire_blueprint(blueprint_id, actor=current_actor(), now=now())
    return redirect(url_for(".index"), 303)


def _builder(blueprint, definition: dict, cells: list, *, refusal: str = "", with_papers: bool = False):
    measured, malformed = _measured(definition, blueprint)
    drawn = _simulated(definition, blueprint) if with_papers else {"simulation": None, "no_papers": ""}
    return render_template(
        "papers/blueprints/edit.html",
        blueprint=blueprint,
        definition=definition,
        cells=cells,
        told=cell_words(cells, measured),
        case_told=case_words(definition, measured),
        total={"words": malformed, "kind": "bad"} if malformed else total_words(definition, measured),
        refusal=refusal,
        topics=Topic,
        types=ItemType,
        shown=with_papers,
        papers=PAPERS,
        **drawn,
    )


def _measured(definition: Mapping, blueprint) -> tuple[Measured | None, str]:
    if not definition["cells"]:
        return None, ""
    try:
        return measure_live(definition, blueprint), ""
    except DomainError as error:
        return None, sentence_for(error)[1]


def _simulated(definition: Mapping, blueprint) -> dict:
    try:
        return {"simulation": simulate_live(definition, blueprint), "no_papers": ""}
    except DomainError as error:
        return {"simulation": None, "no_papers": sentence_for(error)[1]}
