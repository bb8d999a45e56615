"""核对记录: anybody brings the PDF (or record.json) and reads what it proves."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from examapp.domain.record_judgements import Level, Outcome
from examapp.extensions import limiter
from examapp.services.quizzes.record_checks import check_file
from examapp.web.access import PUBLIC, open_to
from examapp.web.filters import local_time
from examapp.web.quizzes.checking.words import LEVELS, MEANINGS, REMARKS, describe, sum_up

bp = Blueprint("checking", __name__, url_prefix="/check")
MOST_SHOWN = 20


@bp.get("")
@open_to(PUBLIC)
def show():
    """Choose the file."""
    return render_template("quizzes/checking/show.html", judgement=None)


@bp.post("")
@limiter.limit("10/minute")
@open_to(PUBLIC)
def check():
    """The judgement in words; the file is not kept."""
    brought = request.files.get("file")
    content = brought.read() if brought else b""
    if not content:
        return render_template("quizzes/checking/show.html", judgement=None, nothing=True), 422
    judgement = check_file(content)
    reached = list(Level).index(judgement.level) if judgement.level else -1
    status = 422 if judgement.outcome is Outcome.unreadable else 200
    page = render_template(
        "quizzes/checking/show.html",
        judgement=judgement,
        summary=sum_up(judgement),
        meaning=MEANINGS[judgement.level] if judgement.level else "",
        steps=[(LEVELS[level], place <= reached) for place, level in enumerate(Level)],
        lines=[describe(difference) for difference in judgement.differences[:MOST_SHOWN]],
        more=max(0, len(judgement.differences) - MOST_SHOWN),
        made=_moment(judgement.facts.get("recorded_at", "")),
        # That it is void is the headline, never a remark below a good word.
        remarks=[REMARKS[remark] for remark in judgement.remarks if remark != "withdrawn"],
    )
    return page, status


def _moment(written: str) -> str:
    """As people say it; what is no moment stands as it was written."""
    try:
        return local_time(datetime.fromisoformat(written).astimezone(UTC))
    except (ValueError, OverflowError):
        return written
