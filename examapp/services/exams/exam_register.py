"""Exams from draft to announcement: whom they concern, when, and under which conditions."""

import secrets
from datetime import datetime

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.orm import selectinload

from examapp.domain.draws_v1 import make_commitment
from examapp.domain.errors import DomainError
from examapp.domain.exams import audience_from_dict, audience_to_dict
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.exams import Exam, Registration, Sitting
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import visible_enterprises, within_regions
from examapp.services.core.transactions import transaction
from examapp.services.exams.exam_audiences import check_papers, check_windows, concerned_employments
from examapp.services.exams.exam_facts import ExamFacts, a_year_later, check_facts, facts_of
from examapp.services.papers.paper_pools import freeze_item_pool


def visible_exams(actor: Actor) -> Select:
    """Exams of the actor's regions and enterprise, and those that somebody in the actor's scope is registered for."""
    own = visible_enterprises(actor).with_only_columns(Enterprise.id)
    concerned = exists().where(Registration.exam_id == Exam.id, Registration.enterprise_id.in_(own))
    if actor.enterprise_id is not None:
        # One enterprise has few people: its registrations are found by the index, whatever exam they are of.
        its = select(Registration.exam_id).where(Registration.enterprise_id == actor.enterprise_id)
        concerned = Exam.id.in_(its)
    query = select(Exam).outerjoin(Exam.region)
    mine = [Exam.created_by_id == actor.account_id]
    if actor.enterprise_id is not None:
        mine.append(Exam.enterprise_id == actor.enterprise_id)
    elif actor.region_path:
        mine.append(Region.path.startswith(actor.region_path, autoescape=True))
    # Last, because it looks at registrations only when the exam's own facts do not decide.
    mine.append(concerned)
    # Every list and page of exams tells their windows.
    return query.options(selectinload(Exam.sittings)).where(or_(*mine))


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
    check_facts(facts)

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
            face_moments=facts.face_moments,
            shows=facts.shows,
            seed=seed,
            commitment=make_commitment(seed),
            created_by_id=actor.account_id,
            created_at=now,
            sittings=_sittings(facts, actor),
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
    check_facts(facts)
    with transaction():
        exam = lock_exam(actor, exam_id)
        if exam.state != "draft":
            raise DomainError("state_conflict")
        exam.name, exam.kind, exam.shows = facts.name.strip(), facts.kind, facts.shows
        exam.identity_level, exam.face_moments = facts.identity_level, facts.face_moments
        exam.audience = audience_to_dict(facts.audience)
        exam.attempts_allowed, exam.wait_hours = facts.attempts_allowed, facts.wait_hours
        exam.sittings = _sittings(facts, actor)
        record_act("exam.changed", f"exam:{exam.id}", actor=actor, now=now)
        return exam


def _sittings(facts: ExamFacts, actor: Actor) -> list[Sitting]:
    allowed = set(db.session.scalars(within_regions(actor, select(Region.id), Region.path)))
    for one in facts.sittings:
        if one.region_id is not None and one.region_id not in allowed:
            raise DomainError("not_found", what="region")
    return [
        Sitting(opens_at=one.opens_at, closes_at=one.closes_at, region_id=one.region_id)
        for one in facts.sittings
    ]


def prolong_exam(
    exam_id: int, closes_at: datetime, *, actor: Actor, now: datetime, sitting_id: int | None = None
) -> Exam:
    """Give people more time, in one window or in the last; never less, because they have planned by what was announced.

    Raises window_shorter, state_conflict, not_found.
    """
    with transaction():
        exam = lock_exam(actor, exam_id)
        last = max(exam.sittings, key=lambda one: one.closes_at)
        if sitting_id is not None:
            last = next((one for one in exam.sittings if one.id == sitting_id), None)
        if last is None:
            raise DomainError("not_found", what="sitting")
        if exam.state != "announced":
            raise DomainError("state_conflict")
        if closes_at < last.closes_at:
            raise DomainError("window_shorter", closes_at=last.closes_at)
        last.closes_at = closes_at
        facts = {"closes_at": closes_at.isoformat(), "sitting": last.id}
        record_act("exam.prolonged", f"exam:{exam.id}", actor=actor, now=now, data=facts)
        return exam


def announce_exam(exam_id: int, *, actor: Actor, now: datetime, ports: Ports) -> Exam:
    """Freeze the items and let the papers be built; twice is once.

    Raises audience_empty, sitting_missing, state_conflict, blueprint_missing, pool_too_small.
    """
    with transaction():
        exam = lock_exam(actor, exam_id)
        if exam.state == "announced":
            return exam
        if exam.state != "draft":
            raise DomainError("state_conflict")
        people = concerned_employments(exam, actor, now=now)
        if not people and not may_be_empty(exam, now=now):
            raise DomainError("audience_empty")
        check_windows(exam, people)
        exam.item_pool_digest, exam.algorithm = freeze_item_pool(now=now), "v3"
        check_papers(exam.item_pool_digest, people)
        exam.state, exam.announced_at = "announced", now
        facts = {"items": exam.item_pool_digest, "commitment": exam.commitment}
        record_act("exam.announced", f"exam:{exam.id}", actor=actor, now=now, data=facts)
        run_id = request_run("register_for_exams", now=now, exam_id=exam_id)
    send_run(run_id, ports=ports)
    return db.session.get(Exam, exam_id, populate_existing=True)


def may_be_empty(exam: Exam, *, now: datetime) -> bool:
    """Whether it may be announced before anybody is concerned: who is hired later joins by the daily job."""
    return audience_from_dict(exam.audience).waits_for_newcomers(today_of(now))


def delete_draft(exam_id: int, *, actor: Actor, now: datetime) -> None:
    """Throw away what nobody was told of; twice is once. Raises state_conflict after the announcement, not_found."""
    with transaction() as session:
        if session.get(Exam, exam_id) is None:
            return
        exam = lock_exam(actor, exam_id)
        if exam.state != "draft":
            raise DomainError("state_conflict", state=exam.state)
        session.execute(update(Exam).where(Exam.copied_from_id == exam_id).values(copied_from_id=None))
        facts = {"name": exam.name, "commitment": exam.commitment}
        session.delete(exam)
        record_act("exam.deleted", f"exam:{exam_id}", actor=actor, now=now, data=facts)


def copy_exam(exam_id: int, *, client_id: str, actor: Actor, now: datetime) -> int:
    """The same exam with all its windows a year later, as a draft; gives its id."""
    facts = a_year_later(facts_of(get_exam(actor, exam_id)))
    return create_exam(facts, client_id=client_id, actor=actor, now=now)


def lock_exam(actor: Actor, exam_id: int) -> Exam:
    """An exam that the actor manages, held until the transaction ends. Raises not_found."""
    found = db.session.get(
        Exam, get_exam(actor, exam_id).id, with_for_update={"of": Exam}, populate_existing=True
    )
    if not may_manage(actor, found):
        raise DomainError("not_found", what="exam")
    return found
