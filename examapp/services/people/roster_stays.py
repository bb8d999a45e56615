"""Which stay at an enterprise a row of a roster speaks of: one person may have several roles from one day on."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

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


def match_stays(keys: list[tuple[str, date, str]], stays: Stays) -> list[Employment | None]:
    """The stay that each row speaks of; None for a new one.

    A file that names one role, of somebody with one role since that day, changes the role; several roles stand beside
    each other.
    """
    roles: dict[tuple[str, date], set[str]] = {}
    for id_hash, started_on, role in keys:
        roles.setdefault((id_hash, started_on), set()).add(role)
    matched: list[Employment | None] = []
    for id_hash, started_on, role in keys:
        known = stays.get((id_hash, started_on), {})
        one_each = len(known) == 1 and len(roles[id_hash, started_on]) == 1
        matched.append(known.get(role) or (next(iter(known.values())) if one_each else None))
    return matched
