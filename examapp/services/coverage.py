"""Indicator 23: of the enterprises inspected in a period, how many were quizzed, and with all three roles."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.models.organizations import Enterprise, Region
from examapp.services.rollups import counted
from examapp.services.scopes import visible_enterprises, visible_inspections

REQUIRED_ROLES = frozenset({"lead", "manager", "key_post"})


@dataclass
class EnterpriseRow:
    """One inspected enterprise: how often, whether quizzed, which roles, why not."""

    enterprise: Enterprise
    county: str
    inspections: list[Inspection] = field(default_factory=list)
    quiz_count: int = 0
    roles: set[str] = field(default_factory=set)
    people: int = 0
    passed: int = 0

    @property
    def exempt(self) -> bool:
        """Every visit has a reason why no quiz was held."""
        return self.quiz_count == 0 and all(one.exemption_reason for one in self.inspections)

    @property
    def full(self) -> bool:
        """All three roles were quizzed in the period."""
        return self.roles >= REQUIRED_ROLES


def read_coverage(actor: Actor, since: date, until: date) -> dict:
    """Rows per enterprise, groups per county, and totals, for inspections from `since` to `until` inclusive."""
    rows = _inspected(actor, since, until)
    _add_quizzes(actor, rows, since, until)
    ordered = sorted(rows.values(), key=lambda row: (row.county, row.enterprise.name))
    groups: dict[str, list[EnterpriseRow]] = {}
    for row in ordered:
        groups.setdefault(row.county, []).append(row)
    return {
        "rows": ordered,
        "groups": {name: summarize(held) for name, held in groups.items()},
        "total": summarize(ordered),
    }


def summarize(rows: list[EnterpriseRow]) -> dict:
    """Counts: inspected, exempt, due (inspected without exempt), quizzed, full (all three roles), people, passed."""
    exempt = sum(row.exempt for row in rows)
    return {
        "inspected": len(rows),
        "exempt": exempt,
        "due": len(rows) - exempt,
        "quizzed": sum(row.quiz_count > 0 for row in rows),
        "full": sum(row.full for row in rows),
        "people": sum(row.people for row in rows),
        "passed": sum(row.passed for row in rows),
    }


def _inspected(actor: Actor, since: date, until: date) -> dict[int, EnterpriseRow]:
    counties = dict(
        db.session.execute(select(Region.path, Region.name).where(Region.level == "county")).all()
    )
    rows: dict[int, EnterpriseRow] = {}
    for inspection in db.session.scalars(
        visible_inspections(actor)
        .where(Inspection.inspected_on.between(since, until))
        .where(~Inspection.number.startswith("LOAD-"))
    ):
        enterprise = inspection.enterprise
        county = next(
            (name for path, name in counties.items() if enterprise.region.path.startswith(path)), "市本级"
        )
        rows.setdefault(enterprise.id, EnterpriseRow(enterprise, county)).inspections.append(inspection)
    return rows


def _add_quizzes(actor: Actor, rows: dict[int, EnterpriseRow], since: date, until: date) -> None:
    kept = counted("quiz")
    own = visible_enterprises(actor).with_only_columns(Enterprise.id)
    query = (
        select(
            kept.c.enterprise_id,
            SpotQuiz.id,
            kept.c.part,
            func.sum(kept.c.papers),
            func.sum(kept.c.passed_first),
        )
        .select_from(kept)
        .join(SpotQuiz, SpotQuiz.id == kept.c.subject_id)
        .where(kept.c.day.between(since, until), kept.c.enterprise_id.in_(own))
        .where(SpotQuiz.kind == "quiz", SpotQuiz.state.in_(("closed", "recorded")))
        .group_by(kept.c.enterprise_id, SpotQuiz.id, kept.c.part)
    )
    seen: set[int] = set()
    for enterprise_id, quiz_id, role, people, passed in db.session.execute(query):
        if not people or enterprise_id not in rows:
            continue
        row = rows[enterprise_id]
        row.roles.add(role)
        row.people += int(people)
        row.passed += int(passed)
        if quiz_id not in seen:
            seen.add(quiz_id)
            row.quiz_count += 1
