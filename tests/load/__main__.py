"""`python -m tests.load [crowd|answers|day] [sqlite|postgresql] ...`: people on a real server; or the deadline day, computed."""

import argparse
import asyncio
import sys

from tests.bench.figures import ROOT, Figures, taken, write_into
from tests.bench.stage import Stage, open_stage
from tests.load.crowds import (
    MODEL_THINK_SECONDS,
    allow_connections,
    answer_with_thought,
    count_lost,
    make_people,
    more_people,
    start_while_others_answer,
)
from tests.load.deadline_day import print_day
from tests.load.people import Log
from tests.load.tables import Row, make_row, write_table
from tests.locks import close_run_folder, open_run_folder

KINDS, PARTS = ("postgresql", "sqlite"), ("crowd", "answers", "day")
# Who answers while the others start, and the mean seconds between two of their answers.
OTHERS, OTHERS_THINK_SECONDS = 50, 0.5
DOCUMENT = ROOT / "docs" / "performance.md"
MOST_PEOPLE = 20_000


def main() -> None:
    """Both crowds on both databases when nothing is asked; ends with 1 when anything failed or was lost."""
    given = _arguments()
    kinds = [kind for kind in KINDS if kind in given.wanted] or KINDS
    parts = [part for part in PARTS if part in given.wanted] or PARTS
    rows: list[Row] = []
    if set(parts) - {"day"}:
        rows = _run_crowds(kinds, parts, given)
    if "day" in parts:
        print_day(keep=given.keep)
    sys.exit(any(row.errors or row.lost for row in rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load")
    parser.add_argument("wanted", nargs="*", metavar="part", help=f"{' '.join(PARTS)} | {' '.join(KINDS)}")
    parser.add_argument("--starters", type=int, default=1_000, help="people who start in the same second")
    parser.add_argument("--per-second", type=int, default=100, help="starts that the waiting room lets in")
    parser.add_argument("--people", type=int, default=5_000, help="people who answer with time to think")
    parser.add_argument("--think", type=float, default=10.0, help="mean seconds between two answers")
    parser.add_argument("--items", type=int, default=10, help="items of a paper")
    parser.add_argument("--workers", type=int, default=2, help="web processes on PostgreSQL")
    parser.add_argument("--keep", action="store_true", help="write docs/figures/ and docs/performance.md")
    given = parser.parse_args()
    unknown = set(given.wanted) - {*KINDS, *PARTS}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if not 0 < max(given.starters, given.people) <= MOST_PEOPLE or given.think <= 0:
        parser.error(f"between 1 and {MOST_PEOPLE:,} people, and some time to think")
    return given


def _run_crowds(kinds, parts, given: argparse.Namespace) -> list[Row]:
    allow_connections(max(given.starters, given.people))
    figures, rows = Figures(), []
    open_run_folder()
    try:
        for kind in kinds:
            with open_stage(kind, figures) as stage:
                workers = 1 if kind == "sqlite" else given.workers
                if "crowd" in parts:
                    rows += _crowd(stage, workers, given)
                if "answers" in parts:
                    rows += _answers(stage, workers, given)
    finally:
        close_run_folder()
    machine = taken()
    table = f"{machine['on']}，{machine['cpu']}，{machine['cores']} 核，客户端、网站、数据库同在这一台。\n\n{write_table(rows)}"
    print(f"\n{table}\n数字写在 {figures.save('load', given.keep)}")
    if given.keep:
        write_into(DOCUMENT, "load", table)
    return rows


def _crowd(stage: Stage, workers: int, given: argparse.Namespace) -> list[Row]:
    """Without the waiting room, then with it; what counts for those who answer is the step's row."""
    rows = []
    for per_second, name in ((0, "crowd_without_room"), (given.per_second, "crowd")):
        server = stage.server(workers, per_second)
        people, log = make_people(stage, server.port, given.starters, given.items)
        # Who answers is counted apart: their own starts were before the crowd.
        others = more_people(stage, server.port, OTHERS, given.items, others_log := Log())
        wall = asyncio.run(start_while_others_answer(people, others, 1.0, OTHERS_THINK_SECONDS))
        log.seconds["step"], log.acked = others_log.seconds["step"], others_log.acked
        log.errors += others_log.errors
        room = f"每秒放进 {per_second} 人" if per_second else "没有等候室"
        crowd = f"{given.starters:,} 人同一秒开始，{OTHERS} 人在答题，{workers} 个进程，{room}"
        rows += _rows(stage, crowd, people + others, log, wall, name)
        stage.end(server)
    return rows


def _answers(stage: Stage, workers: int, given: argparse.Namespace) -> list[Row]:
    # With the room, as people meet it: they all come within the first moments.
    server = stage.server(workers, given.per_second)
    people, log = make_people(stage, server.port, given.people, given.items)
    before, database = server.cpu_seconds(), stage.database_cpu_seconds()
    wall = asyncio.run(answer_with_thought(people, given.think))
    web, database = server.cpu_seconds() - before, stage.database_cpu_seconds() - database
    scale = MODEL_THINK_SECONDS / given.think
    print(
        f"{given.people:,} 人平均每 {given.think:g} 秒一步（实际按 {MODEL_THINK_SECONDS} 秒，快 {scale:g} 倍）："
        f"{wall:.0f} 秒，{len(log.seconds['step']) / wall:.0f} 步/秒，网站用 {web / wall:.2f} 核，数据库用 {database / wall:.2f} 核"
    )
    stage.figures.note(
        stage.kind, answers_steps_per_second=len(log.seconds["step"]) / wall, answers_web_cores=web / wall,
        answers_database_cores=database / wall,
    )  # fmt: skip
    crowd = f"{given.people:,} 人边想边答（{given.think:g} 秒一步），{workers} 个进程，每秒放进 {given.per_second} 人"
    return _rows(stage, crowd, people, log, wall, "answers")


def _rows(stage: Stage, crowd: str, people, log, wall: float, name: str) -> list[Row]:
    lost, unstarted, wrong = count_lost(stage, people, log)
    errors = len(log.errors) + unstarted + wrong
    print(
        f"{stage.kind}，{crowd}：{wall:.1f} 秒，重发 {log.again} 次，让排队 {log.waited} 次，错误 {errors}，丢失 {lost}"
    )
    for one in log.errors[:5]:
        print(f"  {one}")
    rows = [
        make_row(stage.kind, crowd, request, seconds, errors, lost)
        for request, seconds in log.seconds.items()
        if seconds
    ]
    for row in rows:
        stage.figures.note(
            stage.kind, **{f"{name}_{row.request}_p50_ms": row.p50, f"{name}_{row.request}_p95_ms": row.p95,
                           f"{name}_{row.request}_p99_ms": row.p99}
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    main()
