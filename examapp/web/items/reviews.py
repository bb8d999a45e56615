"""Drafts that wait: the list, one draft beside what is published, what people say about it, and the decision."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from examapp.domain.item_contents import content_of
from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.services.items import item_comments, item_drafting, item_lives
from examapp.services.items.item_revisions import account_names, get_revision
from examapp.web.access import current_actor, now, requires
from examapp.web.items.compare import differing_rows
from examapp.web.items.contents import item_view
from examapp.web.items.words import draft_urls, fault_rows
from examapp.web.numbers import whole
from examapp.web.paging import paginate

bp = Blueprint("item_reviews", __name__, url_prefix="/items")
VIEWS = {"review": "待我审", "mine": "我写的", "all": "全部"}


@bp.get("/drafts")
@requires("items.edit")
def index():
    """Drafts that wait for me, those that I began, or all that are open."""
    wanted = request.args.get("view", "review")
    view = wanted if wanted in VIEWS else "review"
    found = paginate(_query(view))
    names = account_names(key for one in found["rows"] for key in (one.author_id, one.editor_id))
    tabs = [
        {
            "text": text,
            "url": url_for(".index", view=key),
            "current": key == view,
            "count": db.session.scalar(
                select(func.count()).select_from(_query(key).order_by(None).subquery())
            ),
        }
        for key, text in VIEWS.items()
    ]
    return render_template("items/drafts.html", names=names, tabs=tabs, view=view, **found)


@bp.get("/<int:draft_id>")
@requires("items.edit")
def show(draft_id: int):
    """One draft: what changed, how it looks, what was said, and what may be done."""
    draft = item_drafting.get_draft(draft_id)
    content = draft.data
    published, row = _published(draft)
    names = account_names([draft.author_id, draft.editor_id])
    second = current_app.config["BANK_SECOND_PERSON"]
    return render_template(
        "items/show.html",
        draft=draft,
        view=item_view(content),
        row=row,
        behind=bool(row and draft.is_open and row.revision != draft.base_revision),
        rows=differing_rows(published, content) if published is not None else None,
        comments=item_comments.list_comments(draft_id=draft_id),
        faults=fault_rows(item_drafting.check_draft(content), content),
        names=names,
        urls=draft_urls(draft.id),
        second=second,
        own=current_actor().account_id in (draft.author_id, draft.editor_id),
    )


@bp.post("/<int:draft_id>/submission")
@requires("items.edit")
def submit(draft_id: int):
    """Ask another person to look."""
    item_lives.submit(draft_id, actor=current_actor(), now=now())
    flash("已送审。别的题库管理员或审题员会在“待我审”里看到。", "ok")
    return redirect(url_for(".show", draft_id=draft_id), 303)


@bp.post("/<int:draft_id>/publication")
@requires("items.publish")
def publish(draft_id: int):
    """The draft as the page showed it becomes what is asked."""
    row = item_lives.publish(
        draft_id,
        actor=current_actor(),
        now=now(),
        second_person=current_app.config["BANK_SECOND_PERSON"],
        expected_version=request.form.get("version", 0, whole),
    )
    flash(f"已发布，编号 {row.id}，第 {row.revision} 版。从现在起抽题用这一版。", "ok")
    return redirect(url_for("bank.show", item_id=row.id), 303)


@bp.post("/<int:draft_id>/return")
@requires("items.publish")
def send_back(draft_id: int):
    """Back to the author, with a word why."""
    item_lives.send_back(draft_id, request.form.get("text", ""), actor=current_actor(), now=now())
    flash("已退回，作者会看到您写的原因。", "ok")
    return redirect(url_for(".show", draft_id=draft_id), 303)


@bp.post("/<int:draft_id>/comments")
@requires("items.edit")
def comment(draft_id: int):
    """Say something; nothing else changes."""
    item_comments.add_comment(
        request.form.get("text", ""), actor=current_actor(), now=now(), draft_id=draft_id
    )
    return redirect(url_for(".show", draft_id=draft_id, _anchor="comments"), 303)


@bp.post("/<int:draft_id>/discarding")
@requires("items.edit")
def discard(draft_id: int):
    """Throw the draft away."""
    item_drafting.discard_draft(draft_id, actor=current_actor(), now=now())
    flash("这份草稿已作废。", "ok")
    return redirect(url_for(".index", view="mine"), 303)


@bp.post("/<int:draft_id>/rebasing")
@requires("items.edit")
def rebase(draft_id: int):
    """Somebody has looked at the newer revision and keeps the draft's words."""
    item_drafting.rebase_draft(draft_id, actor=current_actor(), now=now())
    return redirect(url_for(".show", draft_id=draft_id), 303)


def _query(view: str):
    me = current_actor().account_id
    if view == "mine":
        return item_drafting.list_drafts(author_id=me)
    if view == "all":
        return item_drafting.list_drafts()
    query = item_drafting.list_drafts("in_review")
    if current_app.config["BANK_SECOND_PERSON"]:
        query = query.where(ItemDraft.author_id != me, ItemDraft.editor_id != me)
    return query


def _published(draft) -> tuple[dict | None, BankItem | None]:
    """What the item says now (of a published draft: what it said before) and its row; nothing for a new item."""
    row = db.session.get(BankItem, draft.item_id) if draft.item_id else None
    if row is None or (draft.published_revision and draft.base_revision is None):
        return None, row
    revision = draft.base_revision if draft.published_revision else row.revision
    return content_of(get_revision(row.id, revision)), row
