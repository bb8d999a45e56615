"""After a backup was put back: numbers that people hold on paper are not given a second time,
and the log tells of it.
"""

from collections.abc import Mapping, Set
from datetime import datetime

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.audit import Counter
from examapp.models.faces import FaceConsent
from examapp.services.core.audit import record_act
from examapp.services.core.chain_places import read_heads
from examapp.services.core.counters import FLOOR, is_series
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_consents import withdraw_consent


def settle_restored(
    facts: dict, *, known: Mapping[str, int] | None, skip: int, exported: dict | None, now: datetime
) -> dict[str, list[int]]:
    """Move every series of numbers past what may have been given since the backup; gives {series: [from, to]}.

    `known`: the counters of the database that was replaced, when it could still be read: then nothing is skipped
    needlessly. `exported`: the end of the log that was written outside last ({id, digest}), which may be ahead now.
    Without known counters each series leaps by `skip`, and so do series that begin later (the new year's).
    """
    with transaction() as session:
        held = {one.name: one for one in session.scalars(select(Counter)) if is_series(one.name)}
        moved = {}
        for name in sorted({*held, *(one for one in known or {} if is_series(one))}):
            before = held[name].value if name in held else 0
            after = before + skip if known is None else max(before, known.get(name, 0))
            if after != before:
                moved[name] = [before, after]
                session.merge(Counter(name=name, value=after))
        if known is None and skip:
            floor = session.get(Counter, FLOOR)
            session.merge(Counter(name=FLOOR, value=max(skip, floor.value if floor else 0)))
        places = {str(lane): place for lane, (place, _) in sorted(read_heads(session).items())}
        told = {"numbers": moved, "exported": exported or "unknown", "places": places}
        record_act("backup.restored", "database", actor="system", now=now, data={**facts, **told})
        return moved


def withdraw_again(consent_ids: Set[int], *, now: datetime, ports: Ports) -> int:
    """Consents that were taken back after the backup are over: what it brought along of them is deleted.
    Gives how many people.
    """
    rows = db.session.execute(
        select(FaceConsent.id, FaceConsent.candidate_id).where(FaceConsent.withdrawn_at.is_(None))
    ).all()
    people = {row.candidate_id for row in rows if row.id in consent_ids}
    db.session.rollback()
    for candidate_id in sorted(people):
        withdraw_consent(candidate_id, now=now, ports=ports)
    return len(people)
