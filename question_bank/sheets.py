"""What a blind reader gets: stems, choices and the place of the law, without key and rationale."""

from collections.abc import Iterator, Mapping

from question_bank.model import Item
from question_bank.readings import Reading, sort_readings
from question_bank.types import rules_of


def sheet_lines(items: Mapping[str, Item], readings: list[Reading]) -> Iterator[str]:
    """Every item that nobody has read as it stands now."""
    found = sort_readings(items, readings)
    for item_id in (*found["unread"], *found["outdated"], *found["own"]):
        yield from _item_lines(items[item_id])
        yield ""


def _item_lines(item: Item) -> Iterator[str]:
    yield f"{item.id}（第 {item.revision} 版，{item.type.label}）"
    if item.case:
        yield f"  案例：{item.case.text}"
    rules = rules_of(item.type)
    if item.picture and not rules.needs_picture:
        yield f"  图：{item.picture.alt}"
    yield f"  {item.stem}"
    yield from rules.sheet_lines(item)
    if item.unit:
        yield f"    单位：{item.unit}"
    yield "  依据：" + "；".join(f"《{one.law_name}》{one.article}" for one in item.citations)
