"""Exams from draft to announcement: whom they concern, when, and under which conditions."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select

from examapp.domain.draws import make_commitment
from examapp.domain.errors import DomainError
from examapp.domain.exams import (
    KINDS,
    MOST_TRIES,
    Audience,
    Employed,
    ExamKind,
    audience_from_dict,
    audience_to_dict,
    fits,
)
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.exams import Exam, Registration, Sitting
from examapp.models.organizations import Enterprise, Region
from examapp.services.audit import record_act
from examapp.services.job_runs import request_run, send_run
from examapp.services.paper_pools import choose_blueprint, freeze_item_pool
from examapp.services.participants import main_post
from examapp.services.ports import Ports
from examapp.services.receipts import act_once
from examapp.services.scopes import visible_employments
from examapp.services.spot_quizzes import SHANGHAI
from examapp.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What a person decides about an exam; `wait_hours` between two tries."""

    name: str
    kind: str
    audience: Audience
    opens_at: datetime
    closes_at: datetime
    attempts_allowed: int
    wait_hours: int
    shows: str = "at_once"
    identity_level: str = "L1"


def suggest_facts(kind: ExamKind, *, now: datetime) -> ExamFacts:
    """What a new exam of this kind begins with: from tomorrow morning for as long as the kind's template says."""
    usual = KINDS[kind]
    first = (now.astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    last = (first + timedelta(days=usual.window_days)).replace(hour=22)
    name = f"{first.year} 年{usual.label}"
    return ExamFacts(name, kind, usual.audience, first, last, usual.attempts_allowed, usual.wait_hours)


def visible_exams(actor: Actor) -> Select:
    """Exams of the actor's regions and enterprise, and those that somebody in the actor's scope is registered for."""
    own = visible_employments(actor).with_only_columns(Employment.id)
    concerned = select(Registration.exam_id).where(Registration.employment_id.in_(own))
    query = select(Exam).outerjoin(Exam.region)
    mine = [Exam.id.in_(concerned), Exam.created_by_id == actor.account_id]
    if actor.enterprise_id is not None:
        mine.append(Exam.enterprise_id == actor.enterprise_id)
    elif actor.region_path:
        mine.append(Region.path.startswith(actor.region_path, autoescape=True))
    return query.where(or_(*mine))


def get_exam(actor: Actor, exam_id: int) -> Exam:
    """The exam, or not_found."""
    found = db.session.scalar(visible_exams(actor).where(Exam.id == exam_id))
    if found is None:
        raise DomainError("not_found", what="exam")
    return found


def may_manage(actor: Actor, exam: Exam) -> bool:
    """Whether the actor's own office set this exam up: others only see it."""
    if not actor.may("exams.manage"):
        return False
    if actor.enterprise_id is not None:
        return exam.enterprise_id == actor.enterprise_id
    if exam.enterprise_id is not None:
        return False
    return bool(exam.region and actor.region_path and exam.region.path.startswith(actor.region_path))


def create_exam(facts: ExamFacts, *, client_id: str, actor: Actor, now: datetime) -> int:
    """A draft with its seed committed; the same client id gives the same exam. Raises exam_facts_wrong."""
    _check(facts)

    def perform() -> dict:
        seed = secrets.token_bytes(32)
        region = db.session.scalar(select(Region).where(Region.path == actor.region_path))
        exam = Exam(
            name=facts.name.strip(),
            kind=facts.kind,
            region_id=region.id if region else None,
            enterprise_id=actor.enterprise_id,
            state="draft",
            audience=audience_to_dict(facts.audience),
            attempts_allowed=facts.attempts_allowed,
            wait_hours=facts.wait_hours,
            identity_level=facts.identity_level,
            shows=facts.shows,
            seed=seed,
            commitment=make_commitment(seed),
            created_by_id=actor.account_id,
            created_at=now,
            sittings=[Sitting(opens_at=facts.opens_at, closes_at=facts.closes_at)],
        )
        db.session.add(exam)
        db.session.flush()
        record_act(
            "exam.created",
            f"exam:{exam.id}",
            actor=actor,
            now=now,
            data={"kind": facts.kind, "commitment": exam.commitment},
        )
        return {"exam_id": exam.id}

    return act_once(client_id, "exam.create", actor=actor, now=now, perform=perform)["exam_id"]


def change_exam(exam_id: int, facts: ExamFacts, *, actor: Actor, now: datetime) -> Exam:
    """Change a draft. After the announcement only a later end can be given (`prolong_exam`)."""
    _check(facts)
    with transaction():
        exam = lock_exam(actor, exam_id)
        if exam.state != "draft":
            raise DomainError("state_conflict")
        exam.name, exam.kind, exam.shows = facts.name.strip(), facts.kind, facts.shows
        exam.identity_level = facts.identity_level
        exam.audience = audience_to_dict(facts.audience)
        exam.attempts_allowed, exam.wait_hours = facts.attempts_allowed, facts.wait_hours
        exam.sittings[0].opens_at, exam.sittings[0].closes_at = facts.opens_at, facts.closes_at
        record_act("exam.changed", f"exam:{exam.id}", actor=actor, now=now)
        return exam


def prolong_exam(exam_id: int, closes_at: datetime, *, actor: Actor, now: datetime) -> Exam:
    """Give people more time; never less, because they have planned by what was announced. Raises window_shorter."""
    with transaction():
        exam = lock_exam(actor, exam_id)
        last = exam.sittings[-1]
        if exam.state != "announced":
            raise DomainError("state_conflict")
        if closes_at < last.closes_at:
            raise DomainError("window_shorter", closes_at=last.closes_at)
        last.closes_at = closes_at
        facts = {"closes_at": closes_at.isoformat()}
        record_act("exam.prolonged", f"exam:{exam.id}", actor=actor, now=now, data=facts)
        return exam


def announce_exam(exam_id: int, *, actor: Actor, now: datetime, ports: Ports) -> Exam:
    """Freeze the items and let the papers be built; twice is once. Raises audience_empty, state_conflict, blueprint_missing, pool_too_small."""
    with transaction():
        exam = lock_exam(actor, exam_id)
        if exam.state == "announced":
            return exam
        if exam.state != "draft":
            raise DomainError("state_conflict")
        people = concerned_employments(exam, actor, now=now)
        if not people:
            raise DomainError("audience_empty")
        exam.item_pool_digest = freeze_item_pool(now=now)
        check_papers(exam.item_pool_digest, people)
        exam.state, exam.announced_at = "announced", now
        facts = {"items": exam.item_pool_digest, "commitment": exam.commitment}
        record_act("exam.announced", f"exam:{exam.id}", actor=actor, now=now, data=facts)
        run_id = request_run("register_for_exams", now=now, exam_id=exam_id)
    send_run(run_id, ports=ports)
    return db.session.get(Exam, exam_id, populate_existing=True)


def cancel_exam(exam_id: int, reason: str, *, actor: Actor, now: datetime) -> Exam:
    """Call it off; results that exist stay. Twice is once. Raises reason_missing."""
    if not reason.strip():
        raise DomainError("reason_missing")
    with transaction():
        exam = lock_exam(actor, exam_id)
        if exam.state != "cancelled":
            exam.state = "cancelled"
            facts = {"reason": reason.strip()[:200]}
            record_act("exam.cancelled", f"exam:{exam.id}", actor=actor, now=now, data=facts)
        return exam


def copy_exam(exam_id: int, *, client_id: str, actor: Actor, now: datetime) -> int:
    """The same exam a year later, as a draft; gives its id."""
    held = get_exam(actor, exam_id)
    first, last = held.sittings[0], held.sittings[-1]
    shift = timedelta(days=365)
    facts = ExamFacts(
        held.name.replace(str(first.opens_at.year), str((first.opens_at + shift).year)),
        held.kind,
        audience_from_dict(held.audience),
        first.opens_at + shift,
        last.closes_at + shift,
        held.attempts_allowed,
        held.wait_hours,
        held.shows,
        held.identity_level,
    )
    return create_exam(facts, client_id=client_id, actor=actor, now=now)


def concerned_employments(exam: Exam, actor: Actor | None, *, now: datetime) -> list[Employment]:
    """Everybody employed today within the exam's region or enterprise whom its rule concerns, one employment a person."""
    today = now.astimezone(SHANGHAI).date()
    query = _in_reach(exam).where(
        Employment.started_on <= today, or_(Employment.ended_on.is_(None), Employment.ended_on >= today)
    )
    if actor is not None:
        own = visible_employments(actor).with_only_columns(Employment.id)
        query = query.where(Employment.id.in_(own))
    rule = audience_from_dict(exam.audience)
    found = [one for one in db.session.scalars(query.order_by(Employment.id)) if fits(rule, employed(one))]
    return list({one.candidate_id: one for one in reversed(found)}.values())[::-1]


def check_papers(pool_digest: str, employments: Iterable[Employment]) -> None:
    """Raise blueprint_missing or pool_too_small before anybody is told of the exam."""
    groups = {(one.role, main_post(one), one.enterprise.industry): one for one in employments}
    for (role, post, _), one in groups.items():
        choose_blueprint(role, post, one.enterprise, pool_digest, purpose="exam")


def employed(employment: Employment) -> Employed:
    """The employment as the rule sees it."""
    return Employed(
        employment.role,
        tuple(employment.posts),
        employment.enterprise.industry,
        employment.enterprise_id,
        employment.started_on,
    )


def _in_reach(exam: Exam) -> Select:
    query = select(Employment).join(Employment.enterprise)
    if exam.enterprise_id is not None:
        return query.where(Employment.enterprise_id == exam.enterprise_id)
    path = exam.region.path if exam.region else "/"
    return query.join(Enterprise.region).where(Region.path.startswith(path, autoescape=True))


def lock_exam(actor: Actor, exam_id: int) -> Exam:
    """An exam that the actor manages, held until the transaction ends. Raises not_found."""
    found = db.session.get(
        Exam, get_exam(actor, exam_id).id, with_for_update={"of": Exam}, populate_existing=True
    )
    if not may_manage(actor, found):
        raise DomainError("not_found", what="exam")
    return found


def _check(facts: ExamFacts) -> None:
    wrong = {
        "name": not 2 <= len(facts.name.strip()) <= 80,
        "kind": facts.kind not in set(ExamKind),
        "closes_at": facts.closes_at <= facts.opens_at,
        "attempts_allowed": not 1 <= facts.attempts_allowed <= MOST_TRIES,
        "wait_hours": not 0 <= facts.wait_hours <= 24 * 30,
        "shows": facts.shows not in ("at_once", "after_close"),
        "identity_level": facts.identity_level not in ("L1", "L2", "L3"),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise DomainError("exam_facts_wrong", field=field)


def facts_of(exam: Exam) -> ExamFacts:
    """The present facts of an exam, for its form."""
    return ExamFacts(
        exam.name,
        exam.kind,
        audience_from_dict(exam.audience),
        exam.sittings[0].opens_at,
        exam.sittings[-1].closes_at,
        exam.attempts_allowed,
        exam.wait_hours,
        exam.shows,
        exam.identity_level,
    )
