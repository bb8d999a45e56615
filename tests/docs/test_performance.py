"""docs/performance.md shows the figures that were kept, and no others."""

from tests.bench.figures import replace_between
from tests.bench.table import DOCUMENT, MARK, ROWS, make_table, read_kept


def test_the_table_of_requests_is_the_one_of_the_kept_figures():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert replace_between(text, MARK, make_table(read_kept())) == text


def test_the_table_has_a_line_for_each_request_with_its_ratio_to_the_floor():
    held = {
        "floor_cpu_ms": 0.5, "floor_per_second": 1000, "step_per_second": 500, "step_share_of_floor": 0.5,
        "attempt_of_50_rows": 55, "attempt_of_50_content_bytes": 9400, "attempt_of_50_disk_bytes": 10600,
        "crowd_of_300_seconds": 0.8, "thousand_starts_p95_ms": 6, "chained_start_per_second": 400,
        "chained_submission_per_second": 300,
        **{f"{name}_cpu_ms": 2 for name, _, _ in ROWS},
        **{f"{name}_database_cpu_ms": 1 for name, _, _ in ROWS},
        "start_floors": 5, "start_statements": 7,
    }  # fmt: skip
    taken = {"on": "2026-11-26", "cpu": "x", "cores": 2, "load_before": 0.1, "python": "3.11"}
    lines = make_table({"sqlite": held, "postgresql": dict(held), "taken": taken}).splitlines()
    assert "| 开始（50 题，试卷已组好） | 2.00 | 5.0 | 7 | 2.00 | 5.0 | 1.00 | 7 | 4 CPU-ms 以内 |" in lines
    assert "| 成绩页（10 题） | 2.00 | 4.0 | — | 2.00 | 4.0 | 1.00 | — |  |" in lines
    assert sum(line.startswith("| ") for line in lines) == 1 + len(ROWS)
