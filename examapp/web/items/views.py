"""Writing an item: begin, edit, keep, submit; the phone beside the form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.item_contents import clean_content
from examapp.services.core.law_register import current_laws
from examapp.services.items import item_drafting, item_lives
from examapp.services.items.item_revisions import account_names
from examapp.services.items.item_uploads import store_upload
from examapp.web.access import current_actor, now, requires
from examapp.web.headers import CSP
from examapp.web.items.compare import differing_rows
from examapp.web.items.forms import choice_rows, read_content
from examapp.web.items.types import TYPE_FORMS, form_of
from examapp.web.items.words import draft_urls, fault_rows, slot_of
from examapp.web.numbers import whole
from examapp.web.sentences import sentence_for
from question_bank.model import Industry, ItemType, MarkingPolicy, Post, Role, Topic

bp = Blueprint("items", __name__, url_prefix="/items")
bp.add_app_template_filter(form_of, "item_form")
KINDS = {"topics": Topic, "roles": Role, "industries": Industry, "posts": Post, "types": ItemType}
# Answered before the content is read: what a button of the plain form asks for besides keeping.
_MORE = {"more": 1}


@bp.get("/new")
@requires("items.edit")
def new():
    """Which type; nothing is kept until one is chosen."""
    return render_template("items/new.html", type_forms=TYPE_FORMS.values())


@bp.post("/new")
@requires("items.edit")
def create():
    """Begin a draft of that type."""
    kind = request.form.get("type", "")
    content = {"type": kind if kind in set(ItemType) else "single"}
    draft = item_drafting.create_draft(content, actor=current_actor(), now=now())
    return redirect(url_for(".edit", draft_id=draft.id), 303)


@bp.get("/<int:draft_id>/edit")
@requires("items.edit")
def edit(draft_id: int):
    """The editor as the draft stands."""
    draft = item_drafting.get_draft(draft_id)
    if not draft.is_open:
        return redirect(url_for("item_reviews.show", draft_id=draft_id), 303)
    return _editor(draft, draft.data)


@bp.post("/<int:draft_id>/edit")
@requires("items.edit")
def keep(draft_id: int):
    """Keep the whole form, then what its button says: go on, one more row, or ask for a review."""
    draft = item_drafting.get_draft(draft_id)
    content = _read_with_upload(draft.data)
    wanted = request.form.get("do", "save")
    try:
        draft = item_drafting.save_draft(
            draft_id, content, request.form.get("version", 0, whole), actor=current_actor(), now=now()
        )
        if wanted == "submit":
            item_lives.submit(draft_id, actor=current_actor(), now=now())
            flash("已送审。别的题库管理员或审题员会在“待我审”里看到。", "ok")
            return redirect(url_for("item_reviews.show", draft_id=draft_id), 303)
    except DomainError as error:
        return _refused(draft_id, content, error)
    if wanted in _MORE:
        return _editor(draft, draft.data, more=_MORE[wanted])
    flash("已保存。", "ok")
    return redirect(url_for(".edit", draft_id=draft_id), 303)


@bp.get("/<int:draft_id>/preview")
@requires("items.edit")
def preview(draft_id: int):
    """The answering page's own modules showing the draft, in a frame of the editor."""
    slot = slot_of(item_drafting.get_draft(draft_id).data)
    page = render_template("items/preview.html", slot=slot)
    return (
        page,
        200,
        {"Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")},
    )


def _read_with_upload(kept: dict) -> dict:
    content = read_content(request.form, kept)
    if "drop_picture" in request.form:
        content["picture"] = None
    file = request.files.get("picture_file")
    if file and file.filename:
        alt = request.form.get("picture_alt", "")
        content["picture"] = store_upload(file.read(), alt, actor=current_actor(), now=now())
    return content


def _refused(draft_id: int, content: dict, error: DomainError):
    draft = item_drafting.get_draft(draft_id)
    if error.code == "draft_changed":
        return _conflict(draft, content, error), 409
    if error.code == "draft_closed":
        raise error
    return _editor(draft, clean_content(content), refusal=sentence_for(error)[1], checked=True), 422


def _conflict(draft, content: dict, error: DomainError):
    mine = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "version", "do")
    ]
    return render_template(
        "items/conflict.html",
        draft=draft,
        error=error,
        mine=mine,
        rows=differing_rows(draft.data, clean_content(content)),
    )


def _editor(draft, content: dict, *, more: int = 0, refusal: str = "", checked: bool = False):
    names = account_names([draft.author_id, draft.editor_id])
    return render_template(
        "items/edit.html",
        draft=draft,
        content=content,
        rows=choice_rows(content, more=more),
        citations=[
            *content.get("citations", []),
            *([] if content.get("citations") else [{"law": "", "article": ""}]),
        ],
        laws=_laws(content),
        faults=fault_rows(item_drafting.check_draft(content), content),
        urls=draft_urls(draft.id),
        names=names,
        policies=MarkingPolicy,
        type_forms=list(TYPE_FORMS.values()),
        type_words={form.kind.value: form.editor_words for form in TYPE_FORMS.values()},
        form_here=form_of(content.get("type")),
        refusal=refusal,
        checked=checked,
        **KINDS,
    )


def _laws(content: dict) -> list:
    """Those in force, and what the draft cites besides, by name."""
    cited = {one["law"] for one in content.get("citations", [])}
    laws = [one for one in current_laws().values() if one.status == "in_force" or one.slug in cited]
    return sorted(laws, key=lambda one: one.name)
