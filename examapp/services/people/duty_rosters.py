"""Everybody employed now, with hire date and how far their assessments are; above all who works without a pass."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from examapp.domain.permissions import Actor
from examapp.domain.phone_checks import NEEDS_TABLET, PhoneOutcome
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.exams import Exam, Registration, Sitting
from examapp.models.organizations import Region
from examapp.models.phone_checks import PhoneCheck
from examapp.services.core.days import first_day_within_a_year, midnight_of, today_of
from examapp.services.core.scopes import visible_employments
from examapp.services.people.name_search import named_like
from examapp.services.people.phone_checks import outcomes_of

# A yearly pass vouches for a year, one before a post for as long as the person stays; the same rule as on certificates.
STATES = ("without", "overdue", "failed", "due", "passed", "none", "tablet", "untried")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one employment stands; `until` is the end of what is due, `passed_at` the newest pass, `phone` what the own
    phone can do, None where nobody has tried.
    """

    employment: Employment
    without_pass: bool
    overdue: bool
    failed: bool
    until: datetime | None
    passed_at: datetime | None
    exam_id: int | None
    registration_id: int | None
    phone: PhoneOutcome | None


def roster_query(actor: Actor, only: str = "", words: str = "", *, now: datetime) -> Select:
    """Employments in scope that run today, narrowed to one of STATES and to a name; the newest hired first."""
    today = today_of(now)
    query = visible_employments(actor).where(
        Employment.started_on <= today, or_(Employment.ended_on.is_(None), Employment.ended_on >= today)
    )
    if only in STATES:
        query = query.where(_conditions(now)[only])
    if words:
        query = query.where(named_like(words))
    return query.order_by(Employment.started_on.desc(), Employment.id)


def _registered(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(Registration.id)
        .join(Exam, Exam.id == Registration.exam_id)
        .where(Registration.candidate_id == Employment.candidate_id, Exam.state == "announced", *conditions)
        .correlate(Employment, Region)
    )


def _tried(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    tries = select(PhoneCheck.id).where(PhoneCheck.candidate_id == Employment.candidate_id, *conditions)
    return exists(tries.correlate(Employment))


def _conditions(now: datetime) -> dict[str, ColumnElement[bool]]:
    passed = exists(
        select(Registration.id)
        .join(Exam, Exam.id == Registration.exam_id)
        .where(Registration.candidate_id == Employment.candidate_id, Registration.state == "passed")
        .where(
            or_(
                Registration.passed_at >= _still_valid_since(now),
                and_(Exam.kind == "pre_post", Registration.employment_id == Employment.id),
            )
        )
        .correlate(Employment)
    )
    waits = _registered(Registration.state.in_(("due", "sitting")))
    return {
        "without": ~passed,
        "overdue": _registered(Registration.state.in_(("due", "sitting")), _is_closed(now)),
        "failed": _registered(Registration.state == "failed"),
        "due": waits,
        "passed": passed,
        "none": ~_registered(Registration.state != "withdrawn"),
        "tablet": _tried(PhoneCheck.outcome.in_(NEEDS_TABLET)),
        "untried": ~_tried(),
    }


def _is_closed(now: datetime) -> ColumnElement[bool]:
    where = aliased(Region)
    theirs = or_(Sitting.region_id.is_(None), Region.path.startswith(where.path))
    still_open = (
        select(Sitting.id)
        .outerjoin(where, where.id == Sitting.region_id)
        .where(Sitting.exam_id == Exam.id, Sitting.closes_at > now, theirs)
        .correlate(Exam, Region)
    )
    return ~exists(still_open)


def count_states(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many employments are in each of STATES, and "all"."""
    base = roster_query(actor, now=now).order_by(None).with_only_columns(func.count(Employment.id))
    counts = {
        name: db.session.scalar(base.where(condition)) or 0 for name, condition in _conditions(now).items()
    }
    return {"all": db.session.scalar(base) or 0, **counts}


def list_standings(employments: list[Employment], *, now: datetime) -> list[Standing]:
    """The standing of each, in the same order."""
    people = [one.candidate_id for one in employments]
    found: dict[int, list[Registration]] = {}
    query = select(Registration).join(Registration.exam).where(Registration.candidate_id.in_(people))
    for one in db.session.scalars(
        query.where(Exam.state.in_(("announced", "closed"))).order_by(Registration.id)
    ):
        found.setdefault(one.candidate_id, []).append(one)
    phones = outcomes_of(people)
    return [
        _standing(one, found.get(one.candidate_id, []), phones.get(one.candidate_id), now)
        for one in employments
    ]


def _standing(
    employment: Employment, registrations: list[Registration], phone: PhoneOutcome | None, now: datetime
) -> Standing:
    waiting = [
        one for one in registrations if one.state in ("due", "sitting") and one.exam.state == "announced"
    ]
    passes = [one for one in registrations if one.state == "passed" and one.passed_at]
    first = min(waiting, key=lambda one: one.closes_at or now, default=None)
    newest = first or max(registrations, key=lambda one: one.id, default=None)
    return Standing(
        employment=employment,
        without_pass=not any(_still_counts(one, employment, now) for one in passes),
        overdue=any((one.closes_at or now) <= now for one in waiting),
        failed=any(one.state == "failed" and one.exam.state == "announced" for one in registrations),
        until=first.closes_at if first else None,
        passed_at=max((one.passed_at for one in passes), default=None),
        exam_id=newest.exam_id if newest else None,
        registration_id=newest.id if newest else None,
        phone=phone,
    )


def _still_counts(one: Registration, employment: Employment, now: datetime) -> bool:
    if one.exam.kind == "pre_post" and one.employment_id == employment.id:
        return True
    return one.passed_at is not None and one.passed_at >= _still_valid_since(now)


def _still_valid_since(now: datetime) -> datetime:
    """Passes from here on count today: as long as their certificate says."""
    return midnight_of(first_day_within_a_year(today_of(now)))


def days_on_post(employment: Employment, *, today: date) -> int:
    """Days since the first one at the enterprise."""
    return (today - employment.started_on).days
