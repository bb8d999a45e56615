"""The register of inspections: list, entry, exemption."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.inspections import KIND_LABELS, PURPOSE_LABELS, STANDING_LABELS, STAR_LABELS, Standing
from examapp.domain.permissions import AccountRole
from examapp.models.inspections import Inspection
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_inspection, sees_enterprise
from examapp.services.people import enterprise_search
from examapp.services.quizzes import (
    approvals,
    inspection_files,
    inspection_register,
    visit_plans,
    visit_purposes,
    visit_ratings,
    walk_ins,
)
from examapp.services.quizzes.spot_quizzes import list_participants
from examapp.web.access import current_actor, now, requires
from examapp.web.addresses import public_base_url
from examapp.web.form_dates import read_form_date
from examapp.web.numbers import whole
from examapp.web.paging import paginate
from examapp.web.quizzes.inspections.approvals import describe_cap

bp = Blueprint("inspections", __name__, url_prefix="/inspections")


@bp.get("")
@requires("inspections.view")
def index():
    """Newest first, narrowed by dates and name."""
    args = request.args
    query = inspection_register.list_inspections(
        current_actor(),
        since=read_form_date(args.get("since", "")),
        until=read_form_date(args.get("until", "")),
        words=args.get("q", "").strip(),
        waiting=args.get("waiting") == "1",
    )
    page = paginate(query)
    quizzes = inspection_register.newest_quizzes([inspection.id for inspection in page["rows"]])
    may_match = current_actor().may("inspections.manage")
    return render_template(
        "quizzes/inspections/index.html",
        **page,
        quiz_of=quizzes,
        today=today_of(now()),
        waiting=visit_purposes.count_waiting(current_actor()),
        unmatched=walk_ins.count_unmatched(current_actor()) if may_match else 0,
    )


@bp.get("/<int:inspection_id>")
@requires("inspections.view")
def show(inspection_id: int):
    """One visit with its quizzes and records."""
    inspection = get_inspection(current_actor(), inspection_id)
    quizzes = inspection_files.list_quizzes(inspection.id)
    people = {quiz.id: list_participants(quiz.id) for quiz in quizzes}
    return render_template(
        "quizzes/inspections/show.html",
        inspection=inspection,
        quizzes=quizzes,
        records=inspection_files.list_records([quiz.id for quiz in quizzes]),
        people=people,
        verdicts=inspection_files.list_verdicts([quiz.id for quiz in quizzes]),
        approval=approvals.find_approval(inspection.id),
        standing=STANDING_LABELS[Standing(inspection.standing)],
        kinds=KIND_LABELS,
        **_describe_changes(inspection),
        cap=describe_cap(inspection),
        **_describe_rating(inspection),
        today=today_of(now()),
    )


def _describe_rating(inspection: Inspection) -> dict:
    """Those who are rated neither read it nor get an address to open."""
    actor = current_actor()
    if inspection.rating_token is None or inspection.origin == "planned":
        return {"may_read": False, "rating_address": "", "rateable": False}
    may_read = visit_ratings.may_read(inspection, actor)
    handed_on = actor.role != AccountRole.inspector and not visit_ratings.went_along(inspection, actor)
    return {
        "rateable": True,
        "may_read": may_read,
        "rating": visit_ratings.find_rating(inspection.id) if may_read else None,
        "rating_words": visit_ratings.list_words(inspection.id) if may_read else [],
        "stars": STAR_LABELS,
        "rating_address": f"{public_base_url()}/visit/{inspection.rating_token}" if handed_on else "",
    }


def _describe_changes(inspection: Inspection) -> dict:
    actor, waiting = current_actor(), visit_purposes.find_waiting(inspection.id)
    return {
        "changes": visit_plans.list_changes(inspection.id),
        "purposes": PURPOSE_LABELS,
        "waiting": waiting,
        "may_decide": waiting is not None and visit_purposes.may_decide(waiting, actor),
        "needs_bureau": visit_purposes.needs_bureau(inspection, actor),
        "open_count": visit_purposes.count_open_rectifications(inspection.id),
        "in_scope": sees_enterprise(actor, inspection.enterprise),
    }


@bp.get("/new")
@requires("inspections.manage")
def new():
    """Enter a visit that was not started on the tablet."""
    words = request.args.get("q", "").strip()
    found = enterprise_search.search(current_actor(), words) if words else []
    return render_template("quizzes/inspections/new.html", words=words, found=found, today=today_of(now()))


@bp.post("/new")
@requires("inspections.manage")
def create():
    """Keep the entered visit."""
    form = request.form
    day = read_form_date(form.get("inspected_on", ""))
    if day is None:
        raise DomainError("date_missing")
    facts = {
        "enterprise_id": form.get("enterprise_id", 0, whole),
        "inspected_on": day,
        **{name: form.get(name, "").strip() for name in ("place", "exemption_reason", "note")},
    }
    made = inspection_register.enter_inspection(
        facts, client_id=form.get("client_id", "")[:36], actor=current_actor(), now=now()
    )
    return redirect(url_for(".show", inspection_id=made), 303)


@bp.post("/<int:inspection_id>/exemption")
@requires("inspections.manage")
def exempt(inspection_id: int):
    """Say why no quiz was held."""
    inspection_register.exempt_inspection(
        inspection_id, request.form.get("reason", ""), actor=current_actor(), now=now()
    )
    return redirect(url_for(".show", inspection_id=inspection_id), 303)
