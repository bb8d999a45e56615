"""What an enterprise says of a visit, by the address that was handed to it, and what the authority answers."""

from datetime import datetime, timedelta

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.inspections import STAR_LABELS
from examapp.domain.people_names import visible_text
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import Inspection, VisitRating
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_inspection
from examapp.services.core.transactions import transaction

MOST_SIGNS = 500
# As long after the day of the visit an enterprise may rate, and change what it said.
OPEN_FOR = timedelta(days=60)


def find_visit(token: str) -> Inspection | None:
    """The visit that has taken place and whose enterprise holds this address."""
    query = select(Inspection).where(Inspection.rating_token == token[:43], Inspection.origin != "planned")
    return db.session.scalar(query)


def find_rating(inspection_id: int) -> VisitRating | None:
    """What was said of the visit, None when nothing was."""
    return db.session.get(VisitRating, inspection_id)


def is_open(inspection: Inspection, *, now: datetime) -> bool:
    """Whether the enterprise may still speak."""
    return today_of(now) - inspection.inspected_on <= OPEN_FOR


def rate_visit(token: str, stars: int, words: str, *, now: datetime) -> None:
    """Keep the newest word of the enterprise; what it said before stays in the audit log. Twice is once.

    Raises visit_unknown, rating_closed, stars_missing, rating_too_long.
    """
    said = visible_text(words)
    if stars not in STAR_LABELS:
        raise DomainError("stars_missing", field="stars")
    if len(said) > MOST_SIGNS:
        raise DomainError("rating_too_long", field="words", most=MOST_SIGNS)
    with transaction() as session:
        inspection = find_visit(token)
        if inspection is None:
            raise DomainError("visit_unknown")
        if not is_open(inspection, now=now):
            raise DomainError("rating_closed")
        rating = session.get(VisitRating, inspection.id, with_for_update=True)
        if rating is None:
            rating = VisitRating(inspection_id=inspection.id, answer="")
            session.add(rating)
        elif (rating.stars, rating.words) == (stars, said):
            return
        rating.stars, rating.words, rating.rated_at = stars, said, now
        facts = {"stars": stars, "words": said}
        record_act("visit.rated", f"inspection:{inspection.id}", actor="enterprise", now=now, data=facts)


def answer_rating(inspection_id: int, answer: str, *, actor: Actor, now: datetime) -> None:
    """Answer what the enterprise said. Raises rating_missing, answer_missing, rating_too_long."""
    get_inspection(actor, inspection_id)
    said = visible_text(answer)
    if not said:
        raise DomainError("answer_missing", field="answer")
    if len(said) > MOST_SIGNS:
        raise DomainError("rating_too_long", field="answer", most=MOST_SIGNS)
    with transaction() as session:
        rating = session.get(VisitRating, inspection_id, with_for_update=True)
        if rating is None:
            raise DomainError("rating_missing")
        rating.answer, rating.answered_at, rating.answered_by_id = said, now, actor.account_id
        record_act(
            "visit.answered", f"inspection:{inspection_id}", actor=actor, now=now, data={"answer": said}
        )
