"""Items by (id, revision): revisions never change, so each process reads each of them once."""

import json
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import ItemRevision
from question_bank.model import Item, item_from_dict

ItemKey = tuple[str, int]


@lru_cache(maxsize=20_000)
def _parsed(content: str) -> Item:
    return item_from_dict(json.loads(content))


_CONTENTS: dict[str, dict[ItemKey, Item]] = {}


def get_items(keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
    """The items of these keys. Raises item_unknown when one was never stored."""
    known = _CONTENTS.setdefault(str(db.engine.url), {})
    wanted = list(dict.fromkeys(keys))
    missing = [key for key in wanted if key not in known]
    if missing:
        ids = {item_id for item_id, _ in missing}
        rows = db.session.execute(
            select(ItemRevision.item_id, ItemRevision.revision, ItemRevision.content).where(
                ItemRevision.item_id.in_(ids)
            )
        )
        known.update({(row.item_id, row.revision): _parsed(row.content) for row in rows})
    try:
        return {key: known[key] for key in wanted}
    except KeyError as error:
        raise DomainError("item_unknown", item=str(error.args[0])) from error
