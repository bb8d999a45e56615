"""Percentiles and the table of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

LABELS = {"start": "拿到试卷（含排队）", "step": "保存一步", "submission": "交卷到成绩"}
HEAD = (
    "| 数据库 | 场景 | 请求 | 次数 | p50 ms | p95 ms | p99 ms | 最慢 ms | 错误 | 丢失 |\n"
    "|---|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of request of one crowd on one database; times in milliseconds."""

    database: str
    crowd: str
    request: str
    count: int
    p50: float
    p95: float
    p99: float
    slowest: float
    errors: int
    lost: int

    def line(self) -> str:
        """As Markdown."""
        times = " | ".join(f"{one:.0f}" for one in (self.p50, self.p95, self.p99, self.slowest))
        return (
            f"| {self.database} | {self.crowd} | {LABELS[self.request]} | {self.count:,} | {times} "
            f"| {self.errors} | {self.lost} |"
        )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def make_row(
    database: str, crowd: str, request: str, seconds: Sequence[float], errors: int, lost: int
) -> Row:
    """The row of these answers."""
    p50, p95, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95, 0.99))
    return Row(database, crowd, request, len(seconds), p50, p95, p99, max(seconds) * 1000, errors, lost)


def write_table(rows: Sequence[Row]) -> str:
    """All rows as Markdown."""
    return "\n".join([HEAD, *(row.line() for row in rows)])
