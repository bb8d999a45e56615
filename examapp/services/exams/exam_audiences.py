"""Whom an exam concerns today, and whether there are papers and windows for all of them."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.exams import Audience, Employed, audience_from_dict, fits
from examapp.domain.identifiers import plain_code
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.exams import Exam, Registration, is_for
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.days import SHANGHAI
from examapp.services.core.scopes import visible_employments, visible_enterprises
from examapp.services.papers.paper_pools import choose_blueprint, locality_of
from examapp.services.people.posts import main_post


def concerned_employments(exam: Exam, actor: Actor | None, *, now: datetime) -> list[Employment]:
    """Everybody employed today within the exam's region or enterprise whom its rule concerns,
    one employment a person.
    """
    today = now.astimezone(SHANGHAI).date()
    query = _in_reach(exam).where(
        Employment.started_on <= today, or_(Employment.ended_on.is_(None), Employment.ended_on >= today)
    )
    if actor is not None:
        own = visible_employments(actor).with_only_columns(Employment.id)
        query = query.where(Employment.id.in_(own))
    rule = audience_from_dict(exam.audience)
    passed = _last_passes(exam) if rule.due_since else {}
    found = [
        one
        for one in db.session.scalars(query.order_by(Employment.id))
        if fits(rule, employed(one, passed.get(one.candidate_id)))
    ]
    return list({one.candidate_id: one for one in reversed(found)}.values())[::-1]


def find_enterprises(actor: Actor, codes: Iterable[str]) -> tuple[int, ...]:
    """The enterprises of these credit codes within the actor's scope.
    Raises enterprise_not_listed with the first that is none.
    """
    wanted = list(dict.fromkeys(plain_code(one) for one in codes if one.strip()))
    query = visible_enterprises(actor).where(Enterprise.uscc.in_(wanted))
    held = {one.uscc: one.id for one in db.session.scalars(query)}
    if missing := [one for one in wanted if one not in held]:
        raise DomainError("enterprise_not_listed", uscc=missing[0][:24])
    return tuple(held[one] for one in wanted)


def describe_lists(rule: Audience, *, actor: Actor) -> tuple[list[str], list[tuple[int, str]]]:
    """(credit codes, people as id and name) of the lists in a rule, for its form; ids out of scope have no name."""
    listed = visible_enterprises(actor).where(Enterprise.id.in_(rule.enterprise_ids))
    codes = [enterprise.uscc for enterprise in db.session.scalars(listed)]
    own = visible_employments(actor).with_only_columns(Employment.candidate_id)
    people = db.session.execute(
        select(Candidate.id, Candidate.name)
        .where(Candidate.id.in_(rule.candidate_ids), Candidate.id.in_(own))
        .order_by(Candidate.id)
    )
    return codes, [(one, name) for one, name in people]


def _last_passes(exam: Exam) -> dict[int, date]:
    """The day of everybody's newest pass in another exam of the same kind."""
    rows = db.session.execute(
        select(Registration.candidate_id, func.max(Registration.passed_at))
        .join(Registration.exam)
        .where(Exam.kind == exam.kind, Exam.id != exam.id, Registration.state == "passed")
        .group_by(Registration.candidate_id)
    )
    return {person: at.astimezone(SHANGHAI).date() for person, at in rows if at is not None}


def check_papers(pool_digest: str, employments: Iterable[Employment]) -> None:
    """Raise blueprint_missing or pool_too_small before anybody is told of the exam."""
    groups = {(one.role, main_post(one), one.enterprise.industry): one for one in employments}
    for (role, post, _), one in groups.items():
        choose_blueprint(role, post, locality_of(one.enterprise), pool_digest, purpose="exam")


def check_windows(exam: Exam, employments: Iterable[Employment]) -> None:
    """Raise sitting_missing with the number of people for whose region no window is given."""
    without = [one for one in employments if not any(is_for(held, one.enterprise) for held in exam.sittings)]
    if without:
        raise DomainError("sitting_missing", number=len(without), region=without[0].enterprise.region.name)


def employed(employment: Employment, last_passed_on: date | None = None) -> Employed:
    """The employment as the rule sees it."""
    return Employed(
        employment.role,
        tuple(employment.posts),
        employment.enterprise.industry,
        employment.enterprise_id,
        employment.started_on,
        last_passed_on,
        employment.enterprise.region.path,
        employment.candidate_id,
    )


def _in_reach(exam: Exam) -> Select:
    query = select(Employment).join(Employment.enterprise)
    if exam.enterprise_id is not None:
        return query.where(Employment.enterprise_id == exam.enterprise_id)
    path = exam.region.path if exam.region else "/"
    return query.join(Enterprise.region).where(Region.path.startswith(path, autoescape=True))
