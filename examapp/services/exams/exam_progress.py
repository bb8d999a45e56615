"""How many people of an exam are registered and how many still have to pass; for those who see no names."""

from sqlalchemy import func, select

from examapp.extensions import db
from examapp.services.core.rollups import counted


def count_states(exam_id: int) -> tuple[int, int]:
    """(registered, neither passed nor out of tries)."""
    kept = counted("registered")
    rows = db.session.execute(
        select(kept.c.part, func.sum(kept.c.papers))
        .where(kept.c.subject_id == exam_id, kept.c.part != "withdrawn")
        .group_by(kept.c.part)
    )
    counts = {standing: int(count) for standing, count in rows}
    return sum(counts.values()), counts.get("due", 0)
