"""What a person decides about an exam: suggested by its kind, read from a held one, moved by a year, checked."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.exams import KINDS, MOST_TRIES, Audience, ExamKind, audience_from_dict
from examapp.domain.face_judgements import MOST_MOMENTS
from examapp.domain.people_names import checked_title
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.exams import Exam
from examapp.models.organizations import Region
from examapp.services.core.days import SHANGHAI, moment_a_year_after, year_after
from examapp.services.core.scopes import within_regions

MOST_SITTINGS = 30
# Nothing of ours is older; a moment that could not be read is.
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class SittingFacts:
    """One window; `region_id` None = for everybody the exam concerns."""

    opens_at: datetime
    closes_at: datetime
    region_id: int | None = None


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What a person decides about an exam; `wait_hours` between two tries.

    The first window stands in `opens_at`, `closes_at` and `region_id`, further ones in `more_sittings`.
    """

    name: str
    kind: str
    audience: Audience
    opens_at: datetime
    closes_at: datetime
    attempts_allowed: int
    wait_hours: int
    shows: str = "at_once"
    identity_level: str = "L1"
    region_id: int | None = None
    more_sittings: tuple[SittingFacts, ...] = ()
    face_moments: int = 0

    @property
    def sittings(self) -> tuple[SittingFacts, ...]:
        """All windows."""
        return (SittingFacts(self.opens_at, self.closes_at, self.region_id), *self.more_sittings)


def suggest_facts(kind: ExamKind, *, now: datetime) -> ExamFacts:
    """What a new exam of this kind begins with: from tomorrow morning for as long as the kind's template says."""
    usual = KINDS[kind]
    first = (now.astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    last = (first + timedelta(days=usual.window_days)).replace(hour=22)
    name = f"{first.year} 年{usual.label}"
    audience = usual.audience
    if usual.hired_days is not None:
        audience = replace(audience, hired_since=first.date() - timedelta(days=usual.hired_days))
    return ExamFacts(name, kind, audience, first, last, usual.attempts_allowed, usual.wait_hours)


def facts_of(exam: Exam) -> ExamFacts:
    """The present facts of an exam, for its form and for copies."""
    first, *more = [SittingFacts(one.opens_at, one.closes_at, one.region_id) for one in exam.sittings]
    return ExamFacts(
        exam.name,
        exam.kind,
        audience_from_dict(exam.audience),
        first.opens_at,
        first.closes_at,
        exam.attempts_allowed,
        exam.wait_hours,
        exam.shows,
        exam.identity_level,
        first.region_id,
        tuple(more),
        exam.face_moments,
    )


def a_year_later(facts: ExamFacts) -> ExamFacts:
    """The same with every window, every day of the rule and the year in the name moved on."""
    year = facts.opens_at.astimezone(SHANGHAI).year
    later = moment_a_year_after(facts.opens_at).year
    rule = facts.audience
    return replace(
        facts,
        name=facts.name.replace(str(year), str(later)),
        audience=replace(
            rule,
            hired_since=_later(rule.hired_since),
            hired_until=_later(rule.hired_until),
            due_since=_later(rule.due_since),
        ),
        opens_at=moment_a_year_after(facts.opens_at),
        closes_at=moment_a_year_after(facts.closes_at),
        more_sittings=tuple(
            replace(
                sitting,
                opens_at=moment_a_year_after(sitting.opens_at),
                closes_at=moment_a_year_after(sitting.closes_at),
            )
            for sitting in facts.more_sittings
        ),
    )


def _later(day: date | None) -> date | None:
    return year_after(day) if day else None


def list_window_regions(actor: Actor) -> list[Region]:
    """The regions below the actor's own that a window can be for; none for the officer of one enterprise."""
    if actor.enterprise_id is not None:
        return []
    query = within_regions(actor, select(Region), Region.path).where(Region.level == "county")
    found = db.session.scalars(query.order_by(Region.path)).all()
    return [one for one in found if one.path != actor.region_path]


def check_facts(facts: ExamFacts) -> None:
    """Raises name_odd_signs, exam_facts_wrong with all `fields` that are wrong, in the order of the form."""
    checked_title(facts.name)
    wrong = {
        "name": not 2 <= len(facts.name.strip()) <= 80,
        "kind": facts.kind not in set(ExamKind),
        "opens_at": any(one.opens_at.year < _FIRST_YEAR for one in facts.sittings),
        "closes_at": any(one.closes_at <= one.opens_at for one in facts.sittings),
        "sittings": len(facts.sittings) > MOST_SITTINGS,
        "attempts_allowed": not 1 <= facts.attempts_allowed <= MOST_TRIES,
        "wait_hours": not 0 <= facts.wait_hours <= 24 * 30,
        "shows": facts.shows not in ("at_once", "after_close"),
        "identity_level": facts.identity_level not in ("L1", "L2", "L3"),
        "face_moments": not 0 <= facts.face_moments <= (MOST_MOMENTS if facts.identity_level == "L3" else 0),
    }
    fields = [field for field, is_wrong in wrong.items() if is_wrong]
    if fields:
        raise DomainError("exam_facts_wrong", field=fields[0], fields=fields)
