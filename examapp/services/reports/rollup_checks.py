"""What was kept as results arrived, compared with the full computation, or made anew from it; both inside the database."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select, Subquery, case, delete, func, insert, literal, or_, select, text, union_all

from examapp.domain.rollups import KINDS, Count, Place
from examapp.extensions import db
from examapp.models.rollups import ResultDelta, ResultRollup
from examapp.services.core.audit import record_act
from examapp.services.core.rollups import COUNTS, PLACE, counted
from examapp.services.core.transactions import transaction
from examapp.services.reports.full_counts import computed

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what was kept is not what the results say."""

    place: Place
    kept: Count
    counted: Count


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many places there are, how many of them differ, and the first of those."""

    places: int
    differing: int
    examples: list[Difference]


def compare_rollups() -> Comparison:
    """Everything is read from one moment, while people go on handing in."""
    if db.engine.dialect.name == "postgresql":
        db.session.commit()
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    sides = _side_by_side()
    differs = or_(*(sides.c[f"kept_{name}"] != sides.c[f"counted_{name}"] for name in COUNTS))
    places, differing = db.session.execute(
        select(func.count(), func.coalesce(func.sum(case((differs, 1), else_=0)), 0)).select_from(sides)
    ).one()
    ordered = select(sides).where(differs).order_by(*(sides.c[name] for name in PLACE)).limit(SHOWN)
    examples = [_difference(row) for row in db.session.execute(ordered)] if differing else []
    db.session.commit()
    return Comparison(places, int(differing), examples)


def rebuild_rollups(*, actor: str, now) -> int:
    """Count everything anew; gives how many places. Hand-ins wait meanwhile, none is counted twice or not at all."""
    with transaction() as session:
        if db.engine.dialect.name == "postgresql":
            session.execute(text("LOCK TABLE result_deltas, result_rollups IN EXCLUSIVE MODE"))
        session.execute(delete(ResultDelta))
        session.execute(delete(ResultRollup))
        places = session.execute(insert(ResultRollup).from_select([*PLACE, *COUNTS], _summed())).rowcount
        record_act("rollups.rebuilt", "rollups:all", actor=actor, now=now, data={"places": places})
        return places


def _summed() -> Select:
    rows = _of_all_kinds(computed)
    place, sums = [rows.c[name] for name in PLACE], [func.sum(rows.c[name]) for name in COUNTS]
    return select(*place, *sums).group_by(*place)


def _side_by_side() -> Subquery:
    """Each place once with both counts; places where both are nothing are left out."""
    parts = []
    for side, source in (("kept", counted), ("counted", computed)):
        rows = _of_all_kinds(source)
        parts.append(select(literal(side).label("side"), *rows.c))
    both = union_all(*parts).subquery()
    place = [both.c[name] for name in PLACE]
    sums = [
        func.sum(case((both.c.side == side, both.c[name]), else_=0)).label(f"{side}_{name}")
        for side in ("kept", "counted")
        for name in COUNTS
    ]
    return select(*place, *sums).group_by(*place).having(or_(*(one.element != 0 for one in sums))).subquery()


def _of_all_kinds(source: Callable[[str], Subquery]) -> Subquery:
    return union_all(*(select(source(kind)) for kind in KINDS)).subquery()


def _difference(row) -> Difference:
    numbers = [int(number) for number in row[len(PLACE) :]]
    kept, whole = Count(*numbers[: len(COUNTS)]), Count(*numbers[len(COUNTS) :])
    return Difference(Place(*row[: len(PLACE)]), kept, whole)
