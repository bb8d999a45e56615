"""Exams: list, set up, announce, follow, hand out slips."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.account_rules import SLIP_LIFE
from examapp.domain.errors import DomainError
from examapp.domain.exams import KINDS, ExamKind
from examapp.extensions import db
from examapp.models.exams import Exam
from examapp.services.attempts import conduct, other_blueprints
from examapp.services.exams import exam_boards, exam_facts, exam_register
from examapp.services.exams.exam_audiences import describe_lists
from examapp.services.exams.exam_boards import registrations_query
from examapp.services.exams.exam_register import get_exam, may_manage
from examapp.services.people import activations, phone_checks
from examapp.services.people.introductions import may_be_invited
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.exam_sentences import EXAM_FIELDS
from examapp.web.exams.forms import moment_value, read_facts, read_moment, suggest_for
from examapp.web.filters import local_time
from examapp.web.form_filling import Refusal
from examapp.web.numbers import whole
from examapp.web.paging import paginate
from examapp.web.returned_forms import fill_in, fill_in_all
from examapp.web.sentences import sentence_for
from question_bank.model import Industry, Post, Role

bp = Blueprint("exams", __name__, url_prefix="/exams")
MOST_SLIPS = 200


@bp.get("")
@requires("exams.view")
def index():
    """Newest first."""
    found = paginate(exam_register.visible_exams(current_actor()).order_by(Exam.id.desc()))
    totals = exam_boards.progress_of_exams(current_actor(), [one.id for one in found["rows"]])
    return render_template("exams/index.html", **found, totals=totals, kinds=KINDS, now=now())


@bp.get("/new")
@requires("exams.manage")
def new():
    """First the kind, then a form that is filled in with what is usual for it."""
    kind = request.args.get("kind", "")
    people = request.args.getlist("person")
    if kind not in set(ExamKind):
        return render_template("exams/kinds.html", kinds=KINDS, people=people)
    return _form(suggest_for(ExamKind(kind), people, now=now()), url_for(".create"))


@bp.post("/new")
@requires("exams.manage")
def create():
    """Keep the draft."""
    facts = read_facts(request.form, current_actor())
    try:
        exam_id = exam_register.create_exam(
            facts, client_id=request.form.get("client_id", ""), actor=current_actor(), now=now()
        )
    except DomainError as error:
        return _refused(error, facts, url_for(".create"))
    return redirect(url_for(".show", exam_id=exam_id), 303)


@bp.get("/<int:exam_id>/edit")
@requires("exams.manage")
def edit(exam_id: int):
    """A draft's form."""
    exam = get_exam(current_actor(), exam_id)
    return _form(exam_facts.facts_of(exam), url_for(".change", exam_id=exam_id))


@bp.post("/<int:exam_id>/edit")
@requires("exams.manage")
def change(exam_id: int):
    """Keep the changes of a draft."""
    facts = read_facts(request.form, current_actor())
    try:
        exam_register.change_exam(exam_id, facts, actor=current_actor(), now=now())
    except DomainError as error:
        return _refused(error, facts, url_for(".change", exam_id=exam_id))
    return redirect(url_for(".show", exam_id=exam_id), 303)


@bp.get("/<int:exam_id>")
@requires("exams.view")
def show(exam_id: int):
    """A draft: whom it concerns. Announced: how far it is, by enterprise and by person."""
    actor = current_actor()
    exam = get_exam(actor, exam_id)
    only, words = request.args.get("only", ""), request.args.get("q", "").strip()
    found = paginate(registrations_query(actor, exam_id, only, words))
    by_enterprise = exam_boards.progress_by_enterprise(actor, exam_id)
    waiting = exam_register.concerned_employments(exam, actor, now=now()) if exam.state == "draft" else []
    return render_template(
        "exams/show.html",
        exam=exam,
        kind=KINDS[ExamKind(exam.kind)],
        manages=may_manage(actor, exam),
        waiting=waiting,
        may_be_empty=exam_register.may_be_empty(exam, now=now()),
        by_enterprise=by_enterprise,
        total_progress=exam_boards.total_of(by_enterprise),
        best=exam_boards.best_results([one.id for one in found["rows"]]),
        phones=phone_checks.outcomes_of([one.candidate_id for one in found["rows"]]),
        phones_of_due=exam_boards.phones_of_due(actor, exam_id) if exam.state == "announced" else {},
        notes=conduct.summaries_of([one.id for one in found["rows"]]),
        overdue=exam_boards.is_overdue(exam, now=now()),
        others=other_blueprints.of_exam(exam_id) if may_manage(actor, exam) else [],
        moment_value=moment_value,
        sitting_names=[(one.id, _sitting_name(one)) for one in exam.sittings],
        only=only,
        **found,
    )


