"""Which items are twins: nearly the same question, so a paper never holds two; and which only look so, judged by a reader.

`not_twins.toml` holds lists of ids that were judged to ask different things, each list with the reason; two of a list may be
twins of each other.
"""

import tomllib
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from question_bank.model import Item

NOT_TWINS = Path(__file__).resolve().parent / "not_twins.toml"

Judged = Mapping[frozenset[str], str]


def load_not_twins(path: Path = NOT_TWINS) -> dict[frozenset[str], str]:
    """The reason of each judged pair. Raises ValueError naming the list that has no reason or fewer than two ids."""
    lists = tomllib.loads(path.read_text(encoding="utf-8")).get("judged", []) if path.exists() else []
    for one in lists:
        if len(one.get("items", [])) < 2 or not one.get("why", "").strip():
            raise ValueError(f"{path.name}：{one.get('items')}：要有两个以上的编号和理由")
    return {frozenset(pair): one["why"] for one in lists for pair in combinations(one["items"], 2)}


def same_twins(first: Item, second: Item) -> bool:
    """Whether both are of one group, or parts of one case: a paper holds a case whole, whatever groups its items are in."""
    same_case = first.case and second.case and first.case.id == second.case.id
    return bool(same_case or (first.twin_group and first.twin_group == second.twin_group))


def twin_faults(items: Mapping[str, Item], judged: Judged) -> Iterator[str]:
    """Judgements that speak of no item."""
    for item_id in sorted({one for pair in judged for one in pair} - set(items)):
        yield f"{NOT_TWINS.name}：{item_id}：题库里没有这道题。从名单里删掉"
