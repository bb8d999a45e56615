"""Which quiz the rows belong to that an address names: a person or a device of another quiz is nobody here."""

from collections.abc import Callable, Mapping
from typing import Any

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import Base, db
from examapp.models.answer_cards import AnswerCard, CardPage
from examapp.models.handovers import Handover
from examapp.models.inspections import Participant
from examapp.models.seats import SeatClaim
from examapp.services.quizzes.own_sessions import require_own_visit

# Argument of a route -> the table whose rows it names, and how a row tells its quiz.
ROWS: Mapping[str, tuple[type[Base], Callable[[Any], int]]] = {
    "participant_id": (Participant, lambda row: row.spot_quiz_id),
    "claim_id": (SeatClaim, lambda row: row.spot_quiz_id),
    "handover_id": (Handover, lambda row: row.spot_quiz_id),
    "card_id": (AnswerCard, lambda row: row.participant.spot_quiz_id),
    "page_id": (CardPage, lambda row: row.answer_card.participant.spot_quiz_id),
}
# Places on a paper name no row.
PLACES = frozenset({"slot"})
KNOWN = frozenset({"quiz_id", *ROWS, *PLACES})


def require_one_quiz(named: Mapping[str, int], actor: Actor, *, acts: bool) -> None:
    """All rows that are named are of one quiz, and whoever `acts` on them is an inspector of its visit.

    `named`: argument -> id, `quiz_id` among them. Raises not_found, visit_of_others.
    """
    quizzes = {
        row_id if name == "quiz_id" else _quiz_of(name, row_id)
        for name, row_id in named.items()
        if name not in PLACES
    }
    if len(quizzes) > 1:
        raise DomainError("not_found")
    if acts:
        for quiz_id in quizzes:
            require_own_visit(quiz_id, actor)


def _quiz_of(name: str, row_id: int) -> int:
    table, quiz_of = ROWS[name]
    row = db.session.get(table, row_id)
    if row is None:
        raise DomainError("not_found")
    return quiz_of(row)
