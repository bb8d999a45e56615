"""Does it get slower as data grow? `python -m tests.bench.growth [fill | measure] [10_000 1_000_000 10_000_000]`.

One PostgreSQL server with durable commits, one database and one web server for each size. The sizes take turns, so
that whatever else the machine does meets all of them; the median turn counts. `fill --keep-in FOLDER` and
`measure --keep-in FOLDER` do the two halves at different times; without a word both happen, in a temporary folder.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.growth_reports import measure_reports
from tests.bench.growth_stands import Stand, open_stand, take_turn
from tests.bench.growth_store import MEASURING, Store, database_of
from tests.bench.growth_table import make_section, write_section
from tests.locks import close_run_folder, open_run_folder
from tests.postgres import Cluster

SIZES = (10_000, 1_000_000, 10_000_000)
REPORTS_AT_MOST = 1_000_000
TURNS = 7


def main() -> None:
    """Fill, measure in turns, print, write when asked."""
    asked = _parse(sys.argv[1:])
    open_run_folder()
    try:
        with _store(asked.keep_in) as store:
            if asked.word != "measure":
                store.fill(sorted(asked.sizes or SIZES))
            if asked.word != "fill":
                section = _measure(store, sorted(asked.sizes or store.seconds()), asked.turns)
                print(section)
                if asked.write:
                    write_section(section)
    finally:
        close_run_folder()


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make growth", usage="%(prog)s [fill | measure] [SIZE ...] [OPTION ...]"
    )
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--keep-in", type=Path, help="the folder that fill leaves and measure finds")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    word = words[0] if words and words[0] in ("fill", "measure") else ""
    asked = parser.parse_args(words[1:] if word else words)
    asked.word = word
    if word and asked.keep_in is None:
        parser.error(f"{word} needs --keep-in FOLDER")
    return asked


@contextmanager
def _store(folder: Path | None) -> Iterator[Store]:
    if folder is not None:
        yield Store(folder)
        return
    with tempfile.TemporaryDirectory(prefix="examapp-growth-") as temporary:
        yield Store(Path(temporary))


def _measure(store: Store, sizes: list[int], turns: int) -> str:
    if missing := [size for size in sizes if size not in store.seconds()] or not sizes:
        sys.exit(f"{store.folder} 里还没有填好：{missing if sizes else '任何规模'}。请先 fill。")
    now = datetime.now(UTC)
    with store.cluster(MEASURING) as cluster:
        stands = _take_turns(store, cluster, sizes, turns, now)
        reported = max((size for size in sizes if size <= REPORTS_AT_MOST), default=sizes[0])
        figures = measure_reports(store, cluster.address(database_of(reported)), reported, now)
    return make_section([one.row(stands[0]) for one in stands], figures, turns)


def _take_turns(store: Store, cluster: Cluster, sizes: list[int], turns: int, now: datetime) -> list[Stand]:
    stands: list[Stand] = []
    try:
        for size in sizes:
            stands.append(open_stand(store, cluster, size, turns, now))
            # A server that has just started reads from disk what a running one holds in memory.
            take_turn(stands[-1], cluster, turns)
        for turn in range(turns):
            for stand in stands:
                stand.turns.append(take_turn(stand, cluster, turn))
                print(f"  {stand.size:,}：{stand.turns[-1][0]:.0f} 步/秒", flush=True)
    finally:
        for stand in stands:
            stand.server.stop()
    return stands


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"共 {time.perf_counter() - began:.0f} 秒")
