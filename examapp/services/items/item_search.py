"""The list of items: searched by words, narrowed by what an item is and for whom it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from examapp.domain.search_words import split_words
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.models.item_search import ItemSearch

ROWS = 50


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What is wanted; empty values do not narrow. `picture` True: only items with one, False: only those without."""

    words: str = ""
    topic: str = ""
    type: str = ""
    state: str = ""
    difficulty: int | None = None
    origin: str = ""
    role: str = ""
    post: str = ""
    industry: str = ""
    law: str = ""
    picture: bool | None = None


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One row of the list, with the content of its current revision."""

    row: BankItem
    content: dict


@dataclass(frozen=True, slots=True)
class FoundItems:
    """One page of the list; `page` is the asked one, or the last when there are fewer."""

    rows: Sequence[FoundItem]
    total: int
    page: int
    pages: int


def search_items(wanted: ItemFilter, *, page: int = 1) -> FoundItems:
    """Items by id, ROWS a page; every word must be in the item's text, its stem's initials or its id."""
    page = max(page, 1)
    keys, total = _keys(wanted, page)
    if not keys and page > 1:
        # Behind the end the window of the query has no row to stand the count in.
        _, total = _keys(wanted, 1)
        page = max((total + ROWS - 1) // ROWS, 1)
        keys, total = _keys(wanted, page)
    return FoundItems(_rows(keys), total, page, max((total + ROWS - 1) // ROWS, 1))


def _keys(wanted: ItemFilter, page: int) -> tuple[list[str], int]:
    # Rows and count in one pass over the texts, because that pass is what a search costs.
    query = _matching(wanted).add_columns(func.count().over())
    found = db.session.execute(query.order_by(BankItem.id).limit(ROWS).offset((page - 1) * ROWS)).all()
    return [row[0] for row in found], found[0][1] if found else 0


def _matching(wanted: ItemFilter) -> Select:
    query = select(BankItem.id).join(ItemSearch, ItemSearch.item_id == BankItem.id)
    for column in (BankItem.topic, BankItem.type, BankItem.state):
        if value := getattr(wanted, column.key):
            query = query.where(column == value)
    if wanted.difficulty is not None:
        query = query.where(BankItem.difficulty == wanted.difficulty)
    if wanted.origin:
        # What this site wrote itself and what it changed are both its own words.
        own = BankItem.origin != "shipped"
        query = query.where(own if wanted.origin == "own" else ~own)
    conditions = [*_tag_conditions(wanted), *map(_word_condition, split_words(wanted.words))]
    return query.where(*conditions)


def _tag_conditions(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    # `all` stands for items that name no post or industry, which is how the bank says "for everybody".
    kinds = ("role", "post", "industry", "law")
    found = [
        _holds(ItemSearch.tags, f"|{kind}:{value}|") for kind in kinds if (value := getattr(wanted, kind))
    ]
    if wanted.picture is not None:
        has = _holds(ItemSearch.tags, "|picture|")
        found.append(has if wanted.picture else ~has)
    return found


def _word_condition(word: str) -> ColumnElement[bool]:
    inside = _holds(ItemSearch.text, word)
    return or_(inside, _holds(ItemSearch.initials, word)) if word.isascii() and word.isalpha() else inside


def _holds(column, text: str) -> ColumnElement[bool]:
    # Measured over 100,000 items (tests/bench/item_search.py): on PostgreSQL strpos takes half the time of LIKE,
    # on SQLite LIKE is the quicker of the two. Both are case-sensitive enough: texts and words are lower case.
    if db.session.get_bind().dialect.name == "postgresql":
        return func.strpos(column, text) > 0
    return column.contains(text, autoescape=True)


def _rows(keys: Sequence[str]) -> list[FoundItem]:
    current = and_(ItemRevision.item_id == BankItem.id, ItemRevision.revision == BankItem.revision)
    query = select(BankItem, ItemRevision.content).join(ItemRevision, current).where(BankItem.id.in_(keys))
    return [
        FoundItem(row, json.loads(content))
        for row, content in db.session.execute(query.order_by(BankItem.id))
    ]
