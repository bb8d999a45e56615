"""Figures from real papers: items that need somebody's eye, one item's panel, a whole exam. No person appears."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.statistics.answers import ENOUGH, FEWEST_SHOWN
from examapp.services.exams import exam_statistics
from examapp.services.items.item_contents import get_items
from examapp.services.reports import item_statistics
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.report_copies import from_copy

bp = Blueprint("statistics", __name__, url_prefix="/statistics")
# Code: word, kind of badge, what to do about it.
ALARMS = {
    "negative_discrimination": ("成绩好的反而错", "bad", "先核对答案和题干，多半是答案错了或者有歧义。"),
    "too_hard": ("太难", "warn", "看看是不是超出岗位要求，或者表述难懂。"),
    "too_easy": ("太容易", "warn", "几乎人人都对，可以换一道能分出高低的。"),
    "dead_distractors": ("有选项没人选", "warn", "改写没人选的错误选项，让它像真的。"),
    "drift": ("有区县突然变容易", "bad", "题目可能在那里传开了，考虑暂停使用。"),
}


@bp.app_template_global()
def item_statistics_of(item_id: str) -> dict:
    """What `bank/_statistics.html` shows of one item."""
    return item_statistics.read_panel(item_id)


@bp.app_template_global()
def alarm_words(code: str) -> tuple[str, str, str]:
    """Word, kind of badge and advice of an alarm code."""
    return ALARMS[code]


@bp.get("")
@requires("statistics.view")
def index():
    """Items that raise an alarm, narrowed to one kind by the address."""
    wanted = request.args.get("alarm", "")
    rows = item_statistics.list_alarms(wanted if wanted in ALARMS else "")
    contents = get_items((item.id, item.revision) for item, _ in rows)
    return render_template(
        "reports/statistics/index.html",
        rows=rows,
        contents=contents,
        counts=item_statistics.count_alarms(),
        wanted=wanted,
        alarms=ALARMS,
        alarms_of=item_statistics.alarms_of,
        run=item_statistics.last_run(),
        enough=ENOUGH,
    )


@bp.post("/refresh")
@requires("statistics.view")
def refresh():
    """Compute now instead of at night."""
    item_statistics.request_refresh(now=now(), ports=ports())
    return redirect(url_for(".index"), 303)


@bp.get("/exams")
@requires("statistics.view")
@from_copy
def exams():
    """Blueprints with their number of papers."""
    return render_template("reports/statistics/exams.html", rows=exam_statistics.list_exams(current_actor()))


@bp.get("/blueprints/<int:blueprint_id>")
@requires("statistics.view")
@from_copy
def blueprint(blueprint_id: int):
    """All papers of one blueprint."""
    found, figures = exam_statistics.blueprint_figures(current_actor(), blueprint_id)
    return _exam_page(found.name, figures)


@bp.get("/quizzes/<int:quiz_id>")
@requires("statistics.view")
@from_copy
def quiz(quiz_id: int):
    """All papers of one quiz; the enterprise is not named."""
    found, figures = exam_statistics.quiz_figures(current_actor(), quiz_id)
    return _exam_page(f"抽考 {found.code}", figures)


def _exam_page(name: str, figures):
    classes = [
        {
            "label": f"{low}～{low + 9 if low < 90 else 100}",
            "count": count,
            "share": 100 * count / figures.n if figures.n else 0,
        }
        for low, count in zip(range(0, 100, 10), figures.histogram, strict=False)
    ]
    return render_template(
        "reports/statistics/exam.html",
        name=name,
        figures=figures,
        classes=classes,
        enough=ENOUGH,
        fewest=FEWEST_SHOWN,
        at=now(),
    )
