"""People in scope: list, one page each, add."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, mask_document, tail_of
from examapp.domain.people_names import visible_text
from examapp.domain.rosters import plain_phone
from examapp.extensions import db, limiter
from examapp.models.candidates import Candidate, Employment
from examapp.models.organizations import Enterprise
from examapp.services.core.days import today_of
from examapp.services.core.scopes import (
    get_candidate,
    get_enterprise,
    visible_employments,
    visible_enterprises,
)
from examapp.services.core.sealed_fields import open_field
from examapp.services.people import activations, registers
from examapp.services.people.candidate_sign_ins import find_account
from examapp.services.people.name_search import named_like
from examapp.services.reports.histories import list_entries
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.form_dates import read_form_date
from examapp.web.limits import per_account
from examapp.web.paging import paginate
from examapp.web.people.candidates.forms import find_errors
from examapp.web.sentences import sentence_for
from question_bank.model import Post, Role

bp = Blueprint("candidates", __name__, url_prefix="/people")


@bp.get("")
@requires("candidates.view")
def index():
    """Searched by name or initials; narrowed by role."""
    words, role = visible_text(request.args.get("q", "")), request.args.get("role", "")
    query = visible_employments(current_actor()).order_by(Candidate.name_pinyin, Employment.id)
    if words:
        query = query.where(named_like(words))
    if role:
        query = query.where(Employment.role == role)
    return render_template("people/candidates/index.html", **paginate(query), roles=Role)


@bp.get("/<int:candidate_id>")
@requires("candidates.view")
def show(candidate_id: int):
    """One person: employments in scope and results."""
    candidate = get_candidate(current_actor(), candidate_id)
    rows = db.session.scalars(
        visible_employments(current_actor()).where(Employment.candidate_id == candidate.id)
    ).all()
    # Only what was sat at enterprises in scope: an officer does not read a former employer's results.
    allowed = visible_enterprises(current_actor()).with_only_columns(Enterprise.id)
    entries = list_entries(now=now(), candidate_id=candidate.id, enterprise_ids=allowed)
    return render_template(
        "people/candidates/show.html",
        candidate=candidate,
        rows=rows,
        entries=entries,
        masked=_masked(candidate),
        account=find_account(candidate.id),
        other_names=registers.list_other_names(candidate, actor=current_actor()),
    )


def _masked(candidate: Candidate) -> str:
    """Kind and last four of the document, in words."""
    kind = DocumentKind(candidate.document_kind)
    tail = tail_of(open_field(candidate, "id_number_sealed", ports().sealer))
    if kind is DocumentKind.mainland_id:
        return f"身份证号后四位 {tail}"
    return f"证件 {mask_document(kind, tail)}（{kind.label}）"


@bp.get("/<int:candidate_id>/reset")
@requires("candidates.reset")
def show_reset(candidate_id: int):
    """What the clerk looks at, and the number off the card."""
    candidate = get_candidate(current_actor(), candidate_id)
    return _reset_page(candidate, None)


def _reset_page(candidate: Candidate, refusal: str | None) -> str:
    kind = DocumentKind(candidate.document_kind)
    hint = "18 位" if kind is DocumentKind.mainland_id else f"登记的证件是{kind.label}"
    return render_template(
        "people/candidates/reset.html",
        candidate=candidate,
        code=None,
        refusal=refusal,
        document=kind.label,
        document_hint=hint,
    )


@bp.post("/<int:candidate_id>/reset")
@limiter.limit("20/minute", key_func=per_account)
@requires("candidates.reset")
def reset(candidate_id: int):
    """The code, shown once to the person who stands there."""
    candidate, form = get_candidate(current_actor(), candidate_id), request.form
    try:
        code = activations.offer_reset(
            candidate.id,
            form.get("id_number", ""),
            card_seen=form.get("card_seen") == "yes",
            actor=current_actor(),
            now=now(),
            ports=ports(),
        )
    except DomainError as error:
        if error.code not in ("card_differs", "card_not_seen"):
            raise
        refusal = sentence_for(error)[1]
        return _reset_page(candidate, refusal), 422
    address = f"{public_base_url()}/me/activate?code={code}"
    return render_template(
        "people/candidates/reset.html",
        candidate=candidate,
        code=code,
        refusal=None,
        address=address,
        qr=qr_svg,
    )


@bp.route("/new/<int:enterprise_id>", methods=["GET", "POST"])
@requires("candidates.manage")
def create(enterprise_id: int):
    """Put one person on the roster."""
    enterprise, form = get_enterprise(current_actor(), enterprise_id), request.form
    errors = find_errors(form, today=today_of(now())) if request.method == "POST" else {}
    if request.method == "GET" or errors:
        page = render_template(
            "people/candidates/new.html",
            enterprise=enterprise,
            documents=DocumentKind,
            roles=Role,
            posts=Post,
            today=today_of(now()),
            form=form,
            errors=errors,
        )
        return page, 422 if errors else 200
    facts = {
        "role": form.get("role", ""),
        "posts": form.getlist("posts"),
        "job_title": form.get("job_title", "")[:60],
        "kind": form.get("kind", "own"),
        "started_on": read_form_date(form["started_on"]),
        "document_kind": form.get("document_kind", DocumentKind.mainland_id),
    }
    made = registers.add_employment(
        enterprise.id,
        form.get("name", ""),
        form.get("id_number", ""),
        plain_phone(form.get("phone", "")) or None,
        facts,
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for(".show", candidate_id=made.candidate_id), 303)
