"""A published item's further life: changed, put on hold, released, retired, its revisions,
and the shipped bank's other words.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.item_contents import content_of
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.services.items import item_comments, item_drafting, item_lives, item_origins
from examapp.services.items.item_revisions import get_revision, list_revisions
from examapp.services.papers import reserved_items
from examapp.web.access import current_actor, now, requires
from examapp.web.items.compare import differing_rows
from examapp.web.items.contents import item_view
from examapp.web.numbers import whole

bp = Blueprint("item_lives", __name__, url_prefix="/items/published")


@bp.post("/<item_id>/draft")
@requires("items.edit")
def edit(item_id: str):
    """The item's open draft, begun now when there is none."""
    draft = item_drafting.edit_item(item_id, actor=current_actor(), now=now())
    return redirect(url_for("items.edit", draft_id=draft.id), 303)


@bp.post("/<item_id>/hold")
@requires("items.publish")
def hold(item_id: str):
    """Ask it no more for the time being."""
    item_lives.hold(item_id, request.form.get("reason", ""), actor=current_actor(), now=now())
    flash("已暂停使用，从现在起抽不到它。正在答的试卷不受影响。", "ok")
    return _back(item_id)


@bp.post("/<item_id>/release")
@requires("items.publish")
def release(item_id: str):
    """Ask it again."""
    item_lives.release(item_id, actor=current_actor(), now=now())
    flash("已恢复使用。", "ok")
    return _back(item_id)


@bp.post("/<item_id>/retirement")
@requires("items.publish")
def retire(item_id: str):
    """Ask it never again."""
    item_lives.retire(item_id, request.form.get("reason", ""), actor=current_actor(), now=now())
    flash("已退役。以前的试卷和记录里还看得到它。", "ok")
    return _back(item_id)


@bp.post("/<item_id>/return")
@requires("items.publish")
def bring_back(item_id: str):
    """Out of retirement, on hold at first."""
    item_lives.bring_back(item_id, actor=current_actor(), now=now())
    flash("已取回，现在是暂停使用。核对后点“恢复使用”。", "ok")
    return _back(item_id)


@bp.post("/<item_id>/practice")
@requires("items.publish")
def set_practice(item_id: str):
    """Keep the item for exams, or open it for practice again."""
    reserved = request.form.get("reserved") == "1"
    count = reserved_items.reserve_items([item_id], reserved=reserved, actor=current_actor(), now=now())
    together = f"（连同孪生题、同一案例的题共 {count} 道）" if count > 1 else ""
    done = "已设为只供考试，练习里不再出现" if reserved else "练习里又可以出现了"
    flash(f"{done}{together}。", "ok")
    return _back(item_id)


@bp.get("/<item_id>/revisions")
@requires("bank.view")
def revisions(item_id: str):
    """All revisions with who and when, and two of them side by side."""
    row = _row(item_id)
    kept = list_revisions(item_id)
    numbers = [one.revision for one, _, _ in kept]
    new = request.args.get("new", row.revision, whole)
    old = request.args.get("old", max([one for one in numbers if one < new], default=new), whole)
    sides = [content_of(get_revision(item_id, one)) for one in (old, new)]
    return render_template(
        "items/revisions.html",
        row=row,
        kept=kept,
        old=old,
        new=new,
        numbers=numbers,
        rows=differing_rows(*sides) if old != new else None,
        view=item_view(sides[1]),
    )


@bp.get("/<item_id>/shipped")
@requires("bank.view")
def shipped(item_id: str):
    """Our words beside those that the shipped bank now has."""
    found = item_origins.find_other_wording(item_id)
    if found is None:
        raise DomainError("not_found", what="item")
    rows = differing_rows(content_of(found.ours), content_of(found.shipped))
    return render_template("items/shipped.html", row=_row(item_id), found=found, rows=rows)


@bp.post("/<item_id>/shipped/keep-ours")
@requires("items.publish")
def decline(item_id: str):
    """Looked at; our words stay."""
    item_origins.decline_wording(item_id, actor=current_actor(), now=now())
    flash("留用本地的文字。随附题库再有新文字时会再提醒。", "ok")
    return _back(item_id)


@bp.post("/<item_id>/shipped/take-theirs")
@requires("items.edit")
def take_theirs(item_id: str):
    """A draft with the shipped words, to be reviewed like any other."""
    draft = item_origins.draft_from_shipped(item_id, actor=current_actor(), now=now())
    return redirect(url_for("items.edit", draft_id=draft.id), 303)


@bp.app_context_processor
def life_of_items() -> dict:
    """`item_life_of(id)`: what the item's page tells of its life; asked only where a template says so."""
    return {"item_life_of": _life}


def _life(item_id: str) -> dict:
    other = item_origins.find_other_wording(item_id)
    return {
        "row": _row(item_id),
        "draft": item_drafting.find_open_draft(item_id),
        "reserved": item_id in reserved_items.reserved_ids(),
        "relatives": reserved_items.relatives_of(item_id),
        "comments": item_comments.list_comments(item_id=item_id),
        "other": other,
        "declined": bool(other)
        and item_id not in {one.item_id for one in item_origins.list_other_wordings()},
        "view": item_view,
    }


def _row(item_id: str) -> BankItem:
    row = db.session.get(BankItem, item_id)
    if row is None:
        raise DomainError("not_found", what="item")
    return row


def _back(item_id: str):
    return redirect(url_for("bank.show", item_id=item_id), 303)
