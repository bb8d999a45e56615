"""Call an exam off: first who answers at this moment, then the reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.exams.exam_cancellations import cancel_exam, count_concerned
from examapp.services.exams.exam_register import get_exam
from examapp.web.access import current_actor, now, requires
from examapp.web.numbers import whole
from examapp.web.sentences import sentence_for

bp = Blueprint("exam_cancellations", __name__, url_prefix="/exams/<int:exam_id>/cancellation")


@bp.get("")
@requires("exams.manage")
def show(exam_id: int):
    """Who is concerned, and the form."""
    return _page(exam_id, "")


@bp.post("")
@requires("exams.manage")
def create(exam_id: int):
    """Call it off; asked again when more people answer than the page said."""
    answering = request.form.get("answering", 0, whole)
    try:
        cancel_exam(
            exam_id, request.form.get("reason", ""), answering=answering, actor=current_actor(), now=now()
        )
    except DomainError as error:
        if error.code not in ("reason_missing", "reason_odd_signs", "reason_too_long", "exam_in_use"):
            raise
        return _page(exam_id, sentence_for(error)[1]), 422
    flash("考核已经取消。还在答题的手机几秒内会收到，不会再出成绩。", "ok")
    return redirect(url_for("exams.show", exam_id=exam_id), 303)


def _page(exam_id: int, refusal: str) -> str:
    return render_template(
        "exams/cancellation.html",
        exam=get_exam(current_actor(), exam_id),
        concerned=count_concerned(current_actor(), exam_id),
        refusal=refusal,
        reason=request.form.get("reason", "")[:200],
    )
