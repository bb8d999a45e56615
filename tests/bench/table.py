"""The kept figures as the table of docs/performance.md: every request beside the floor of the same run."""

import json

from tests.bench.figures import FIGURES, ROOT, write_into

DOCUMENT = ROOT / "docs" / "performance.md"
MARK = "bench"
# Name in the figures, what people call it, the aim in CPU-ms.
ROWS = (
    ("step", "保存一步", None),
    ("start", "开始（50 题，试卷已组好）", 4),
    ("reopen", "再打开试卷", None),
    ("batch", "一次送 50 步", None),
    ("submission", "交卷并评 50 题", 8),
    ("result", "读成绩（JSON）", None),
    ("attempt_of_50", "整份 50 题，逐题保存", 60),
    ("result_page", "成绩页（10 题）", None),
    ("board", "实况（4 人，JSON）", None),
    ("board_rows", "实况（4 人，网页片段）", None),
    ("draw", "抽 4 人并组 4 份卷", None),
    ("record", "记录 PDF（4 人、6 个签名）", None),
)
HEAD = (
    "| 请求 | SQLite CPU-ms | 下限的几倍 | SQL | PostgreSQL 上网站 CPU-ms | 下限的几倍 | 数据库另用 | SQL | 目标 |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|---|"
)


def make_table(kept: dict) -> str:
    """Markdown from the JSON of the bench. Raises KeyError with the name of a figure that was not measured."""
    taken = kept["taken"]
    said = f"{taken['on']}，{taken['cpu']}，{taken['cores']} 核，开始时负载 {taken['load_before']}，Python {taken['python']}。"
    lite, big = kept["sqlite"], kept["postgresql"]
    rows = [_row(name, label, aim, lite, big) for name, label, aim in ROWS]
    return "\n".join([said, "", HEAD, *rows, "", *_sentences(lite, big)])


def read_kept() -> dict:
    """What the last `make bench ARGS=--keep` wrote."""
    return json.loads((FIGURES / "bench.json").read_text(encoding="utf-8"))


def write_table() -> None:
    """Put it into the document."""
    write_into(DOCUMENT, MARK, make_table(read_kept()))


def _row(name: str, label: str, aim: int | None, lite: dict, big: dict) -> str:
    cells = []
    for held in (lite, big):
        spent = held[f"{name}_cpu_ms"]
        # The floor of the same minutes where it was taken, because the machine's pace changes within a run.
        cells += [f"{spent:.2f}", f"{held.get(f'{name}_floors', spent / held['floor_cpu_ms']):.1f}"]
        if held is big:
            cells.append(f"{held[f'{name}_database_cpu_ms']:.2f}")
        count = held.get(f"{name}_statements")
        cells.append("—" if count is None else f"{count:.0f}")
    return f"| {label} | {' | '.join(cells)} | {f'{aim} CPU-ms 以内' if aim else ''} |"


def _sentences(lite: dict, big: dict) -> list[str]:
    return [
        f"- {name}：下限 {held['floor_cpu_ms']:.2f} CPU-ms，{held['floor_per_second']:,.0f} 次/秒；保存一步 {held['step_per_second']:,.0f} 次/秒，"
        f"是下限的 {held['step_share_of_floor']:.0%}；50 题一份存 {held['attempt_of_50_rows']:.0f} 行，"
        f"{held['attempt_of_50_content_bytes'] / 1000:.1f} kB，连同索引 {held['attempt_of_50_disk_bytes'] / 1000:.1f} kB；"
        f"300 人同时开始 {held['crowd_of_300_seconds']:.1f} 秒内全部拿到试卷；"
        f"1,000 人在一分钟内开始考核，p95 {held['thousand_starts_p95_ms']:.0f} ms；"
        f"审计链每秒 {held['chained_start_per_second']:.0f} 次开始或 {held['chained_submission_per_second']:.0f} 次交卷。"
        for name, held in (("SQLite", lite), ("PostgreSQL", big))
    ]
