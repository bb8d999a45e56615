"""Upload or paste, preview with every problem and double, take, undo."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.items import item_directions, item_file_reading, item_imports, item_mends
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.items.item_imports.accounts import counts_words, unused_sentence
from examapp.web.items.item_imports.columns_words import origin_words
from examapp.web.items.item_imports.words import (
    FACTS,
    FORMATS,
    place_words,
    problem_sentence,
    refusal_sentence,
)
from examapp.web.items.pictures.views import CSP
from examapp.web.numbers import whole
from examapp.web.paging import paginate

bp = Blueprint("item_imports", __name__, url_prefix="/bank-imports")
PASTED = "粘贴的文字.txt"


@bp.get("")
@requires("items.import")
def index():
    """All batches, the newest first."""
    return render_template(
        "items/item_imports/index.html",
        formats=FORMATS,
        **paginate(select(ItemImport).order_by(ItemImport.id.desc())),
    )


@bp.get("/new")
@requires("items.import")
def new():
    """Choose a file, or paste."""
    return render_template("items/item_imports/new.html")


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
    if _wants_columns(kept) and "after" not in request.args:
        return redirect(url_for("item_columns.show", import_id=import_id))
    words = {
        "formats": FORMATS,
        "facts": FACTS,
        "place_words": place_words,
        "problem_sentence": problem_sentence,
        "unused_sentence": unused_sentence,
        "counts": counts_words(kept.report, kept.format),
        "origin_words": origin_words,
        "may_be_mended": item_mends.may_be_mended,
    }
    shown = paginate(item_imports.drafts_query(import_id, only))
    return render_template(
        "items/item_imports/show.html",
        common=_common_missing(shown["rows"]),
        kept=kept,
        percent=item_file_reading.progress_of(import_id),
        earlier=item_imports.find_earlier(kept),
        taken=item_imports.count_taken(import_id),
        published=item_imports.count_published(import_id),
        refusal_sentence=refusal_sentence,
        changeable=item_directions.may_be_read_again(import_id),
        only=only,
        **words,
        **shown,
    )


def _wants_columns(item_import: ItemImport) -> bool:
    """Whether nothing was read because no sheet was understood: then a person says what the columns are."""
    sheets = item_import.report.get("sheets", [])
    unknown = any(one["origin"] == "none" and one["taken"] and one["row_count"] for one in sheets)
    return item_import.state == "previewed" and not item_import.report["drafts"] and unknown


@bp.get("/<int:import_id>/pictures/<int:number>")
@requires("items.import")
def picture(import_id: int, number: int) -> Response:
    """The picture of one draft as it was read; opened by itself it can run nothing."""
    content, media_type = item_imports.get_draft_picture(import_id, number)
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _common_missing(drafts: Sequence[ImportedDraft]) -> list[str] | None:
    """What all drafts of a page lack alike, to be said once; None when they differ."""
    lacking = [one.content["missing"] for one in drafts if not one.stopped]
    return lacking[0] if len(lacking) > 1 and all(one == lacking[0] for one in lacking) else None


@bp.post("/<int:import_id>/taking")
@requires("items.import")
def take(import_id: int):
    """All, all but doubles, or the ticked ones."""
    which = request.form.get("which", "")
    chosen = request.form.getlist("number", type=whole) if which == "chosen" else None
    looked = request.form.get("looked") == "yes"
    item_imports.take_drafts(
        import_id, chosen, skip_equal=which == "new", looked=looked, actor=current_actor(), now=now()
    )
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/<int:import_id>/undoing")
@requires("items.import")
def undo(import_id: int):
    """Take the batch back."""
    item_imports.undo_import(import_id, actor=current_actor(), now=now())
    return redirect(url_for(".show", import_id=import_id), 303)
