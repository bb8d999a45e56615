"""One person of an exam: tries, what the page noted, how it was established who sat, extra time and large print."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.conduct import words_of_seconds
from examapp.services.attempts import conduct
from examapp.services.exams import accommodations, attestations, registrations
from examapp.services.exams.exam_register import get_exam, may_manage
from examapp.services.people import identities
from examapp.web.access import current_actor, now, requires
from examapp.web.exams.forms import read_amount

bp = Blueprint("exam_people", __name__, url_prefix="/exams/<int:exam_id>/people/<int:registration_id>")


@bp.get("")
@requires("exams.view")
def show(exam_id: int, registration_id: int):
    """Everything about one person in one exam."""
    actor = current_actor()
    exam = get_exam(actor, exam_id)
    registration = accommodations.get_registration(actor, exam_id, registration_id)
    duty = registrations.get_duty(registration.candidate_id, registration_id, now=now())
    notes = [(one, conduct.list_notes(one.id)) for one in registrations.list_tries(registration_id)]
    return render_template(
        "exams/person.html",
        exam=exam,
        may_give_time=may_manage(actor, exam),
        registration=registration,
        duty=duty,
        notes=[(attempt, noted) for attempt, noted in notes if noted],
        identity=identities.identity_state(registration),
        checks=attestations.list_checks(registration_id),
        ways=attestations.WAYS,
        words_of_seconds=words_of_seconds,
    )


@bp.post("/extra-time")
@requires("exams.manage")
def extra_time(exam_id: int, registration_id: int):
    """More time or large print, with the reason."""
    form = request.form
    accommodations.give_extra_time(
        exam_id,
        registration_id,
        read_amount(form.get("percent", "")),
        form.get("large_print") == "1",
        form.get("reason", ""),
        actor=current_actor(),
        now=now(),
    )
    flash("已经保存，本人打开试卷就能看到。", "ok")
    return redirect(url_for(".show", exam_id=exam_id, registration_id=registration_id), 303)


@bp.post("/minutes")
@requires("exams.manage")
def minutes(exam_id: int, registration_id: int):
    """Minutes more for the try under way."""
    form = request.form
    given = read_amount(form.get("minutes", ""))
    accommodations.give_minutes(
        exam_id, registration_id, given, form.get("minutes_reason", ""), actor=current_actor(), now=now()
    )
    flash(f"已经加了 {given} 分钟，本人的倒计时马上会变。", "ok")
    return redirect(url_for(".show", exam_id=exam_id, registration_id=registration_id), 303)


@bp.post("/identity")
@requires("identities.check")
def attest(exam_id: int, registration_id: int):
    """Vouch for who sits."""
    form = request.form
    attestations.attest_person(
        exam_id,
        registration_id,
        form.get("how", ""),
        form.get("note", ""),
        actor=current_actor(),
        now=now(),
    )
    flash("已经记下是谁、什么时候、怎么核对的。", "ok")
    return redirect(url_for(".show", exam_id=exam_id, registration_id=registration_id), 303)
