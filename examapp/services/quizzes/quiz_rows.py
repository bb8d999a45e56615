"""Which quiz the rows belong to that an address names: a person or a device of another quiz is nobody here."""

from collections.abc import Mapping

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import Base, db
from examapp.models.handovers import Handover
from examapp.models.inspections import Participant
from examapp.models.seats import SeatClaim
from examapp.services.quizzes.own_sessions import require_own_visit

# Argument of a route -> the table whose rows it names; each has its `spot_quiz_id`.
ROWS: Mapping[str, type[Base]] = {
    "participant_id": Participant,
    "claim_id": SeatClaim,
    "handover_id": Handover,
}
KNOWN = frozenset({"quiz_id", *ROWS})


def require_one_quiz(named: Mapping[str, int], actor: Actor, *, acts: bool) -> None:
    """All rows that are named are of one quiz, and whoever `acts` on them is an inspector of its visit.

    `named`: argument -> id, `quiz_id` among them. Raises not_found, visit_of_others.
    """
    quizzes = {
        row_id if name == "quiz_id" else _quiz_of(ROWS[name], row_id) for name, row_id in named.items()
    }
    if len(quizzes) > 1:
        raise DomainError("not_found")
    if acts:
        for quiz_id in quizzes:
            require_own_visit(quiz_id, actor)


def _quiz_of(table: type[Base], row_id: int) -> int:
    row = db.session.get(table, row_id)
    if row is None:
        raise DomainError("not_found")
    return row.spot_quiz_id
