"""The officer's page: who is on post since when, and who has not passed; and slips that remind."""

from flask import Blueprint, render_template, request

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.extensions import db
from examapp.services.core.days import today_of
from examapp.services.exams.exam_boards import remind_query
from examapp.services.exams.exam_register import get_exam
from examapp.services.people import duty_rosters
from examapp.web.access import current_actor, now, requires
from examapp.web.addresses import public_base_url
from examapp.web.paging import paginate

bp = Blueprint("exam_roster", __name__, url_prefix="/exams")
MOST_SLIPS = 400


@bp.get("/roster")
@requires("exams.view")
def show():
    """Everybody employed now."""
    actor = current_actor()
    only, words = request.args.get("only", ""), request.args.get("q", "").strip()
    found = paginate(duty_rosters.roster_query(actor, only, words, now=now()))
    return render_template(
        "exams/roster.html",
        standings=duty_rosters.list_standings(found["rows"], now=now()),
        counts=duty_rosters.count_states(actor, now=now()),
        only=only,
        today=today_of(now()),
        days_on_post=duty_rosters.days_on_post,
        **found,
    )


@bp.get("/<int:exam_id>/reminders")
@requires("candidates.invite")
def reminders(exam_id: int):
    """Slips for those who have not passed yet: what, until when, where.
    No code is on them, so they can be handed around.
    """
    actor = current_actor()
    exam = get_exam(actor, exam_id)
    people = list(db.session.scalars(remind_query(actor, exam, now=now()).limit(MOST_SLIPS)))
    return render_template(
        "exams/reminders.html", exam=exam, people=people, address=f"{public_base_url()}/me", qr=qr_svg
    )
