"""Searching 100,000 items, beside the plain SQL of the same search on the same rows."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import insert, text

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.models.item_search import ItemSearch
from examapp.services.core.transactions import canonical_json
from examapp.services.items.item_index import search_row
from examapp.services.items.item_search import ItemFilter, search_items
from question_bank.model import Item, item_digest, item_to_dict
from question_bank.store import load_bank
from tests.databases import make_settings

ITEMS, ROUNDS, CHUNK = 100_000, 7, 5_000
_FROM = "from bank_items b join item_search s on s.item_id = b.id where "
# What is asked, and the same in plain SQL; words as they stand in the search rows.
SEARCHES = [
    ("一个常见的词", ItemFilter(words="动火"), "s.text like '%动火%'"),
    ("两个词", ItemFilter(words="受限空间 监护"), "s.text like '%受限空间%' and s.text like '%监护%'"),
    ("拼音首字母", ItemFilter(words="dhzy"), "(s.text like '%dhzy%' or s.initials like '%dhzy%')"),
    (
        "一个词加两个条件",
        ItemFilter(words="报告", topic="accidents", type="single"),
        "s.text like '%报告%' and b.topic = 'accidents' and b.type = 'single'",
    ),
    ("没有的词", ItemFilter(words="绝无此词"), "s.text like '%绝无此词%'"),
]


def measure_item_search(kind: str, url: str, folder: Path) -> None:
    """Median wall time of each search and of its plain SQL, in milliseconds; `url` names a filled, empty-handed database."""
    app = create_app(make_settings(folder, url))
    with app.app_context():
        fill()
        print(f"题库 {db.session.query(BankItem).count():,} 题里找题（{kind}，{ROUNDS} 次的中位数）")
        for name, wanted, condition in SEARCHES:
            floor = _median(lambda condition=condition: _plain(condition))
            ours = _median(lambda wanted=wanted: search_items(wanted))
            print(f"  {name}：{ours:.0f} ms = 同样的 SQL（{floor:.0f} ms）的 {ours / floor:.2f} 倍")
        db.session.remove()
        db.engine.dispose()


def fill() -> None:
    """Own items made from the shipped ones with other words mixed in, until there are ITEMS."""
    chance, shipped, now = random.Random(1), list(load_bank().items.values()), datetime.now(UTC)
    missing = ITEMS - db.session.query(BankItem).count()
    for at in range(0, missing, CHUNK):
        made = [_variant(chance.choice(shipped), n, chance) for n in range(at, min(at + CHUNK, missing))]
        _insert(made, now)
    # As autovacuum would have done by the time somebody searches.
    db.session.execute(text("analyze"))
    db.session.commit()


def _variant(item: Item, number: int, chance: random.Random) -> Item:
    cut = chance.randrange(len(item.stem))
    stem = f"{item.stem[cut:]}{item.stem[:cut]}（{number}）"
    return replace(item, id=f"own-bench-{number:06}", stem=stem, revision=1)


def _insert(items: list[Item], now: datetime) -> None:
    rows = [
        {"id": one.id, "revision": 1, "state": "published", "topic": one.topic.value, "type": one.type.value,
         "difficulty": one.difficulty, "updated_at": now, "origin": "own"} for one in items
    ]  # fmt: skip
    contents = [
        {"item_id": one.id, "revision": 1, "content": canonical_json(item_to_dict(one)), "digest": item_digest(one),
         "created_at": now} for one in items
    ]  # fmt: skip
    columns = ("item_id", "revision", "text", "initials", "tags")
    found = [{name: getattr(row, name) for name in columns} for row in map(search_row, items)]
    for model, values in ((BankItem, rows), (ItemRevision, contents), (ItemSearch, found)):
        db.session.execute(insert(model), values)
    db.session.commit()


def _plain(condition: str) -> None:
    db.session.execute(text(f"select count(*) {_FROM}{condition}")).scalar()
    db.session.execute(text(f"select b.id {_FROM}{condition} order by b.id limit 50")).all()


def _median(act: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
        db.session.rollback()
    return median(found[1:])
