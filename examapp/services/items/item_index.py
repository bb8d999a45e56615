"""The rows that the list of items is searched in, kept in step with the current revisions."""

import json

from sqlalchemy import select

from examapp.adapters.pinyin import text_initials
from examapp.domain.search_words import plain
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.models.item_search import ItemSearch
from question_bank.model import Item, item_from_dict
from question_bank.types import rules_of

_CHUNK = 500


def index_item(item: Item) -> None:
    """Let the item be found by these words from now on; part of the caller's transaction."""
    row = db.session.get(ItemSearch, item.id)
    if row is None:
        db.session.add(search_row(item))
    else:
        row.revision, row.text = item.revision, search_text(item)
        row.initials, row.tags = text_initials(plain(item.stem)), search_tags(item)


def index_missing() -> int:
    """Make the rows that are missing or of another revision (a database from before the search); gives their number."""
    stale = (
        select(ItemRevision.content)
        .join(BankItem, (BankItem.id == ItemRevision.item_id) & (BankItem.revision == ItemRevision.revision))
        .outerjoin(ItemSearch, ItemSearch.item_id == BankItem.id)
        .where(ItemSearch.revision.is_distinct_from(BankItem.revision))
    )
    made = 0
    # A few hundred at a time: a site with 100,000 items of its own is read through once after an upgrade.
    while contents := db.session.scalars(stale.limit(_CHUNK)).all():
        for content in contents:
            index_item(item_from_dict(json.loads(content)))
        db.session.flush()
        made += len(contents)
    return made


def search_row(item: Item) -> ItemSearch:
    """The row of an item that has none yet; the caller adds it."""
    return ItemSearch(
        item_id=item.id,
        revision=item.revision,
        text=search_text(item),
        initials=text_initials(plain(item.stem)),
        tags=search_tags(item),
    )


def search_text(item: Item) -> str:
    """All that somebody may remember of an item, a plain line each; a law is found by name and by `名称第25条`."""
    laws = [f"{one.law_name}第{one.article}条" for one in item.citations]
    case = [item.case.text] if item.case else []
    choices = rules_of(item.type).shown_texts(item)
    return "\n".join(map(plain, (item.stem, *choices, item.rationale, *case, *laws, item.id)))


def search_tags(item: Item) -> str:
    """What an item can be filtered by besides the columns of its own row."""
    tags = [
        *(f"role:{one}" for one in item.roles),
        *(f"post:{one}" for one in item.posts or ("all",)),
        *(f"industry:{one}" for one in item.industries or ("all",)),
        *dict.fromkeys(f"law:{one.law}" for one in item.citations),
        *(["picture"] if item.picture else []),
    ]
    return f"|{'|'.join(tags)}|"
