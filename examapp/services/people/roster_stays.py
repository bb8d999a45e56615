"""Which stay at an enterprise a row of a roster speaks of: one person may have several roles from one day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from examapp.domain.rosters import overlap
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment

# Whose, since when: role -> the stay. A row of a file names all three.
Stays = dict[tuple[str, date], dict[str, Employment]]


def list_stays(enterprise_id: int) -> Stays:
    """Every stay at this enterprise."""
    query = (
        select(Employment, Candidate.id_number_hash)
        .join(Employment.candidate)
        .options(contains_eager(Employment.candidate))
        .where(Employment.enterprise_id == enterprise_id)
    )
    stays: Stays = {}
    for employment, id_hash in db.session.execute(query):
        stays.setdefault((id_hash, employment.started_on), {})[employment.role] = employment
    return stays


@dataclass(frozen=True, slots=True)
class RowStay:
    """What a row says of a stay: whose (hash), from when to when (None: still), in which role."""

    id_hash: str
    started_on: date
    role: str
    ended_on: date | None = None


def match_stays(rows: Sequence[RowStay], stays: Stays) -> list[Employment | None]:
    """The stay that each row speaks of; None for a new one.

    A file that names one role, of somebody with one role since that day, changes the role; several roles stand beside
    each other. A stay in the same role at the same time, but since another day, is the same one: only one of the two
    days is wrong. No stay is given to two rows.
    """
    roles: dict[tuple[str, date], set[str]] = {}
    for row in rows:
        roles.setdefault((row.id_hash, row.started_on), set()).add(row.role)
    matched: list[Employment | None] = []
    for row in rows:
        known = stays.get((row.id_hash, row.started_on), {})
        one_each = len(known) == 1 and len(roles[row.id_hash, row.started_on]) == 1
        matched.append(known.get(row.role) or (next(iter(known.values())) if one_each else None))
    spoken_of = {stay.id for stay in matched if stay is not None}
    others: dict[tuple[str, str], list[Employment]] = {}
    for (id_hash, _), by_role in stays.items():
        for stay in by_role.values():
            if stay.id not in spoken_of:
                others.setdefault((id_hash, stay.role), []).append(stay)
    return [
        stay or _at_the_same_time(row, others.get((row.id_hash, row.role), []))
        for row, stay in zip(rows, matched, strict=True)
    ]


def _at_the_same_time(row: RowStay, stays: list[Employment]) -> Employment | None:
    for place, stay in enumerate(stays):
        if overlap(row.started_on, row.ended_on, stay.started_on, stay.ended_on):
            return stays.pop(place)
    return None
