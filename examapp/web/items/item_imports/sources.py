"""The page with the lines of a text beside what was read of them, where a person mends the reading."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.source_lines import SourceLine
from examapp.services.items import item_directions, item_file_reading, item_gestures, item_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.items.item_imports.accounts import UNUSED
from examapp.web.items.item_imports.words import FACTS, place_words, problem_sentence
from examapp.web.numbers import whole

bp = Blueprint("item_sources", __name__, url_prefix="/bank-imports/<int:import_id>/source")
PER_PAGE = 20
ROLES = {
    "stem": "题干",
    "choice": "选项",
    "key": "答案",
    "explanation": "解析",
    "label": "附注",
    "picture": "图",
    "case": "案例",
}
GESTURES = {
    "break": "在这里断开",
    "join": "和上一题合并",
    "answer": "标为答案",
    "list": "从这里起是答案表",
    "drop": "从题目里拿掉",
}


@bp.get("")
@requires("items.import")
def show(import_id: int):
    """Twenty questions: their lines on the left, the reading on the right."""
    item_import = item_imports.get_import(import_id)
    source = item_gestures.source_of(item_import)
    items = max((line.item for line in source), default=0)
    page = _page(source, items)
    first, last = (page - 1) * PER_PAGE + 1, page * PER_PAGE
    steps = item_import.directions.get("lines", [])
    return render_template(
        "items/item_imports/source.html",
        item_import=item_import,
        percent=item_file_reading.progress_of(import_id),
        groups=_groups(source, first, last if last < items else items),
        drafts={draft.number: draft for draft in item_imports.list_drafts(import_id, first, last)},
        page=page,
        pages=max(1, -(-items // PER_PAGE)),
        page_url=lambda number: url_for(".show", import_id=import_id, page=number),
        changeable=item_directions.may_be_read_again(import_id),
        step=steps[-1] if steps else None,
        step_count=len(steps),
        likes=item_gestures.likes_of(item_import),
        roles=ROLES,
        unused=UNUSED,
        gestures=GESTURES,
        facts=FACTS,
        place_words=place_words,
        problem_sentence=problem_sentence,
    )


def _page(source: list[SourceLine], items: int) -> int:
    """The page that was asked for, or the one of an item or of a line."""
    item, at = request.args.get("item", 0, type=int), request.args.get("line", 0, type=int)
    if at and not item:
        item = next((line.item for line in reversed(source) if line.at <= at and line.item), 1)
    page = (item - 1) // PER_PAGE + 1 if item > 0 else request.args.get("page", 1, type=int)
    return min(max(1, page), max(1, -(-items // PER_PAGE)))


def _groups(source: list[SourceLine], first: int, last: int) -> list[tuple[int, bool, list[SourceLine]]]:
    """Lines of the questions from `first` to `last`, with whether it began above; 0 for lines of nobody."""
    groups: list[tuple[int, bool, list[SourceLine]]] = []
    near = 0
    for line in source:
        near = max(near, line.item)
        # Lines above the first question belong to its page, lines behind the last one to the last page.
        if not first <= max(near, 1) <= last:
            continue
        if not groups or groups[-1][0] != line.item:
            groups.append((line.item, line.item in (number for number, _, _ in groups[-2:]), []))
        groups[-1][2].append(line)
    return groups


@bp.post("")
@requires("items.import")
def save(import_id: int):
    """One gesture, the same for all lines like it, or one step back."""
    form = request.form
    asked = {"actor": current_actor(), "now": now(), "ports": ports()}
    at = form.get("line", 0, type=whole) or 0
    if form.get("gesture") == "likes":
        item_gestures.say_of_likes(import_id, **asked)
    elif form.get("gesture") == "back":
        item_gestures.take_step_back(import_id, form.get("step", 0, type=whole) or 0, **asked)
    else:
        item_gestures.say_of_line(import_id, at, form.get("gesture", ""), **asked)
    return redirect(url_for(".show", import_id=import_id, line=at or None), 303)
