"""Upload or paste, preview with every problem and double, take, undo."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.models.item_imports import ItemImport
from examapp.services import item_file_reading, item_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.item_imports.words import FACTS, FORMATS, place_words, problem_sentence, refusal_sentence
from examapp.web.paging import paginate

bp = Blueprint("item_imports", __name__, url_prefix="/bank-imports")
PASTED = "粘贴的文字.txt"


@bp.get("")
@requires("items.import")
def index():
    """All batches, the newest first."""
    return render_template(
        "item_imports/index.html",
        formats=FORMATS,
        **paginate(select(ItemImport).order_by(ItemImport.id.desc())),
    )


@bp.get("/new")
@requires("items.import")
def new():
    """Choose a file, or paste."""
    return render_template("item_imports/new.html")


@bp.post("/new")
@requires("items.import")
def create():
    """Keep it and read it in the background."""
    file, text = request.files.get("file"), request.form.get("text", "")
    content, name = (file.read(), file.filename) if file and file.filename else (text.encode("utf-8"), PASTED)
    kept = item_imports.start_import(content, name or PASTED, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", import_id=kept.id), 303)


@bp.get("/<int:import_id>")
@requires("items.import")
def show(import_id: int):
    """Progress, refusal, preview or outcome."""
    kept = item_imports.get_import(import_id)
    only = request.args.get("only", "")
    words = {
        "formats": FORMATS,
        "facts": FACTS,
        "place_words": place_words,
        "problem_sentence": problem_sentence,
    }
    return render_template(
        "item_imports/show.html",
        kept=kept,
        percent=item_file_reading.progress_of(import_id),
        earlier=item_imports.find_earlier(kept),
        taken=item_imports.count_taken(import_id),
        published=item_imports.count_published(import_id),
        refusal_sentence=refusal_sentence,
        only=only,
        **words,
        **paginate(item_imports.drafts_query(import_id, only)),
    )


@bp.post("/<int:import_id>/taking")
@requires("items.import")
def take(import_id: int):
    """All, all but doubles, or the ticked ones."""
    which = request.form.get("which", "")
    chosen = request.form.getlist("number", type=int) if which == "chosen" else None
    item_imports.take_drafts(import_id, chosen, skip_equal=which == "new", actor=current_actor(), now=now())
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/<int:import_id>/undoing")
@requires("items.import")
def undo(import_id: int):
    """Take the batch back."""
    item_imports.undo_import(import_id, actor=current_actor(), now=now())
    return redirect(url_for(".show", import_id=import_id), 303)
