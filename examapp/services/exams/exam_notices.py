"""What people are told of their exams on their own page (and by text message): due, closing soon, missed, results,
certificate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select

from examapp.domain.messages import announced_text, due_text, polite_moment, progress_text
from examapp.extensions import db
from examapp.models.appeals import Notice
from examapp.models.attempts import Attempt
from examapp.models.exams import Exam, Registration
from examapp.services.attempts.explanations import are_results_shown
from examapp.services.core.days import SHANGHAI
from examapp.services.core.messages import tell_by_phone, tell_groups
from examapp.services.core.notices import tell
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.exams.exam_progress import count_states

BATCH = 200
SOON = timedelta(days=3)
# An exam that ended longer ago is history: whoever installs this today is not told of last year.
LATEST = timedelta(days=14)
_OPEN = ("due", "sitting")


@dataclass(frozen=True, slots=True)
class _Occasion:
    """One thing to tell: `applies` looks at the exam, `wanted` narrows registrations, `due` looks at one of them.

    `tells_failing`: whoever has tried and is told has not passed, so it waits until results are shown.
    """

    name: str
    applies: Callable[[Exam, datetime], bool]
    wanted: Callable[[Select], Select]
    due: Callable[[Registration, datetime], bool]
    words: Callable[[Registration], str]
    by_phone: bool = False
    tells_failing: bool = False


def tell_people(*, now: datetime, ports: Ports) -> int:
    """The hourly job: everybody who has not been told yet; gives how many notices were made. Twice is once."""
    exams = [
        one
        for one in db.session.scalars(select(Exam).where(Exam.state.in_(("announced", "cancelled"))))
        if one.closes_at > now - LATEST
    ]
    for exam in exams:
        if exam.state == "announced" and exam.enterprise_id is None:
            _tell_groups(exam, now, ports)
    return sum(
        _tell_all(exam.id, occasion, now, ports)
        for exam in exams
        for occasion in _OCCASIONS
        if occasion.applies(exam, now)
    )


def _tell_all(exam_id: int, occasion: _Occasion, now: datetime, ports: Ports) -> int:
    subject, told, after = f"{occasion.name}:{exam_id}", 0, 0
    untold = ~exists().where(Notice.candidate_id == Registration.candidate_id, Notice.subject == subject)
    while True:
        with transaction() as session:
            query = occasion.wanted(select(Registration)).where(
                Registration.exam_id == exam_id, Registration.id > after, untold
            )
            rows = list(session.scalars(query.order_by(Registration.id).limit(BATCH)))
            for one in rows:
                after = one.id
                if occasion.due(one, now) and not (occasion.tells_failing and _must_not_know(one, now)):
                    told += _tell(one, subject, occasion, now, ports)
        if len(rows) < BATCH:
            return told


def _tell(one: Registration, subject: str, occasion: _Occasion, now: datetime, ports: Ports) -> int:
    if not tell(one.candidate_id, subject, occasion.words(one), now=now):
        return 0
    if occasion.by_phone:
        text = due_text(one.candidate.name, one.exam.name, _closes(one))
        tell_by_phone(one.candidate, subject, text, now=polite_moment(now), ports=ports)
    return 1


def _tell_groups(exam: Exam, now: datetime, ports: Ports) -> None:
    if not any(not one.personal for one in ports.messengers):
        return
    registered, due = count_states(exam.id)
    closes, today = _moment(exam.closes_at), now.astimezone(SHANGHAI).date()
    with transaction():
        if registered:
            text = announced_text(exam.name, registered, closes)
            tell_groups(f"announced:{exam.id}", text, now=polite_moment(now), ports=ports)
        if due and exam.closes_at - SOON <= now < exam.closes_at:
            text = progress_text(exam.name, due, registered, closes)
            tell_groups(f"progress:{exam.id}:{today}", text, now=polite_moment(now), ports=ports)


def _moment(at: datetime | None) -> str:
    if at is None:
        return "—"
    local = at.astimezone(SHANGHAI)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"


def _closes(one: Registration) -> str:
    return _moment(one.closes_at)


def _running(exam: Exam, now: datetime) -> bool:
    return exam.state == "announced" and exam.closes_at > now


def _is_soon(one: Registration, now: datetime) -> bool:
    return one.closes_at is not None and now < one.closes_at <= now + SOON


def _is_over(one: Registration, now: datetime) -> bool:
    return one.closes_at is None or one.closes_at <= now


def _results_come(exam: Exam, now: datetime) -> bool:
    return exam.state == "announced" and exam.shows == "after_close" and exam.closes_at <= now


def _shows(exam: Exam, now: datetime) -> bool:
    return exam.state == "announced" and (exam.shows == "at_once" or exam.closes_at <= now)


def _must_not_know(one: Registration, now: datetime) -> bool:
    """Whether the person has handed in and may not know yet how it went."""
    if are_results_shown(one.exam, now=now):
        return False
    return db.session.scalar(_tried(select(Registration.id)).where(Registration.id == one.id)) is not None


def _still_open(query: Select) -> Select:
    return query.where(Registration.state.in_(_OPEN))


def _tried(query: Select) -> Select:
    return query.where(
        exists().where(Attempt.registration_id == Registration.id, Attempt.state == "submitted")
    )


def _passed(query: Select) -> Select:
    return query.where(Registration.state == "passed")


def _always(_one: Registration, _now: datetime) -> bool:
    return True


_OCCASIONS = (
    _Occasion("exam_due", _running, _still_open, lambda one, now: not _is_over(one, now),
              lambda one: f"有一项考核要完成：“{one.exam.name}”，{_closes(one)} 截止。", by_phone=True, tells_failing=True),
    _Occasion("exam_soon", _running, _still_open, _is_soon,
              lambda one: f"快到截止时间了：“{one.exam.name}”，{_closes(one)} 截止，您还没有合格。", by_phone=True, tells_failing=True),
    _Occasion("exam_missed", lambda exam, _: exam.state == "announced", _still_open, _is_over,
              lambda one: f"“{one.exam.name}”已经截止，您没有合格。请找企业安全员安排。", tells_failing=True),
    _Occasion("exam_results", _results_come, _tried, _always,
              lambda one: f"“{one.exam.name}”的成绩公布了，可以看分数、错题和依据。"),
    _Occasion("exam_passed", _shows, _passed, _always,
              lambda one: f"恭喜，“{one.exam.name}”已经合格，可以看合格证明。"),
    _Occasion("exam_cancelled", lambda exam, _: exam.state == "cancelled", _still_open, _always,
              lambda one: f"“{one.exam.name}”取消了，不用再考。"),
)  # fmt: skip
