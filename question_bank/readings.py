"""Blind readings: what somebody answered who did not write the item and had only the texts of the law.

One JSON file below `question_bank/blind` for each file of items, named `<folder>-<file>.json`, or for a later reader of items
from many files, named after the reader; a reading of the same revision that it replaces is taken out of the other file:
`{"item-id": {"revision": 1, "answer": ["b"], "reader": "reader-1", "settled": "why, or what was changed"}}`.
`answer` is the first answer and is never changed; `settled` stands where it differed from the key. A reader named `author` wrote
the item: this holds it against the law a second time, but is no blind reading and is counted apart.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from question_bank.marking import mark
from question_bank.model import Item

_STATES = ("agreed", "settled", "own", "open", "outdated", "unread")
AUTHOR = "author"
READINGS = Path(__file__).resolve().parent / "blind"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one revision of an item."""

    item_id: str
    file: str
    revision: int
    answer: tuple[str, ...]
    reader: str
    settled: str = ""


def load_readings(folder: Path = READINGS) -> list[Reading]:
    """All readings, file by file. Raises ValueError naming the file when it cannot be read."""
    return [one for path in sorted(folder.glob("*.json")) for one in _read_file(path)]


def _read_file(path: Path) -> Iterator[Reading]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        for item_id, entry in entries.items():
            answer = tuple(str(one) for one in entry["answer"])
            yield Reading(
                item_id, path.name, int(entry["revision"]), answer, entry["reader"], entry.get("settled", "")
            )
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}：盲答记录读不出来（{error!r}）") from error


def sort_readings(items: Mapping[str, Item], readings: list[Reading]) -> dict[str, list[str]]:
    """Ids by what the readings say: agreed, settled, own (only its author), open (differs, nothing done), outdated, unread.

    outdated: the item was changed after it was read, other than by the settling itself.
    """
    found: dict[str, list[str]] = {name: [] for name in _STATES}
    latest = {one.item_id: one for one in sorted(readings, key=lambda one: one.revision)}
    for item_id, item in items.items():
        found[_state(item, latest.get(item_id))].append(item_id)
    return found


def _state(item: Item, reading: Reading | None) -> str:
    if reading is None:
        return "unread"
    if reading.revision != item.revision:
        return "outdated"
    if mark(item, list(reading.answer)).correct:
        return "own" if reading.reader == AUTHOR else "agreed"
    return "settled" if reading.settled else "open"


def reading_faults(items: Mapping[str, Item], readings: list[Reading]) -> Iterator[str]:
    """What stops the bank: an answer that differs and was not settled, a reading of an item that is gone."""
    for item_id in sort_readings(items, readings)["open"]:
        yield f"{item_id}：盲答和答案不一致。核对法条，改题或写明理由（settled），或者删掉这道题"
    for one in readings:
        if one.item_id not in items:
            yield f"{one.file}：{one.item_id}：题库里没有这道题。删掉这条记录"
