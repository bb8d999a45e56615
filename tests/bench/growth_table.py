"""The figures as the section of docs/performance.md that says whether it gets slower."""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- growth:begin -->", "<!-- growth:end -->"
HEADING = "## 数据越多，是否越慢"


@dataclass(frozen=True)
class Row:
    """One size and what was measured at it."""

    size: int
    steps: int
    megabytes: float
    filled: float
    rate: float
    lowest: float
    highest: float
    share: float
    web: float
    database: float

    def line(self) -> str:
        """One row of the table."""
        return (
            f"| {self.size:,} | {self.steps:,} | {self.megabytes:,.0f} MB | {self.filled:,.0f} s"
            f" | {self.rate:,.0f}（{self.lowest:,.0f}–{self.highest:,.0f}） | {self.share:.0%}"
            f" | {self.web:.2f} | {self.database:.2f} |"
        )


@dataclass(frozen=True)
class Timed:
    """Milliseconds of the numbers from the counts, from every paper, and of the whole page over HTTP."""

    name: str
    kept_ms: float
    whole_ms: float
    page_ms: float | None


@dataclass(frozen=True)
class ReportFigures:
    """All reports at one size, and the seconds to compare every single count and to make them all anew."""

    size: int
    reports: list[Timed]
    places: int
    compared: float
    rebuilt: float


def make_section(rows: list[Row], reports: ReportFigures, turns: int) -> str:
    """Both tables with a sentence on how they came about."""
    lines = [
        f"`make growth`，{datetime.now(UTC):%Y-%m-%d}，{platform.machine()}，Python {platform.python_version()}，PostgreSQL；"
        f"每种规模一个数据库，轮流测 {turns} 轮，取中位数（括号内最低至最高）。比例是同一轮里与最小规模相比的中位数，目标 90 % 以上。",
        "",
        "| 已存答卷 | 已存步骤 | 数据库 | 填入 | 保存一步，次/秒 | 与最小规模相比 | 网站 CPU-ms | 数据库 CPU-ms |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(row.line() for row in rows),
        "",
        f"报表，{reports.size:,} 份答卷。前两列是同一组数字、同一个函数，只换数字的来源；两边结果逐项相同才计时。整页是登录的浏览器经 HTTP 打开。",
        "",
        "| 报表 | 用汇总数 | 从全部答卷计算 | 倍数 | 整页（HTTP） |",
        "|---|---:|---:|---:|---:|",
        *(_report_line(one) for one in reports.reports),
        "",
        f"汇总数共 {reports.places:,} 处。`examapp rollups check` 逐处核对用了 {reports.compared:.0f} 秒，"
        f"`examapp rollups rebuild` 全部重新统计用了 {reports.rebuilt:.0f} 秒。",
    ]
    return "\n".join(lines)


def _report_line(one: Timed) -> str:
    page = "—" if one.page_ms is None else f"{one.page_ms:,.0f} ms"
    times = one.whole_ms / one.kept_ms
    return f"| {one.name} | {one.kept_ms:,.0f} ms | {one.whole_ms:,.0f} ms | {times:,.1f} | {page} |"


def write_section(section: str) -> None:
    """Put it between the markers; a document without them gets heading and markers at its end."""
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# 性能\n"
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{HEADING}\n\n{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN, 1)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{section}\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")
