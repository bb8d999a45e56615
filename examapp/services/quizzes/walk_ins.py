"""Walk-ins after the quiz: who of the roster they were, so that their result stands with the person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.id_documents import tail_of
from examapp.domain.people_names import clean_name, without_accents
from examapp.domain.permissions import Actor
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.candidates import Candidate, Employment
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_participant, visible_spot_quizzes
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import transaction

_ON_NO_ROSTER = "on_no_roster"


@dataclass(frozen=True)
class Suggestion:
    """Somebody of the enterprise's roster with the same name; `same_tail` when the last four agree too."""

    employment: Employment
    same_tail: bool


def list_unmatched(actor: Actor, *, settled: bool = False) -> Select:
    """Walk-ins in scope without a person of the roster, newest first; people sent away are left out.

    `settled`: those of whom somebody has said that they are on no roster, instead of those who wait.
    """
    said = select(AttemptEvent.id).where(
        AttemptEvent.attempt_id == Attempt.id,
        Attempt.participant_id == Participant.id,
        AttemptEvent.kind == _ON_NO_ROSTER,
    )
    quizzes = visible_spot_quizzes(actor).with_only_columns(SpotQuiz.id)
    return (
        select(Participant)
        .join(Participant.spot_quiz)
        .where(Participant.origin == "walk_in", Participant.candidate_id.is_(None))
        .where(
            Participant.state.in_(("confirmed", "answering", "done")), Participant.spot_quiz_id.in_(quizzes)
        )
        .where(said.exists() if settled else ~said.exists())
        .order_by(Participant.id.desc())
    )


def count_unmatched(actor: Actor) -> int:
    """How many wait to be matched."""
    return db.session.scalar(select(func.count()).select_from(list_unmatched(actor).subquery()))


def settle_walk_in(participant_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Say that a walk-in is on no roster, and why; twice is once. The match can still be made afterwards.

    Raises not_found, reason_missing, reason_odd_signs, reason_too_long, state_conflict (no walk-in,
    or matched already).
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("reason_missing", most=MOST_REASON_SIGNS)
    participant = get_participant(actor, participant_id)
    with transaction() as session:
        attempt = session.scalar(
            select(Attempt)
            .where(Attempt.participant_id == participant.id)
            .with_for_update(of=Attempt)
            .execution_options(populate_existing=True)
        )
        if participant.origin != "walk_in" or participant.candidate_id is not None:
            raise DomainError("state_conflict")
        if why_settled([participant.id]):
            return
        facts = {"reason": reason}
        event = AttemptEvent(attempt_id=attempt.id, kind=_ON_NO_ROSTER, at=now, actor=actor.label, data=facts)
        session.add(event)
        record_act("walk_in.settled", f"participant:{participant.id}", actor=actor, now=now, data=facts)


def why_settled(participant_ids: list[int]) -> dict[int, str]:
    """The reason for each of these who is on no roster."""
    rows = db.session.execute(
        select(Attempt.participant_id, AttemptEvent.data)
        .join(AttemptEvent, AttemptEvent.attempt_id == Attempt.id)
        .where(Attempt.participant_id.in_(participant_ids), AttemptEvent.kind == _ON_NO_ROSTER)
    )
    return {participant_id: facts["reason"] for participant_id, facts in rows}


def suggest_people(participant: Participant, ports: Ports) -> list[Suggestion]:
    """People employed by the enterprise on the day who bear this name; those whose last four agree come first."""
    inspection = db.session.get(Inspection, participant.spot_quiz.inspection_id)
    day = inspection.inspected_on
    query = (
        select(Employment)
        .join(Employment.candidate)
        .where(Employment.enterprise_id == inspection.enterprise_id, Employment.started_on <= day)
        .where(or_(Employment.ended_on.is_(None), Employment.ended_on >= day))
        .where(_begins_like(participant.name))
    )
    tail = open_field(participant, "id_tail_sealed", ports.sealer)
    found = [
        Suggestion(one, tail_of(open_field(one.candidate, "id_number_sealed", ports.sealer)) == tail)
        for one in db.session.scalars(query)
        if clean_name(one.candidate.name) == clean_name(participant.name)
    ]
    return sorted(found, key=lambda one: not one.same_tail)


def _begins_like(name: str) -> ColumnElement[bool]:
    """The first sign of the name; of a Latin one its letter without accent (Đỗ, Do)."""
    begins = Candidate.name.startswith(name[:1], autoescape=True)
    letter = without_accents(name[:1])
    if not letter.isascii() or not letter.isalpha():
        return begins
    return or_(begins, Candidate.name_pinyin.startswith(letter[:1], autoescape=True))


def match_walk_in(
    participant_id: int, employment_id: int, *, client_id: str, actor: Actor, now: datetime, ports: Ports
) -> None:
    """Say who of the roster a walk-in was. Raises walk_in_differs unless name and last four agree; twice is once.

    The record stays as it was signed; the match is in the audit log.
    """
    participant = get_participant(actor, participant_id)

    def perform() -> dict:
        if participant.origin != "walk_in":
            raise DomainError("state_conflict")
        known = {one.employment.id: one for one in suggest_people(participant, ports) if one.same_tail}
        if employment_id not in known:
            raise DomainError("walk_in_differs")
        employment = known[employment_id].employment
        participant.candidate_id, participant.employment_id = employment.candidate_id, employment.id
        facts = {"employment": employment.id}
        record_act("walk_in.matched", f"participant:{participant.id}", actor=actor, now=now, data=facts)
        return {"candidate": employment.candidate_id}

    act_once(client_id, "walk_in.match", actor=actor, now=now, perform=perform)
