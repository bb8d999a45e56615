"""The page where a person writes anew what the reader could not read."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.item_mends import ItemMend
from examapp.services.items import item_directions, item_imports, item_mends
from examapp.web.access import current_actor, now, requires
from examapp.web.items.item_imports.words import place_words, problem_sentence
from question_bank.model import ItemType

bp = Blueprint("item_mends", __name__, url_prefix="/bank-imports/<int:import_id>/drafts/<int:number>")


@bp.get("")
@requires("items.import")
def show(import_id: int, number: int):
    """What was read in fields, under what is wrong with it."""
    item_import, row = item_imports.get_import(import_id), item_mends.get_draft(import_id, number)
    return render_template(
        "items/item_imports/mend.html",
        item_import=item_import,
        row=row,
        kinds=[(kind, ItemType(kind).label) for kind in item_mends.KINDS],
        answer=item_mends.written_answer(row.content),
        mendable=item_import.state in ("previewed", "taken") and item_mends.may_be_mended(row),
        changeable=item_directions.may_be_read_again(import_id),
        place_words=place_words,
        problem_sentence=problem_sentence,
    )


@bp.post("")
@requires("items.import")
def save(import_id: int, number: int):
    """Keep it; then the next one that is stopped, or the preview."""
    form = request.form
    lines = [line.strip() for line in form.get("choices", "").splitlines()]
    mend = ItemMend(
        form.get("kind", ""),
        form.get("stem", ""),
        tuple(filter(None, lines)),
        form.get("answer", ""),
        form.get("rationale", ""),
    )
    row = item_mends.mend_draft(import_id, number, mend, actor=current_actor(), now=now())
    if row.stopped:
        return redirect(url_for(".show", import_id=import_id, number=number), 303)
    following = item_mends.next_stopped(import_id, number)
    if form.get("then") == "next" and following:
        return redirect(url_for(".show", import_id=import_id, number=following), 303)
    return redirect(
        url_for("item_imports.show", import_id=import_id, only="stopped" if following else None), 303
    )
