"""Laws as the site knows them today: the shipped list, overlaid by what content people announced; and who cites what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.law_versions import LawHold, LawVersion
from examapp.services.item_contents import get_items
from examapp.services.spot_quizzes import SHANGHAI
from question_bank.model import Citation, Item
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


def today_of(now: datetime) -> date:
    """The day in Asia/Shanghai: laws begin at its midnight."""
    return now.astimezone(SHANGHAI).date()


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


def items_in_use(states: Iterable[str] = ("published",)) -> list[Item]:
    """The current content of all items in these states."""
    rows = db.session.execute(
        select(BankItem.id, BankItem.revision).where(BankItem.state.in_(list(states))).order_by(BankItem.id)
    )
    return list(get_items((row.id, row.revision) for row in rows).values())


def touches(citation: Citation, slug: str, first: int | None, last: int | None) -> bool:
    """Whether a citation is of this law and, when a range is given, of an article in it.

    A clause that is no plain number cannot be placed in a range: it counts as touched, so that somebody looks.
    """
    if citation.law != slug:
        return False
    if first is None or last is None or not citation.article.isdigit():
        return True
    return first <= int(citation.article) <= last


def citing_items(
    items: Iterable[Item], slug: str, first: int | None = None, last: int | None = None
) -> list[Item]:
    """The items among these that cite the law (or an article of the range)."""
    return [item for item in items if any(touches(one, slug, first, last) for one in item.citations)]


def count_citations() -> dict[str, int]:
    """How many published items cite each law."""
    counts: dict[str, int] = {}
    for item in items_in_use():
        for slug in {one.law for one in item.citations}:
            counts[slug] = counts.get(slug, 0) + 1
    return counts


def items_by_article(slug: str) -> list[tuple[str, list[Item]]]:
    """Articles of a law that published items cite, in order, each with its items."""
    grouped: dict[str, list[Item]] = {}
    for item in citing_items(items_in_use(), slug):
        for article in {one.article for one in item.citations if one.law == slug}:
            grouped.setdefault(article, []).append(item)
    return sorted(grouped.items(), key=lambda pair: _article_order(pair[0]))


def _article_order(article: str) -> tuple:
    parts = [int(part) if part.isdigit() else 0 for part in article.split(".")]
    return (parts, article)


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
