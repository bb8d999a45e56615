"""How many people of an exam are registered and how many still have to pass; for those who see no names."""

from sqlalchemy import func, select

from examapp.extensions import db
from examapp.models.exams import Registration


def count_states(exam_id: int) -> tuple[int, int]:
    """(registered, neither passed nor out of tries)."""
    rows = db.session.execute(
        select(Registration.state, func.count())
        .where(Registration.exam_id == exam_id, Registration.state != "withdrawn")
        .group_by(Registration.state)
    )
    counts = {state: count for state, count in rows}  # noqa: C416 - rows are no tuples
    return sum(counts.values()), counts.get("due", 0) + counts.get("sitting", 0)
