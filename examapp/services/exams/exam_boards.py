"""How far an exam is: who is due, overdue, has failed or passed, by enterprise and by person,
within the actor's scope.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.candidates import Employment
from examapp.models.exams import Exam, Registration
from examapp.models.organizations import Enterprise
from examapp.services.attempts.explanations import are_results_shown
from examapp.services.attempts.valid_results import counting_tries
from examapp.services.core.rollups import counted
from examapp.services.core.scopes import visible_employments, visible_enterprises
from examapp.services.people.name_search import named_like
from examapp.services.people.phone_checks import count_outcomes


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one enterprise (or all): `due` have not passed yet and may, `failed` have used their tries up."""

    registered: int = 0
    passed: int = 0
    failed: int = 0

    @property
    def due(self) -> int:
        """Not passed, not failed for good."""
        return self.registered - self.passed - self.failed


def visible_registrations(actor: Actor, exam_id: int) -> Select:
    """Registrations of an exam for people in the actor's scope."""
    own = visible_employments(actor).with_only_columns(Employment.id)
    return (
        select(Registration)
        .join(Registration.candidate)
        .where(Registration.exam_id == exam_id, Registration.employment_id.in_(own))
        .where(Registration.state != "withdrawn")
    )


def registrations_query(actor: Actor, exam_id: int, only: str = "", words: str = "") -> Select:
    """People of an exam by name; only = due, passed or failed; words in the name or as pinyin initials."""
    query = visible_registrations(actor, exam_id)
    if only in ("passed", "failed"):
        query = query.where(Registration.state == only)
    elif only == "due":
        query = query.where(Registration.state.in_(("due", "sitting")))
    if words:
        query = query.where(named_like(words))
    # What a line of the list names is read with it, not line by line.
    named = (
        contains_eager(Registration.candidate),
        joinedload(Registration.enterprise),
        joinedload(Registration.employment),
    )
    return query.options(*named).order_by(Registration.enterprise_id, Registration.id)


def phones_of_due(actor: Actor, exam_id: int) -> dict[str, int]:
    """How the phones of those who have not passed yet came out of their check: PhoneOutcome or "untried" -> people."""
    due = visible_registrations(actor, exam_id).where(Registration.state.in_(("due", "sitting")))
    return count_outcomes(due.with_only_columns(Registration.candidate_id))


def remind_query(actor: Actor, exam: Exam, *, now: datetime) -> Select:
    """Whom a slip of paper may remind: who has not passed, but before results are shown nobody who has handed in."""
    query = registrations_query(actor, exam.id, "due")
    if are_results_shown(exam, now=now):
        return query
    handed_in = select(Attempt.id).where(
        Attempt.registration_id == Registration.id, Attempt.state == "submitted"
    )
    return query.where(~handed_in.exists())


def progress_by_enterprise(
    actor: Actor, exam_id: int, counts: Callable[[str], Subquery] = counted
) -> list[tuple[str, Progress]]:
    """The name of every enterprise with people registered and how far they are, those with most still due first.

    `counts` is where the numbers come from: those kept, or computed from every registration to compare.
    """
    sums = _sums(actor, [exam_id], counts("registered"), "enterprise_id").subquery()
    query = select(Enterprise.name, sums.c.people, sums.c.passed, sums.c.failed).join(
        sums, sums.c.enterprise_id == Enterprise.id
    )
    rows = [(name, Progress(*map(int, numbers))) for name, *numbers in db.session.execute(query)]
    return sorted(rows, key=lambda row: (-row[1].due, row[0]))


def progress_of_exams(actor: Actor, exam_ids: list[int]) -> dict[int, Progress]:
    """How far each exam is, within the actor's scope."""
    rows = db.session.execute(_sums(actor, exam_ids, counted("registered"), "subject_id"))
    found = {exam_id: Progress(*map(int, numbers)) for exam_id, *numbers in rows}
    return {exam_id: found.get(exam_id, Progress()) for exam_id in exam_ids}


def _sums(actor: Actor, exam_ids: list[int], kept: Subquery, key: str) -> Select:
    people = func.sum(kept.c.papers)
    passed, failed = (
        func.sum(case((kept.c.part == part, kept.c.papers), else_=0)) for part in ("passed", "failed")
    )
    own = visible_enterprises(actor).with_only_columns(Enterprise.id)
    return (
        select(kept.c[key], people.label("people"), passed.label("passed"), failed.label("failed"))
        .where(kept.c.subject_id.in_(exam_ids), kept.c.part != "withdrawn", kept.c.enterprise_id.in_(own))
        .group_by(kept.c[key])
        .having(people > 0)
    )


def total_of(rows: Iterable[tuple[str, Progress]]) -> Progress:
    """The sum over enterprises."""
    found = [progress for _, progress in rows]
    return Progress(
        *(sum(getattr(one, name) for one in found) for name in ("registered", "passed", "failed"))
    )


def best_results(registration_ids: list[int]) -> dict[int, AttemptResult]:
    """The result that counts of each registration that has one."""
    return {owner: counting.result for owner, counting in counting_tries(registration_ids).items()}


def is_overdue(exam: Exam, *, now: datetime) -> bool:
    """Whether the last window has closed."""
    return exam.closes_at <= now
