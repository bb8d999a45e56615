"""Who may sit down at a tablet that is handed round: confirmed people without a device of their own, next first."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.inspections import Participant, QuizPause, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.quizzes.quiz_pauses import find_pause


def list_confirmed(quiz_id: int) -> list[Participant]:
    """People whom the inspector has confirmed and who have not handed in."""
    return _in_states(quiz_id, "confirmed", "answering")


def list_expected(quiz_id: int) -> list[Participant]:
    """People whom no device has asked for and whom the inspector has not seen yet."""
    return _in_states(quiz_id, "expected")


def own_devices(quiz_id: int) -> set[int]:
    """Participants who hold their paper on a phone of their own: a tap on the tablet must not take it away."""
    query = select(SeatClaim.participant_id).where(
        SeatClaim.spot_quiz_id == quiz_id, SeatClaim.state == "granted", SeatClaim.decided_how != "queue"
    )
    return set(db.session.scalars(query))


def list_queue(quiz_id: int, called: Collection[int]) -> list[Participant]:
    """Who may sit down: confirmed people without a device of their own, and those called to the tablet nevertheless.

    Whoever has not begun comes first, so that the first one is the next in line.
    """
    elsewhere = own_devices(quiz_id) - set(called)
    people = [person for person in list_confirmed(quiz_id) if person.id not in elsewhere]
    return sorted(people, key=lambda person: (person.state != "confirmed", person.number))


def find_pause_of(quiz_id: int, *, now: datetime) -> QuizPause | None:
    """The pause that stops everybody now, for the tablet whose board nobody sees."""
    quiz = db.session.get(SpotQuiz, quiz_id)
    return find_pause(quiz, now=now) if quiz else None


def _in_states(quiz_id: int, *states: str) -> list[Participant]:
    query = select(Participant).where(Participant.spot_quiz_id == quiz_id, Participant.state.in_(states))
    return list(db.session.scalars(query.order_by(Participant.number)))