@bp.post("/<int:exam_id>/deletion")
@requires("exams.manage")
def delete(exam_id: int):
    """Throw a draft away."""
    exam_register.delete_draft(exam_id, actor=current_actor(), now=now())
    flash("草稿已删除，没有通知过任何人。", "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:exam_id>/announce")
@requires("exams.manage")
def announce(exam_id: int):
    """Tell people; papers are built in the background."""
    exam_register.announce_exam(exam_id, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", exam_id=exam_id), 303)


@bp.post("/<int:exam_id>/prolong")
@requires("exams.manage")
def prolong(exam_id: int):
    """A later end."""
    closes_at = read_moment(request.form.get("closes_at", ""))
    exam_register.prolong_exam(
        exam_id,
        closes_at,
        actor=current_actor(),
        now=now(),
        sitting_id=request.form.get("sitting_id", None, whole),
    )
    return redirect(url_for(".show", exam_id=exam_id), 303)


@bp.post("/<int:exam_id>/copy")
@requires("exams.manage")
def copy(exam_id: int):
    """The same a year later."""
    copied = exam_register.copy_exam(
        exam_id, client_id=request.form.get("client_id", ""), actor=current_actor(), now=now()
    )
    return redirect(url_for(".edit", exam_id=copied), 303)


@bp.post("/<int:exam_id>/slips")
@requires("candidates.invite")
def slips(exam_id: int):
    """Printable slips with one-time codes for those who have not signed in yet (or for the chosen ones)."""
    actor = current_actor()
    get_exam(actor, exam_id)
    people = list(db.session.scalars(registrations_query(actor, exam_id, "due").limit(MOST_SLIPS)))
    chosen = set(request.form.getlist("registration_id"))
    asked = [one for one in people if not chosen or str(one.id) in chosen]
    invited = may_be_invited({one.candidate_id for one in asked}, actor.enterprise_id, now=now())
    wanted = [one for one in asked if one.candidate_id in invited]
    made = [(one, activations.issue_code(one.candidate_id, actor=actor, now=now())) for one in wanted]
    address = public_base_url()
    return render_template(
        "exams/slips.html",
        exam_id=exam_id,
        slips=[(one, code, f"{address}/me/activate?code={code}") for one, code in made],
        plain_address=f"{address}/me",
        check_address=address + url_for("phone_check.show"),
        qr=qr_svg,
        days=SLIP_LIFE.days,
        others=[one.candidate.name for one in asked if one.candidate_id not in invited],
    )


def _sitting_name(sitting) -> str:
    where = sitting.region.name if sitting.region else "不限区县"
    return f"{where}　{local_time(sitting.opens_at)} 至 {local_time(sitting.closes_at)}"


def _form(facts, action: str) -> str:
    codes, people = describe_lists(facts.audience, actor=current_actor())
    return render_template(
        "exams/form.html",
        codes=codes,
        people=people,
        facts=facts,
        action=action,
        kinds=KINDS,
        roles=Role,
        industries=Industry,
        posts=Post,
        moment_value=moment_value,
        regions=exam_facts.list_window_regions(current_actor()),
    )


def _refused(error: DomainError, facts, action: str):
    if error.code not in ("exam_facts_wrong", "name_odd_signs", "audience_malformed", "sitting_missing"):
        raise error
    title, text = sentence_for(error)
    page = _form(facts, action)
    if error.code != "exam_facts_wrong":
        field = "name" if error.code == "name_odd_signs" else str(error.data.get("field", ""))
        return fill_in(page, title, text, field), 422
    refusals = [Refusal(title, EXAM_FIELDS.get(field, text), (field,)) for field in error.data["fields"]]
    return fill_in_all(page, refusals), 422
