"""After a backup was put back: numbers that people hold on paper are not given a second time, and the log tells of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from examapp.models.audit import Counter
from examapp.services.audit import record_act
from examapp.services.counters import FLOOR, is_series
from examapp.services.transactions import transaction


def settle_restored(
    facts: dict, *, known: Mapping[str, int] | None, skip: int, now: datetime
) -> dict[str, list[int]]:
    """Move every series of numbers past what may have been given since the backup; gives {series: [from, to]}.

    `known`: the counters of the database that was replaced, when it could still be read: then nothing is skipped
    needlessly. Without them each series leaps by `skip`, and so do series that begin later (the new year's).
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
        record_act("backup.restored", "database", actor="system", now=now, data={**facts, "numbers": moved})
        return moved
