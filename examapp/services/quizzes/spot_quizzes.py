"""A spot quiz from the chosen enterprise to its closing: commit, draw, open, confirm, close."""

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import or_, select

from examapp.domain.draws import PoolMember, derive_draw_seed, digest_pool, draw_people, make_commitment
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.quotas import MOST_PER_QUIZ, check_quotas
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.candidates import Employment
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.services.attempts.attempts import finish_by_inspector
from examapp.services.core.audit import record_act
from examapp.services.core.codes import CODE_LETTERS
from examapp.services.core.counters import next_number
from examapp.services.core.days import SHANGHAI
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_enterprise, get_spot_quiz
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.papers.paper_pools import freeze_item_pool
from examapp.services.quizzes.participants import (
    add_employee,
    attempt_of,
    describe_roster,
    forget_walk_ins,
    person_key,
)
from examapp.services.quizzes.quiz_facts import freeze_facts

_NOT_ANSWERING = ("expected", "waiting", "confirmed")


def prepare_quiz(enterprise_id: int, *, client_id: str, actor: Actor, now: datetime) -> int:
    """Start an inspection with a quiz whose seed is drawn and committed now; the same client id gives the same quiz."""
    enterprise = get_enterprise(actor, enterprise_id)
    if actor.inspector_id is None:
        raise DomainError("inspector_unknown")

    def perform() -> dict:
        inspection = _new_inspection(enterprise, actor, now)
        quiz = add_quiz(inspection.id, kind="quiz", now=now)
        record_act(
            "quiz.prepared",
            f"quiz:{quiz.id}",
            actor=actor,
            now=now,
            data={
                "enterprise": enterprise.id,
                "inspection": inspection.number,
                "commitment": quiz.commitment,
            },
        )
        return {"quiz_id": quiz.id}

    return act_once(client_id, "quiz.prepare", actor=actor, now=now, perform=perform)["quiz_id"]


def _new_inspection(enterprise: Enterprise, actor: Actor, now: datetime) -> Inspection:
    day = now.astimezone(SHANGHAI).date()
    county = enterprise.region.path.strip("/").split("/")[-1][:6]
    inspection = Inspection(
        number=f"{county}-{day.year}-{next_number(f'inspection:{county}:{day.year}'):06d}",
        enterprise_id=enterprise.id,
        inspected_on=day,
        origin="site",
        place=enterprise.address,
        lead_inspector_id=actor.inspector_id,
        second_inspector_id=last_partner(actor.inspector_id),
        created_at=now,
        created_by_id=actor.account_id,
    )
    db.session.add(inspection)
    db.session.flush()
    return inspection


def last_partner(inspector_id: int) -> int | None:
    """The colleague this inspector went out with last, offered first."""
    return db.session.scalar(
        select(Inspection.second_inspector_id)
        .where(Inspection.lead_inspector_id == inspector_id, Inspection.second_inspector_id.is_not(None))
        .order_by(Inspection.id.desc())
        .limit(1)
    )


def add_quiz(inspection_id: int, *, kind: str, now: datetime) -> SpotQuiz:
    """A prepared quiz with a committed seed and a fresh code; call inside a transaction."""
    seed = secrets.token_bytes(32)
    quiz = SpotQuiz(
        inspection_id=inspection_id,
        kind=kind,
        state="prepared",
        code=_fresh_code(),
        seed=seed,
        commitment=make_commitment(seed),
        committed_at=now,
    )
    db.session.add(quiz)
    db.session.flush()
    return quiz


def _fresh_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        if db.session.scalar(select(SpotQuiz.id).where(SpotQuiz.code == code)) is None:
            return code


def list_pool(quiz: SpotQuiz, *, on: date) -> list[Employment]:
    """Everybody employed at the enterprise on the day of the quiz whose role is quizzed, by role and name."""
    query = (
        select(Employment)
        .join(Employment.candidate)
        .where(Employment.enterprise_id == quiz.inspection.enterprise_id, Employment.role != "other")
        .where(Employment.started_on <= on, or_(Employment.ended_on.is_(None), Employment.ended_on >= on))
        .order_by(Employment.role, Employment.id)
    )
    # One person counts once, even with two contracts at the same enterprise.
    return list({employment.candidate_id: employment for employment in db.session.scalars(query)}.values())


