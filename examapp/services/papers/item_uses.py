"""How often items stood on papers of spot quizzes in 90 days: counted by a job every day, frozen with each draw."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import func, select

from examapp.domain.attempt_ids import border_of_day
from examapp.domain.digests import canonical_json, digest_text
from examapp.domain.papers import stored_items
from examapp.domain.surroundings import DAYS, UseTable
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.bank import ItemUseTable
from examapp.models.inspections import Participant
from examapp.services.core.days import SHANGHAI, today_of
from examapp.services.core.transactions import transaction

READ_AT_ONCE = 2000


def count_uses(*, now: datetime) -> int:
    """Count the 90 days before today, once a day; gives how many blueprints were counted."""
    until = today_of(now) - timedelta(days=1)
    if counted_until() == until:
        return 0
    tables = _count(until)
    with transaction() as session:
        for blueprint_id, content in tables.items():
            session.merge(
                ItemUseTable(
                    blueprint_id=blueprint_id,
                    digest=digest_text(content),
                    content=content,
                    counted_until=until,
                )
            )
    return len(tables)


def counted_until() -> date | None:
    """The last day of the newest count."""
    return db.session.scalar(select(func.max(ItemUseTable.counted_until)))


def use_digests(until: date | None) -> dict[int, str]:
    """Blueprint id -> digest of its table in the count until that day; those without papers are not in it."""
    query = select(ItemUseTable.blueprint_id, ItemUseTable.digest)
    rows = db.session.execute(query.where(ItemUseTable.counted_until == until)) if until else ()
    return {row.blueprint_id: row.digest for row in rows}


def load_uses(blueprint_id: int, digest: str | None) -> dict | None:
    """The table as plain values {papers, items}; None where nothing was counted."""
    return json.loads(db.session.get(ItemUseTable, (blueprint_id, digest)).content) if digest else None


def load_use_table(blueprint_id: int, digest: str | None) -> UseTable:
    """The table as the domain's value; given out again while the process lives."""
    return _table(blueprint_id, digest) if digest else UseTable()


@lru_cache(maxsize=256)
def _table(blueprint_id: int, digest: str) -> UseTable:
    """Read once: what a digest names never changes."""
    return UseTable(**load_uses(blueprint_id, digest))


def _count(until: date) -> dict[int, str]:
    """Blueprint id -> canonical JSON; reads a little at a time, so that nobody waits for it."""
    papers: Counter[int] = Counter()
    items: dict[int, Counter[str]] = {}
    last = border_of_day(until - timedelta(days=DAYS - 1), SHANGHAI)
    end = border_of_day(until + timedelta(days=1), SHANGHAI)
    while rows := _read(last, end):
        for row in rows:
            papers[row.blueprint_id] += 1
            uses = items.setdefault(row.blueprint_id, Counter())
            uses.update(stored_items(row.paper))
        last = rows[-1].id
        db.session.rollback()
    return {
        blueprint_id: canonical_json({"papers": count, "items": dict(items[blueprint_id])})
        for blueprint_id, count in papers.items()
    }


def _read(after: str, end: str) -> list:
    query = (
        select(Attempt.id, Attempt.paper, Participant.blueprint_id)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(Attempt.id > after, Attempt.id < end)
        .order_by(Attempt.id)
    )
    return list(db.session.execute(query.limit(READ_AT_ONCE)))
