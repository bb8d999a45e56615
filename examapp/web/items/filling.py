"""The page where many drafts get their topic, people, difficulty and law at once."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.core.law_register import current_laws
from examapp.services.items import item_filling
from examapp.web.access import current_actor, now, requires
from examapp.web.items.contents import item_view
from examapp.web.numbers import whole
from question_bank.model import Industry, Post, Role, Topic

bp = Blueprint("item_filling", __name__, url_prefix="/items/filling")
KINDS = {"topic": Topic, "roles": Role, "industries": Industry, "posts": Post}


@bp.get("")
@requires("items.edit")
def show():
    """All drafts of a batch, or mine, with what they have, what they lack, and perhaps what similar items say."""
    import_id = request.args.get("import_id", type=int)
    drafts = item_filling.list_fillable(author_id=current_actor().account_id, import_id=import_id)
    suggested = item_filling.suggest_facts(drafts) if request.args.get("suggest") else {}
    return render_template(
        "items/filling.html",
        drafts=[(draft, draft.data, item_view(draft.data)) for draft in drafts],
        suggested={key: (one, item_view(dict(one.facts))) for key, one in suggested.items()},
        asked="suggest" in request.args,
        import_id=import_id,
        laws=_laws(),
        topics=_pairs(Topic),
        roles=_pairs(Role),
        industries=_pairs(Industry),
        posts=_pairs(Post),
    )


def _laws() -> list[tuple[str, str]]:
    """Those in force, by name."""
    laws = sorted(
        (one for one in current_laws().values() if one.status == "in_force"), key=lambda one: one.name
    )
    return [(one.slug, f"{one.name}（{one.version}）") for one in laws]


def _pairs(kind) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in kind]


@bp.post("")
@requires("items.edit")
def save():
    """Fill the ticked drafts, by hand or as suggested."""
    ids = request.form.getlist("draft", type=whole)
    asked = {"actor": current_actor(), "now": now()}
    if request.form.get("do") == "suggested":
        count = item_filling.fill_as_suggested(ids, **asked)
    else:
        replace = request.form.get("replace") == "yes"
        count = item_filling.fill_drafts(ids, _facts(), replace=replace, **asked)
    flash(
        f"已填写 {count} 题，都还是草稿，请逐题看过再送审。" if count else "这些题原来就是这样，没有改动。",
        "ok",
    )
    return redirect(url_for(".show", import_id=request.form.get("import_id", type=whole)), 303)


def _facts() -> dict:
    form = request.form
    facts: dict = {name: [one for one in form.getlist(name) if one in set(KINDS[name])] for name in KINDS}
    facts["topic"] = next(iter(facts["topic"]), "")
    facts["difficulty"] = form.get("difficulty", 0, type=whole) or None
    law, article = form.get("law", ""), form.get("article", "").strip()
    if bool(law) != bool(article) or (law and law not in current_laws()):
        raise DomainError("citation_incomplete")
    facts["citations"] = [{"law": law, "article": article}] if law else []
    return facts