def draw_and_open(
    quiz_id: int,
    *,
    quotas: Mapping[str, int],
    nonce: str,
    excluded: Mapping[int, str],
    second_inspector_id: int,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> SpotQuiz:
    """Freeze both pools, draw the people, build every paper, and open. A quiz that is already open is given back.

    `excluded` maps employment ids to reasons. Raises quota_impossible, second_inspector_missing, nobody_drawn.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state == "open":
            return quiz
        require_state(quiz, "prepared")
        quiz.inspection.second_inspector_id = _check_second(second_inspector_id, quiz.inspection, actor)
        employments = list_pool(quiz, on=now.astimezone(SHANGHAI).date())
        drawn = _draw(quiz, employments, quotas, nonce, excluded, now)
        quiz.item_pool_digest = freeze_item_pool(now=now)
        frozen = freeze_facts(quiz, describe_roster(employments), now=now)
        by_key = {person_key(employment.id): employment for employment in employments}
        for keys in drawn.values():
            for key in keys:
                add_employee(quiz, by_key[key], origin="drawn", now=now, ports=ports)
        quiz.state, quiz.drawn_at, quiz.opened_at = "open", now, now
        facts = {
            "pool": quiz.people_pool_digest,
            "items": quiz.item_pool_digest,
            "nonce": nonce,
            "drawn": drawn,
            "facts": frozen,
        }
        record_act("quiz.opened", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
        return quiz


def _check_second(inspector_id: int, inspection: Inspection, actor: Actor) -> int:
    second = db.session.get(Inspector, inspector_id)
    stopped = second is not None and second.account is not None and second.account.state != "active"
    if second is None or stopped or second.state != "active" or second.id == inspection.lead_inspector_id:
        raise DomainError("second_inspector_missing")
    if actor.region_path and not (
        second.region.path.startswith(actor.region_path) or actor.region_path.startswith(second.region.path)
    ):
        raise DomainError("second_inspector_missing")
    return second.id


def _draw(
    quiz: SpotQuiz,
    employments: list[Employment],
    quotas: Mapping[str, int],
    nonce: str,
    excluded: Mapping[int, str],
    now: datetime,
) -> dict:
    left_out = {employment_id: reason.strip() for employment_id, reason in excluded.items()}
    if not all(left_out.values()):
        raise DomainError("exclusion_reason_missing")
    pool = [PoolMember(person_key(one.id), one.role) for one in employments if one.id not in left_out]
    impossible = check_quotas(quotas, Counter(member.stratum for member in pool))
    if impossible:
        stratum, (wanted, available) = next(iter(impossible.items()))
        raise DomainError("quota_impossible", role=stratum, wanted=wanted, available=available)
    if sum(quotas.values()) > MOST_PER_QUIZ:
        raise DomainError("quota_too_large", most=MOST_PER_QUIZ)
    quiz.nonce = nonce.strip()[:40]
    quiz.people_pool = canonical_json(
        [{"id": member.id, "stratum": member.stratum} for member in sorted(pool, key=lambda one: one.id)]
    )
    quiz.people_pool_digest = digest_pool(member.id for member in pool)
    quiz.quotas = canonical_json(dict(quotas))
    quiz.excluded = canonical_json(
        [{"id": person_key(key), "reason": reason} for key, reason in sorted(left_out.items())]
    )
    drawn = draw_people(
        derive_draw_seed(quiz.seed, quiz.nonce), pool, {key: count for key, count in quotas.items() if count}
    )
    quiz.drawn = canonical_json({stratum: list(ids) for stratum, ids in drawn.items()})
    return {stratum: list(ids) for stratum, ids in drawn.items()}


def close_quiz(
    quiz_id: int, *, absent_reason: str, actor: Actor, now: datetime, grace_seconds: int
) -> SpotQuiz:
    """End the quiz at once: open attempts are handed in as stored, whoever did not begin is absent with this reason.

    Closing twice is harmless. Raises absent_reason_missing.
    """
    get_spot_quiz(actor, quiz_id)
    absent = [person.id for person in list_participants(quiz_id) if person.state in _NOT_ANSWERING]
    if absent and not absent_reason.strip():
        raise DomainError("absent_reason_missing", people=absent)
    return end_quiz(
        quiz_id, {}, otherwise=absent_reason.strip(), who=actor, now=now, grace_seconds=grace_seconds
    )


def end_quiz(
    quiz_id: int,
    reasons: Mapping[int, str],
    *,
    otherwise: str,
    who: Actor | str,
    now: datetime,
    grace_seconds: int,
    only_due: bool = False,
) -> SpotQuiz:
    """Hand in what is open, make absent who did not begin, close; from now on the seed may be shown. Safe twice.

    With `only_due` nothing happens when the end was taken back meanwhile.
    """
    with transaction():
        quiz = locked_quiz(quiz_id)
        taken_back = quiz.closing_due_at is None or quiz.closing_due_at > now
        if quiz.state in ("closed", "recorded") or (only_due and taken_back):
            return quiz
        require_state(quiz, "open")
        for participant in list_participants(quiz_id):
            if participant.state in ("answering", "waiting", "confirmed"):
                attempt = attempt_of(participant.id)
                finish_by_inspector(attempt.id, actor=who, now=now, grace_seconds=grace_seconds)
            if participant.state in _NOT_ANSWERING:
                participant.state, participant.reason = "absent", reasons.get(participant.id, otherwise)
        forget_walk_ins(quiz_id, now=now)
        quiz.state, quiz.closed_at = "closed", now
        record_act("quiz.closed", f"quiz:{quiz.id}", actor=who, now=now, data={"seed": quiz.seed.hex()})
        return quiz


def cancel_quiz(quiz_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give up a quiz that has not been opened; an opened one can only be closed."""
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state == "cancelled":
            return
        require_state(quiz, "prepared")
        quiz.state = "cancelled"
        record_act("quiz.cancelled", f"quiz:{quiz.id}", actor=actor, now=now, data={"reason": reason})


def list_participants(quiz_id: int) -> list[Participant]:
    """All of a quiz in the order of their numbers."""
    return list(
        db.session.scalars(
            select(Participant).where(Participant.spot_quiz_id == quiz_id).order_by(Participant.number)
        )
    )


def locked_quiz(quiz_id: int) -> SpotQuiz:
    """The quiz, held until the end of the transaction."""
    return db.session.get(SpotQuiz, quiz_id, with_for_update=True, populate_existing=True)


def require_state(quiz: SpotQuiz, *states: str) -> None:
    """Raise state_conflict unless the quiz is in one of these states."""
    if quiz.state not in states:
        raise DomainError("state_conflict", state=quiz.state)
