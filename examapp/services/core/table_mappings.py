"""Descriptions of tables that somebody gave once, for the next file with the same header."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.permissions import Actor
from examapp.domain.table_mappings import TableMapping
from examapp.extensions import db
from examapp.models.table_mappings import RememberedMapping

MOST_REMEMBERED = 500


def remember_mapping(
    kind: str, signature: str, mapping: TableMapping, *, actor: Actor, now: datetime
) -> None:
    """Inside the caller's transaction: the newest description of this header counts."""
    if not signature:
        return
    query = select(RememberedMapping).where(
        RememberedMapping.kind == kind, RememberedMapping.signature == signature
    )
    known = db.session.scalar(query.with_for_update())
    if known is None:
        known = RememberedMapping(kind=kind, signature=signature)
        db.session.add(known)
    known.mapping, known.account_id, known.said_at = mapping.as_plain(), actor.account_id, now
    db.session.flush()


def remembered_mappings(kind: str) -> dict[str, dict]:
    """Plain descriptions by signature, the newest ones."""
    query = select(RememberedMapping.signature, RememberedMapping.mapping).where(
        RememberedMapping.kind == kind
    )
    rows = db.session.execute(query.order_by(RememberedMapping.said_at.desc()).limit(MOST_REMEMBERED)).all()
    return {row.signature: row.mapping for row in rows}
