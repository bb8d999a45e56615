"""Which items rest on which law and article."""

from collections.abc import Iterable

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.services.items.item_contents import get_items
from question_bank.model import Citation, Item


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
    if first is None or last is None or not citation.article.isdecimal():
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
    parts = [int(part) if part.isdecimal() else 0 for part in article.split(".")]
    return (parts, article)
