"""Who of an inspection acts for whom: each inspector for the own name only, from a session of the own account."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import SpotQuiz
from examapp.models.records import InspectionConfirmation
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.tokens import hash_token


def present_id(inspector_id: int) -> int:
    """The row that stands for this inspector today: one who was merged into another is that one."""
    return db.session.get(Inspector, inspector_id).merged_into_id or inspector_id


def own_inspectors(quiz: SpotQuiz) -> set[int]:
    """Both inspectors of the inspection."""
    ids = {quiz.inspection.lead_inspector_id, quiz.inspection.second_inspector_id} - {None}
    return {present_id(inspector_id) for inspector_id in ids}


def require_own_visit(quiz_id: int, actor: Actor) -> None:
    """A quiz is run by the two inspectors of its inspection. Raises visit_of_others, not_found."""
    if actor.inspector_id not in own_inspectors(get_spot_quiz(actor, quiz_id)):
        raise DomainError("visit_of_others")


def may_sign_in(inspector_id: int) -> bool:
    """Whether there is a live account that this inspector can confirm from."""
    inspector = db.session.get(Inspector, present_id(inspector_id))
    account = inspector.account
    return inspector.state == "active" and account is not None and account.state == "active"


def require_own_hand(inspector_id: int, name: str, actor: Actor) -> None:
    """Raise signature_of_another when this is not the session of that inspector."""
    if actor.inspector_id is None or present_id(inspector_id) != actor.inspector_id:
        raise DomainError("signature_of_another", name=name)


def newest_words(quiz_id: int, digest: str) -> dict[int, InspectionConfirmation]:
    """What each inspector said last of these results, by the inspector's id in the facts of the quiz."""
    query = select(InspectionConfirmation).where(
        InspectionConfirmation.spot_quiz_id == quiz_id, InspectionConfirmation.results_digest == digest
    )
    return {row.inspector_id: row for row in db.session.scalars(query.order_by(InspectionConfirmation.id))}


def add_words(
    quiz_id: int,
    inspector_id: int,
    digest: str,
    *,
    reason: str = "",
    session_token: str,
    actor: Actor,
    now: datetime,
) -> InspectionConfirmation:
    """Confirmed, or sent back with the reason; call inside the act's transaction."""
    words = InspectionConfirmation(
        spot_quiz_id=quiz_id,
        inspector_id=inspector_id,
        state="sent_back" if reason else "confirmed",
        reason=reason,
        results_digest=digest,
        account_id=actor.account_id,
        session_mark=hash_token(session_token)[:16] if session_token else "",
        decided_at=now,
    )
    db.session.add(words)
    db.session.flush()
    return words
