"""Notices that people find on their own page."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from examapp.extensions import db
from examapp.models.appeals import Notice
from examapp.services.core.transactions import insert_once, transaction


def tell(candidate_id: int, subject: str, text: str, *, now: datetime) -> bool:
    """Tell somebody something once, also when two processes do at the same moment; call inside `transaction()`.

    False when it was told before.
    """
    values = {"candidate_id": candidate_id, "subject": subject, "text": text, "created_at": now}
    return insert_once(Notice, **values)


def put_away(candidate_id: int, subjects: Iterable[str], *, now: datetime) -> None:
    """These have nothing to say any more; call inside `transaction()`."""
    db.session.execute(
        update(Notice)
        .where(Notice.candidate_id == candidate_id, Notice.subject.in_(list(subjects)))
        .where(Notice.read_at.is_(None))
        .values(read_at=now)
    )


def list_unread(candidate_id: int) -> list[Notice]:
    """What the person has not put away yet, newest first."""
    query = select(Notice).where(Notice.candidate_id == candidate_id, Notice.read_at.is_(None))
    return list(db.session.scalars(query.order_by(Notice.id.desc())))


def mark_read(candidate_id: int, notice_id: int, *, now: datetime) -> None:
    """Put a notice away; somebody else's, or one already read, changes nothing."""
    with transaction() as session:
        found = session.get(Notice, notice_id)
        if found is not None and found.candidate_id == candidate_id and found.read_at is None:
            found.read_at = now
