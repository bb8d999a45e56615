"""The register of inspections: list, entry, exemption."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.inspections import SpotQuiz
from examapp.models.records import Record
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_inspection
from examapp.services.people import enterprise_search
from examapp.services.quizzes import inspection_register, walk_ins
from examapp.services.quizzes.spot_quizzes import list_participants
from examapp.web.access import current_actor, now, requires
from examapp.web.form_dates import read_form_date
from examapp.web.numbers import whole
from examapp.web.paging import paginate

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
    )
    found = paginate(query)
    ids = [one.id for one in found["rows"]]
    quizzes = db.session.scalars(
        select(SpotQuiz).where(SpotQuiz.inspection_id.in_(ids), SpotQuiz.kind == "quiz")
    ).all()
    may_match = current_actor().may("inspections.manage")
    return render_template(
        "quizzes/inspections/index.html",
        **found,
        quiz_of={one.inspection_id: one for one in quizzes},
        unmatched=walk_ins.count_unmatched(current_actor()) if may_match else 0,
    )


@bp.get("/<int:inspection_id>")
@requires("inspections.view")
def show(inspection_id: int):
    """One visit with its quizzes and records."""
    inspection = get_inspection(current_actor(), inspection_id)
    quizzes = db.session.scalars(
        select(SpotQuiz).where(SpotQuiz.inspection_id == inspection.id).order_by(SpotQuiz.id)
    ).all()
    records = db.session.scalars(
        select(Record).where(Record.spot_quiz_id.in_([one.id for one in quizzes])).order_by(Record.id)
    ).all()
    people = {one.id: list_participants(one.id) for one in quizzes}
    return render_template(
        "quizzes/inspections/show.html",
        inspection=inspection,
        quizzes=quizzes,
        records=records,
        people=people,
    )


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
