"""Laws as the site knows them today: the shipped list, overlaid by what content people announced; and who cites what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.law_versions import LawHold, LawVersion
from question_bank.store import load_laws


@dataclass(frozen=True, slots=True)
class Law:
    """One law as it stands today. `first` and `last` bound the articles; last = 0 means clauses of a standard."""

    slug: str
    name: str
    body: str
    version: str
    effective: str
    first: int
    last: int
    status: str
    articles: int = 0
    replaces: str = ""
    replaced_by: str = ""


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Law]:
    fields = set(Law.__dataclass_fields__)
    return {
        slug: Law(slug, **{key: value for key, value in facts.items() if key in fields})
        for slug, facts in load_laws().items()
    }


def current_laws() -> dict[str, Law]:
    """Every law by slug with the version that is in force today; what an item should cite."""
    laws = dict(_shipped())
    applied = db.session.scalars(
        select(LawVersion)
        .where(LawVersion.state == "applied")
        .order_by(LawVersion.effective_on, LawVersion.id)
    )
    for one in applied:
        if one.law in laws and one.repeals:
            laws[one.law] = replace(laws[one.law], status="superseded", replaced_by=one.note)
        elif one.law in laws:
            laws[one.law] = replace(
                laws[one.law],
                name=one.name,
                version=one.version,
                effective=one.effective_on.isoformat(),
                status=_shipped()[one.law].status,
            )
    return laws


def get_law(slug: str) -> Law:
    """One law. Raises not_found."""
    found = current_laws().get(slug)
    if found is None:
        raise DomainError("not_found", what="law")
    return found


def list_versions(slug: str) -> list[LawVersion]:
    """All versions of a law that the site has met, newest day first."""
    query = select(LawVersion).where(LawVersion.law == slug)
    return list(db.session.scalars(query.order_by(LawVersion.effective_on.desc(), LawVersion.id.desc())))


def count_open_holds() -> dict[str, int]:
    """How many items of each law wait for the reviewer."""
    rows = db.session.execute(
        select(LawVersion.law, func.count())
        .join(LawHold, LawHold.law_version_id == LawVersion.id)
        .join(BankItem, BankItem.id == LawHold.item_id)
        .where(LawHold.state == "open", BankItem.state == "on_hold")
        .group_by(LawVersion.law)
    )
    return dict(rows.all())


def upcoming_versions() -> dict[str, LawVersion]:
    """The next announced version of each law."""
    rows = db.session.scalars(
        select(LawVersion).where(LawVersion.state == "announced").order_by(LawVersion.effective_on.desc())
    )
    return {one.law: one for one in rows}
