"""Every fault of one entry of laws.toml: what is missing, what cannot be."""

from collections.abc import Iterator, Mapping
from datetime import date

TEXTS = ("name", "body", "version", "effective", "status")
NUMBERS = ("first", "last", "articles")
MORE = ("replaces", "replaced_by")
STATUSES = ("in_force", "superseded")


def check_law(law: Mapping) -> Iterator[tuple[str, str, str]]:
    """(field, problem, mend) for each fault; nothing for a sound entry."""
    for field in sorted(set(law) - {*TEXTS, *NUMBERS, *MORE}):
        yield field, "不认识的字段", "删掉，或改成规定的字段名"
    for field in TEXTS:
        if not isinstance(law.get(field), str) or not law[field].strip():
            yield field, "缺少这个字段", "补上"
    for field in NUMBERS:
        if type(law.get(field)) is not int or law[field] < 0:
            yield field, "应为零或正整数", "补上；标准按条款号引用的写 0"
    if not _is_day(law.get("effective")):
        yield "effective", "不是日期", "写成 2026-05-01 这样"
    if law.get("status") not in STATUSES:
        yield "status", f"没有“{law.get('status')}”这个取值", "可用：" + "、".join(STATUSES)
    if all(type(law.get(field)) is int for field in NUMBERS):
        yield from _check_range(law["first"], law["last"], law["articles"])


def _check_range(first: int, last: int, articles: int) -> Iterator[tuple[str, str, str]]:
    if (first == 0) != (last == 0) or first > last:
        yield "first", f"起止条号 {first} 至 {last} 不对", "起条不大于止条；标准两个都写 0"
    elif articles and last > articles:
        yield "last", f"止条 {last} 超过全文 {articles} 条", "核对条数"


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
