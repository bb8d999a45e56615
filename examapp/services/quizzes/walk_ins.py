"""Walk-ins after the quiz: who of the roster they were, so that their result stands with the person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.people_names import clean_name
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_participant, visible_spot_quizzes


@dataclass(frozen=True)
class Suggestion:
    """Somebody of the enterprise's roster with the same name; `same_tail` when the last four agree too."""

    employment: Employment
    same_tail: bool


def list_unmatched(actor: Actor) -> Select:
    """Walk-ins in scope without a person of the roster, newest first; people sent away are left out."""
    quizzes = visible_spot_quizzes(actor).with_only_columns(SpotQuiz.id)
    return (
        select(Participant)
        .join(Participant.spot_quiz)
        .where(Participant.origin == "walk_in", Participant.candidate_id.is_(None))
        .where(
            Participant.state.in_(("confirmed", "answering", "done")), Participant.spot_quiz_id.in_(quizzes)
        )
        .order_by(Participant.id.desc())
    )


def count_unmatched(actor: Actor) -> int:
    """How many wait to be matched."""
    return db.session.scalar(select(func.count()).select_from(list_unmatched(actor).subquery()))


def suggest_people(participant: Participant, ports: Ports) -> list[Suggestion]:
    """People employed by the enterprise on the day who bear this name; those whose last four agree come first."""
    inspection = db.session.get(Inspection, participant.spot_quiz.inspection_id)
    day = inspection.inspected_on
    query = (
        select(Employment)
        .join(Employment.candidate)
        .where(Employment.enterprise_id == inspection.enterprise_id, Employment.started_on <= day)
        .where(or_(Employment.ended_on.is_(None), Employment.ended_on >= day))
        .where(Candidate.name.startswith(participant.name[:1], autoescape=True))
    )
    tail = ports.sealer.open(participant.id_tail_sealed, "id_tail")
    found = [
        Suggestion(one, ports.sealer.open(one.candidate.id_number_sealed, "id_number")[-4:] == tail)
        for one in db.session.scalars(query)
        if clean_name(one.candidate.name) == clean_name(participant.name)
    ]
    return sorted(found, key=lambda one: not one.same_tail)


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
