"""Laws: who cites what, announcing a new version with its price, and the reviewer's list."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.numbers import read_whole
from examapp.services.core import law_register
from examapp.services.core.days import today_of
from examapp.services.laws import law_citations, law_moves, law_reviews
from examapp.services.laws.law_moves import Announcement
from examapp.web.access import current_actor, now, requires
from examapp.web.form_dates import read_form_date
from examapp.web.paging import asked_page
from examapp.web.sentences import sentence_for

bp = Blueprint("laws", __name__, url_prefix="/laws")
SHOWN = 20
STATES = {
    "announced": ("待施行", "warn", "…"),
    "applied": ("已施行", "ok", "✓"),
    "cancelled": ("已撤回", "", "—"),
}


@bp.get("")
@requires("laws.view")
def index():
    """All laws: first those whose items wait, then those that most items cite."""
    counts = law_citations.count_citations()
    holds = law_register.count_open_holds()
    laws = sorted(
        law_register.current_laws().values(),
        key=lambda law: (-holds.get(law.slug, 0), -counts.get(law.slug, 0), law.slug),
    )
    wanted = request.args.get("q", "").strip()
    return render_template(
        "laws/index.html",
        laws=[law for law in laws if wanted in law.name or wanted in law.slug],
        counts=counts,
        holds=holds,
        upcoming=law_register.upcoming_versions(),
        waiting=law_moves.count_holds(),
        wanted=wanted,
    )


@bp.get("/<slug>")
@requires("laws.view")
def show(slug: str):
    """One law: versions, and its articles with the items that cite them."""
    law = law_register.get_law(slug)
    return render_template(
        "laws/show.html",
        law=law,
        versions=law_register.list_versions(slug),
        states=STATES,
        articles=law_citations.items_by_article(slug),
        waiting=law_register.count_open_holds().get(slug, 0),
    )


@bp.get("/<slug>/announce")
@requires("laws.announce")
def announce(slug: str):
    """The form; with its fields in the address also what would happen."""
    law = law_register.get_law(slug)
    refusal, preview = None, None
    if "effective" in request.args:
        try:
            preview = law_moves.preview_move(_read(slug, request.args))
        except DomainError as error:
            refusal = sentence_for(error)[1]
    return _announce_page(law, request.args, preview, refusal)


@bp.post("/<slug>/announce")
@requires("laws.announce")
def create(slug: str):
    """Keep the announcement."""
    law = law_register.get_law(slug)
    try:
        law_moves.announce_version(_read(slug, request.form), actor=current_actor(), now=now())
    except DomainError as error:
        return _announce_page(law, request.form, None, sentence_for(error)[1])
    return redirect(url_for(".show", slug=slug), 303)


def _announce_page(law, given, preview, refusal: str | None):
    page = render_template(
        "laws/announce.html",
        law=law,
        given=given,
        preview=preview,
        refusal=refusal,
        today=today_of(now()),
        effective=read_form_date(given.get("effective", "")),
    )
    return page, 422 if refusal else 200


def _read(slug: str, given) -> Announcement:
    effective = read_form_date(given.get("effective", ""))
    if not isinstance(effective, date):
        raise DomainError("law_version_incomplete")
    note = given.get("note", "").strip()[:500]
    if given.get("repeals"):
        version = f"{effective.isoformat()} 起废止"
        return Announcement(law=slug, version=version, effective_on=effective, note=note, repeals=True)
    return Announcement(
        law=slug,
        version=given.get("version", "").strip(),
        effective_on=effective,
        first_article=_article(given.get("first", "")),
        last_article=_article(given.get("last", "")),
        note=note,
    )


def _article(text: str) -> int | None:
    if not text.strip():
        return None
    number = read_whole(text, 1, 9_999)
    if number is None:
        raise DomainError("articles_malformed")
    return number


@bp.post("/versions/<int:version_id>/cancel")
@requires("laws.announce")
def cancel(version_id: int):
    """Take an announcement back before its day."""
    kept = law_moves.cancel_version(version_id, actor=current_actor(), now=now())
    return redirect(url_for(".show", slug=kept.law), 303)


@bp.get("/reviews")
@requires("laws.review")
def reviews():
    """Items on hold because their law has moved."""
    wanted = request.args.get("law", "")
    rows = law_moves.list_open_holds(wanted)
    pages = max(1, -(-len(rows) // SHOWN))
    page = min(asked_page(), pages)
    return render_template(
        "laws/reviews.html",
        rows=rows[(page - 1) * SHOWN : page * SHOWN],
        total=len(rows),
        page=page,
        pages=pages,
        page_url=lambda number: url_for(".reviews", law=wanted or None, page=number),
        law=law_register.current_laws().get(wanted),
    )


@bp.post("/reviews/<int:hold_id>/confirm")
@requires("laws.review")
def confirm(hold_id: int):
    """Still right under the new version: back into use."""
    law_reviews.confirm_item(hold_id, actor=current_actor(), now=now())
    return redirect(url_for(".reviews", law=request.form.get("law") or None), 303)


@bp.post("/reviews/<int:hold_id>/retire")
@requires("laws.review")
def retire(hold_id: int):
    """No longer right: asked no more."""
    law_reviews.retire_item(hold_id, actor=current_actor(), now=now())
    return redirect(url_for(".reviews", law=request.form.get("law") or None), 303)
