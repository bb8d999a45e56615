"""What an enterprise says of a visit, by the address that was handed to it, and what the authority answers."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.inspections import STAR_LABELS
from examapp.domain.permissions import Actor
from examapp.domain.reasons import printable_line
from examapp.extensions import db
from examapp.models.inspections import Inspection
from examapp.models.visit_ratings import RatingWord, VisitRating
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_inspection
from examapp.services.core.transactions import transaction

MOST_SIGNS = 500
# As long after the day of the visit an enterprise may rate, and change what it said.
OPEN_FOR = timedelta(days=60)
# Words on one visit, from all browsers together: whoever has the address cannot fill the disk with it.
MOST_WORDS = 50


def find_visit(token: str) -> Inspection | None:
    """The visit that has taken place and whose enterprise holds this address."""
    query = select(Inspection).where(Inspection.rating_token == token[:43], Inspection.origin != "planned")
    return db.session.scalar(query)


def find_rating(inspection_id: int) -> VisitRating | None:
    """The newest word on the visit with the answer, None when nothing was said."""
    return db.session.get(VisitRating, inspection_id)


def list_words(inspection_id: int) -> list[list[RatingWord]]:
    """Everything that was said: for each browser its words, newest first; who spoke last stands first."""
    query = select(RatingWord).where(RatingWord.inspection_id == inspection_id)
    browsers: dict[str, list[RatingWord]] = {}
    for word in db.session.scalars(query.order_by(RatingWord.id.desc())):
        browsers.setdefault(word.rater_digest, []).append(word)
    return list(browsers.values())


def find_own_word(inspection_id: int, rater: str) -> RatingWord | None:
    """What this browser said last of the visit; None of a browser that has not."""
    query = select(RatingWord).where(
        RatingWord.inspection_id == inspection_id, RatingWord.rater_digest == _digest(inspection_id, rater)
    )
    return db.session.scalar(query.order_by(RatingWord.id.desc()).limit(1)) if rater else None


def is_open(inspection: Inspection, *, now: datetime) -> bool:
    """Whether the enterprise may still speak."""
    return today_of(now) - inspection.inspected_on <= OPEN_FOR


def went_along(inspection: Inspection, actor: Actor) -> bool:
    """Whether this is one of the two who are rated: they neither read nor answer."""
    return actor.inspector_id in {inspection.lead_inspector_id, inspection.second_inspector_id} - {None}


def may_read(inspection: Inspection, actor: Actor) -> bool:
    """Whether what was said is for this account."""
    return actor.may("ratings.view") and not went_along(inspection, actor)


def rate_visit(token: str, stars: int, words: str, *, rater: str, now: datetime) -> None:
    """Keep a word of the enterprise beside the earlier ones. The same from the same browser again is once.

    `rater`: the secret of the browser; another browser speaks for itself and changes nothing of this one's.
    Raises visit_unknown, rating_closed, rating_full, stars_missing, rating_too_long, reason_odd_signs.
    """
    if stars not in STAR_LABELS:
        raise DomainError("stars_missing", field="stars")
    text = _checked("words", words)
    with transaction() as session:
        inspection = find_visit(token)
        if inspection is None:
            raise DomainError("visit_unknown")
        if not is_open(inspection, now=now):
            raise DomainError("rating_closed")
        # Held, because there may be no rating yet to hold.
        session.get(Inspection, inspection.id, with_for_update=True)
        before = find_own_word(inspection.id, rater)
        if before is not None and (before.stars, before.words) == (stars, text):
            return
        if sum(map(len, list_words(inspection.id))) >= MOST_WORDS:
            raise DomainError("rating_full")
        _add(inspection.id, stars, text, rater, now)
        facts = {"stars": stars, "words": text}
        if before is not None:
            facts |= {"stars_before": before.stars, "words_before": before.words}
        record_act("visit.rated", f"inspection:{inspection.id}", actor="enterprise", now=now, data=facts)


def answer_rating(inspection_id: int, answer: str, *, actor: Actor, now: datetime) -> None:
    """Answer what the enterprise said. Raises rating_own, rating_missing, answer_missing, rating_too_long."""
    if went_along(get_inspection(actor, inspection_id), actor):
        raise DomainError("rating_own")
    text = _checked("answer", answer)
    if not text:
        raise DomainError("answer_missing", field="answer")
    with transaction() as session:
        rating = session.get(VisitRating, inspection_id, with_for_update=True)
        if rating is None:
            raise DomainError("rating_missing")
        rating.answer, rating.answered_at, rating.answered_by_id = text, now, actor.account_id
        record_act(
            "visit.answered", f"inspection:{inspection_id}", actor=actor, now=now, data={"answer": text}
        )


def _add(inspection_id: int, stars: int, text: str, rater: str, now: datetime) -> None:
    digest = _digest(inspection_id, rater)
    db.session.add(
        RatingWord(inspection_id=inspection_id, rater_digest=digest, stars=stars, words=text, said_at=now)
    )
    rating = db.session.get(VisitRating, inspection_id, with_for_update=True)
    if rating is None:
        rating = VisitRating(inspection_id=inspection_id, answer="")
        db.session.add(rating)
    rating.stars, rating.words, rating.rated_at = stars, text, now


def _checked(field: str, text: str) -> str:
    line = printable_line(text, field=field)
    if len(line) > MOST_SIGNS:
        raise DomainError("rating_too_long", field=field, most=MOST_SIGNS, signs=len(line))
    return line


def _digest(inspection_id: int, rater: str) -> str:
    # Another one for every visit, so that nobody sees which visits one browser rated.
    return hashlib.sha256(f"visit-rater:{inspection_id}:{rater}".encode()).hexdigest()
