"""The question bank, to read: search, filter, keep a view, one item with its answer and law."""

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from examapp.domain.errors import DomainError
from examapp.services.core import saved_views
from examapp.services.items import item_origins
from examapp.services.items.item_search import search_items
from examapp.services.upkeep.bank_sync import find_item
from examapp.web.access import current_actor, requires
from examapp.web.items.bank.lists import MORE, OPEN, chips, filter_fields, list_url, read_filter
from examapp.web.paging import asked_page

bp = Blueprint("bank", __name__, url_prefix="/bank")


@bp.get("")
@requires("bank.view")
def index():
    """Searched by words and pinyin initials, narrowed by what an item is and for whom."""
    fields = filter_fields()
    return render_template(
        "items/bank/index.html",
        **_found(fields),
        open_fields=[fields[name] for name in OPEN],
        more_fields=[fields[name] for name in MORE],
        views=_views(),
        others=len(item_origins.list_other_wordings()),
    )


@bp.get("/results")
@requires("bank.view")
def results():
    """Only what was found, for a page that asks while somebody types."""
    return render_template("items/bank/_results.html", **_found(filter_fields()))


@bp.get("/other-wordings")
@requires("bank.view")
def other_wordings():
    """Items that this site changed and that the shipped bank now words otherwise."""
    return render_template("items/bank/other_wordings.html", rows=item_origins.list_other_wordings())


@bp.post("/views")
@requires("bank.view")
def keep_view():
    """Keep the filters of the form under a name."""
    # What a hidden field holds was an address once; reading it again keeps strange names and values out.
    asked = MultiDict(parse_qsl(request.form.get("query", "")[:2000]))
    _, held = read_filter(asked, filter_fields())
    view = saved_views.keep_view(request.form.get("name", ""), list(held.items()), actor=current_actor())
    flash(f"已存成视图“{view.name}”。", "ok")
    return redirect(list_url(held), 303)


@bp.post("/views/<int:view_id>/removal")
@requires("bank.view")
def drop_view(view_id: int):
    """Forget one of one's own views."""
    saved_views.drop_view(view_id, actor=current_actor())
    flash("视图已删除，题目没有变。", "ok")
    return redirect(url_for(".index"), 303)


@bp.get("/<item_id>")
@requires("bank.view")
def show(item_id: str):
    """One item as it stands."""
    item = find_item(item_id)
    if item is None:
        raise DomainError("not_found", what="item")
    return render_template("items/bank/show.html", item=item)


def _found(fields: dict) -> dict:
    wanted, held = read_filter(request.args, fields)
    found = search_items(wanted, page=asked_page())
    return {
        "found": found,
        "held": held,
        "chips": chips(held, fields),
        "page_url": lambda page: list_url(held, page=page),
    }


def _views() -> list[dict]:
    """The person's views with their addresses; a filter that is gone since (a law) is left out of it."""
    fields = filter_fields()
    shown = []
    for view in saved_views.list_views(current_actor()):
        _, held = read_filter(MultiDict(parse_qsl(view.query)), fields)
        shown.append({"id": view.id, "name": view.name, "url": list_url(held), "held": held})
    return shown
