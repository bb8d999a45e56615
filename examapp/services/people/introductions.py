"""Which employer may introduce a person: make the first slip, enrol the first face. Once only, and one employer only.

An enterprise that adds somebody to its roster gains nothing over an account that exists, nor over a person whom another
enterprise has on its roster already. Both are answered alike, so that neither is given away.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidate_accounts import CandidateAccount
from examapp.models.candidates import Candidate, Employment
from examapp.services.core.days import today_of


def may_be_invited(candidate_ids: Collection[int], enterprise_id: int | None, *, now: datetime) -> set[int]:
    """Those without an account whom this enterprise, or with None a bureau, may hand a slip."""
    with_account = select(CandidateAccount.candidate_id).where(
        CandidateAccount.candidate_id.in_(candidate_ids)
    )
    free = set(candidate_ids) - set(db.session.scalars(with_account))
    return free if enterprise_id is None else free & _first_employed_at(free, enterprise_id, now)


def require_introduction(candidate_id: int, enterprise_id: int | None, *, now: datetime) -> None:
    """Raises needs_bureau, the same for an account that exists and for another employer. Call with the person locked."""
    if candidate_id not in may_be_invited([candidate_id], enterprise_id, now=now):
        raise DomainError("needs_bureau")


def require_first_employer(actor: Actor, candidate_id: int, *, now: datetime) -> None:
    """Raises needs_bureau for an officer whose enterprise is not the person's first of today; others pass."""
    if actor.enterprise_id is not None and not _first_employed_at([candidate_id], actor.enterprise_id, now):
        raise DomainError("needs_bureau")


def lock_person(candidate_id: int) -> Candidate:
    """The person, locked until the transaction ends: two slips of one person are used one after the other."""
    return db.session.get(Candidate, candidate_id, with_for_update=True, populate_existing=True)


def _first_employed_at(candidate_ids: Collection[int], enterprise_id: int, now: datetime) -> set[int]:
    """Of those people the ones whose oldest roster row of those that hold today is this enterprise's.

    By the order in which rows were written, never by the day of entry, which whoever writes it may choose.
    """
    rows = db.session.execute(
        select(Employment.candidate_id, Employment.enterprise_id)
        .where(Employment.candidate_id.in_(candidate_ids))
        .where(or_(Employment.ended_on.is_(None), Employment.ended_on >= today_of(now)))
        .order_by(Employment.id.desc())
    )
    # The oldest comes last, and stays.
    first = dict(rows.all())
    return {candidate_id for candidate_id, employer in first.items() if employer == enterprise_id}
