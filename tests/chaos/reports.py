"""The table of a run: as text for the terminal, and as Markdown between two marks of docs/reliability.md."""

import os
import platform
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.chaos.checker import DOUBLED, LOST, OTHER, SCORE
from tests.chaos.rounds import Outcome

BEGIN, END = "<!-- chaos:begin -->", "<!-- chaos:end -->"
HEAD = (
    "故障",
    "编号",
    "人数",
    "已确认",
    "丢失",
    "重复",
    "分数有误",
    "其他不符",
    "最长停顿（秒）",
    "最久一步（秒）",
    "看到的页面",
    "不实",
)


def cells_of(one: Outcome) -> list[str]:
    """One line of the table."""
    if one.not_done:
        return [one.round.title, one.round.codes, "", "没有做", *[""] * (len(HEAD) - 4)]
    counts = [one.count(kind) for kind in (LOST, DOUBLED, SCORE, OTHER)]
    stalls = [f"{seconds:.1f}" for seconds in one.stalls]
    return [
        one.round.title,
        one.round.codes,
        str(one.people),
        f"{one.acknowledged:,}",
        *map(str, counts),
        *stalls,
        str(one.pages),
        str(one.lies.total()),
    ]


def total_of(outcomes: Sequence[Outcome]) -> list[str]:
    """The last line."""
    done = [one for one in outcomes if not one.not_done]
    counts = [sum(one.count(kind) for one in done) for kind in (LOST, DOUBLED, SCORE, OTHER)]
    worst = [f"{max((one.stalls[place] for one in done), default=0.0):.1f}" for place in (0, 1)]
    sums = [sum(one.people for one in done), sum(one.acknowledged for one in done)]
    pages = [str(sum(one.pages for one in done)), str(sum(one.lies.total() for one in done))]
    return ["合计", "", str(sums[0]), f"{sums[1]:,}", *map(str, counts), *worst, *pages]


def to_text(outcomes: Sequence[Outcome]) -> str:
    """For the terminal: one block a round, then the sums."""
    blocks = [
        " · ".join(f"{name} {cell}" for name, cell in zip(HEAD, cells_of(one), strict=True) if cell)
        for one in outcomes
    ]
    return "\n".join(
        [
            *blocks,
            " · ".join(f"{name} {cell}" for name, cell in zip(HEAD, total_of(outcomes), strict=True) if cell),
        ]
    )


def to_markdown(outcomes: Sequence[Outcome], *, command: str, now: datetime, seconds: float) -> str:
    """For the docs: date, machine, command, table, and what each round has to tell."""
    rows = [cells_of(one) for one in outcomes] + [total_of(outcomes)]
    lines = [
        "| " + " | ".join(HEAD) + " |",
        "|" + "---|" * len(HEAD),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    notes = [f"- {one.round.title}：{'；'.join(one.notes)}。" for one in outcomes if one.notes]
    notes += [f"- {one.round.title}：{one.not_done}。" for one in outcomes if one.not_done]
    head = f"{now:%Y-%m-%d %H:%M} UTC，{machine()}，命令 `{command}`，全程 {seconds / 60:.1f} 分钟。"
    return "\n".join([head, "", *lines, "", *notes])


def machine() -> str:
    """What it ran on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} 个处理器核心、{memory:.0f} GB 内存，{platform.system()} {platform.release()}，Python {platform.python_version()}"


def write_into(page: Path, table: str) -> None:
    """Replace what stands between the marks. Raises ValueError when the page has none."""
    text = page.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"{page} has no place for the table")
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
