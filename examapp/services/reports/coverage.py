"""Indicator 23: of the enterprises inspected in a period, how many were quizzed, and with all three roles.

The database adds up; one row an enterprise leaves it, however many visits and papers there were.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Subquery, case, func, select

from examapp.domain.inspections import VISITS, Standing
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.rollups import counted
from examapp.services.core.scopes import inspections_of_area, visible_enterprises
from question_bank.model import Role

REQUIRED_ROLES = frozenset({"lead", "manager", "key_post"})
_ROLES = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Quizzed:
    """The closed quizzes of one enterprise without re-tests: who was quizzed, how many passed by the newest results."""

    quiz_count: int = 0
    people: int = 0
    passed: int = 0
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """One inspected enterprise: how often, at how many visits with a reason for no quiz, and its quizzes."""

    enterprise_id: int
    name: str
    uscc: str
    county: str
    visit_count: int
    excused_count: int
    quizzed: Quizzed

    @property
    def exempt(self) -> bool:
        """Every visit has a reason why no quiz was held."""
        return self.quizzed.quiz_count == 0 and self.excused_count == self.visit_count

    @property
    def full(self) -> bool:
        """All three roles were quizzed in the period."""
        return self.quizzed.roles >= REQUIRED_ROLES


def read_coverage(
    actor: Actor, since: date, until: date, counts: Callable[[str], Subquery] = counted
) -> dict:
    """Rows per enterprise, groups per county, and totals, for inspections from `since` to `until` inclusive.

    `counts` is where the numbers of papers come from: those kept, or computed from every paper to compare.
    """
    quizzed = _quizzed(actor, since, until, counts)
    counties = _counties()
    rows = [
        EnterpriseRow(
            enterprise_id, name, uscc, counties.get(path, "市本级"), visits, int(excused),
            quizzed.get(enterprise_id, Quizzed()),
        )
        for enterprise_id, name, uscc, path, visits, excused in db.session.execute(_inspected(actor, since, until))
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.county, row.name))
    groups: dict[str, list[EnterpriseRow]] = {}
    for row in rows:
        groups.setdefault(row.county, []).append(row)
    return {
        "rows": rows,
        "groups": {name: summarize(held) for name, held in groups.items()},
        "total": summarize(rows),
    }


def summarize(rows: list[EnterpriseRow]) -> dict:
    """Counts: inspected, exempt, due (inspected without exempt), quizzed, full (all three roles), people, passed."""
    exempt = sum(row.exempt for row in rows)
    return {
        "inspected": len(rows),
        "exempt": exempt,
        "due": len(rows) - exempt,
        "quizzed": sum(row.quizzed.quiz_count > 0 for row in rows),
        "full": sum(row.full for row in rows),
        "people": sum(row.quizzed.people for row in rows),
        "passed": sum(row.quizzed.passed for row in rows),
    }


def count_pending_quizzes(actor: Actor, since: date, until: date) -> int:
    """Closed quizzes that do not count yet, because the approval of their visit has not been entered."""
    query = (
        _visits(actor, since, until)
        .join(SpotQuiz, SpotQuiz.inspection_id == Inspection.id)
        .where(Inspection.standing == Standing.pending)
        .where(SpotQuiz.kind == "quiz", SpotQuiz.state.in_(("closed", "recorded")))
    )
    return db.session.scalar(query.with_only_columns(func.count()))


def list_visits(
    actor: Actor, since: date, until: date, enterprise_ids: list[int] | None = None
) -> dict[int, list[tuple[int, date, str]]]:
    """(inspection id, day, why no quiz) of each enterprise by day; of all inspected ones when none are named."""
    query = (
        _visits(actor, since, until)
        .with_only_columns(
            Inspection.enterprise_id, Inspection.id, Inspection.inspected_on, Inspection.exemption_reason
        )
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    if enterprise_ids is not None:
        query = query.where(Inspection.enterprise_id.in_(enterprise_ids))
    visits: dict[int, list[tuple[int, date, str]]] = {}
    for enterprise_id, *visit in db.session.execute(query):
        visits.setdefault(enterprise_id, []).append(tuple(visit))
    return visits


def _visits(actor: Actor, since: date, until: date) -> Select:
    return (
        inspections_of_area(actor)
        .where(Inspection.inspected_on.between(since, until))
        .where(~Inspection.number.startswith("LOAD-"))
        .where(Inspection.origin != "planned", Inspection.standing.in_(VISITS))
    )


def _inspected(actor: Actor, since: date, until: date) -> Select:
    excused = func.sum(case((Inspection.exemption_reason != "", 1), else_=0))
    of_enterprise = (Enterprise.id, Enterprise.name, Enterprise.uscc, Region.path)
    return (
        _visits(actor, since, until)
        .with_only_columns(*of_enterprise, func.count(), excused)
        .group_by(*of_enterprise)
    )


def _counties() -> dict[str, str]:
    """The county's name for the path of each region in one."""
    regions = db.session.execute(select(Region.path, Region.name, Region.level)).all()
    counties = {path: name for path, name, level in regions if level == "county"}
    found = {}
    for path, _, _ in regions:
        parts = path.strip("/").split("/")
        above = (f"/{'/'.join(parts[: number + 1])}/" for number in range(len(parts)))
        if county := next((counties[one] for one in above if one in counties), None):
            found[path] = county
    return found


def _quizzed(actor: Actor, since: date, until: date, counts: Callable[[str], Subquery]) -> dict[int, Quizzed]:
    kept = counts("quiz")
    own = visible_enterprises(actor).with_only_columns(Enterprise.id)
    by_role = [func.sum(case((kept.c.part == role, kept.c.papers), else_=0)).label(role) for role in _ROLES]
    people, passed = func.sum(kept.c.papers), func.sum(kept.c.passed)
    # First by quiz, so that a quiz of three roles is one quiz.
    quizzes = (
        select(
            kept.c.enterprise_id, kept.c.subject_id, people.label("people"), passed.label("passed"), *by_role
        )
        .where(kept.c.day.between(since, until), kept.c.enterprise_id.in_(own))
        .group_by(kept.c.enterprise_id, kept.c.subject_id)
        .having(people > 0)
        .subquery()
    )
    sums = [func.sum(quizzes.c[name]) for name in ("people", "passed", *_ROLES)]
    query = (
        select(quizzes.c.enterprise_id, func.count(), *sums)
        .join(SpotQuiz, SpotQuiz.id == quizzes.c.subject_id)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
        .where(Inspection.standing == Standing.official)
        .where(SpotQuiz.kind == "quiz", SpotQuiz.state.in_(("closed", "recorded")))
        .group_by(quizzes.c.enterprise_id)
    )
    return {
        enterprise_id: Quizzed(
            quiz_count, int(people), int(passed),
            frozenset(role for role, number in zip(_ROLES, numbers, strict=True) if number),
        )
        for enterprise_id, quiz_count, people, passed, *numbers in db.session.execute(query)
    }  # fmt: skip
