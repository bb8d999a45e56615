"""Print the figures side by side: `python -m tests.bench [sqlite|postgresql ...] [part ...] [--keep]`."""

import argparse
import tempfile
from pathlib import Path

from tests.bench.appends import measure_appends
from tests.bench.attempts import measure_attempts
from tests.bench.chain import measure_chain
from tests.bench.counts import measure_statements
from tests.bench.exam_starts import measure_exam_starts
from tests.bench.faces import measure_faces
from tests.bench.field import measure_field
from tests.bench.figures import Figures
from tests.bench.item_files import measure_item_files
from tests.bench.item_search import measure_item_search
from tests.bench.pages import measure_pages
from tests.bench.requests import measure_requests
from tests.bench.rules import measure_rules
from tests.bench.stage import open_stage
from tests.bench.steps import measure_steps
from tests.bench.storage import measure_storage
from tests.bench.table import DOCUMENT, write_table
from tests.locks import close_run_folder, open_run_folder

KINDS = ("sqlite", "postgresql")
# In the order in which they run; storage comes before the crowds, because it looks at how files grow.
ON_STAGE = {
    "statements": measure_statements,
    "storage": measure_storage,
    "steps": measure_steps,
    "requests": measure_requests,
    "attempts": measure_attempts,
    "chain": measure_chain,
    "appends": measure_appends,
    "pages": measure_pages,
}
ALONE = ("rules", "files", "faces", "field", "search", "starts")
PARTS = (*ALONE, *ON_STAGE)


def main() -> None:
    """The asked parts on the asked databases; everything when nothing is asked."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("wanted", nargs="*", metavar="part", help=f"{' '.join(KINDS)} | {' '.join(PARTS)}")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="write docs/figures/bench.json and the table of docs/performance.md",
    )
    given = parser.parse_args()
    unknown = set(given.wanted) - {*KINDS, *PARTS}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    kinds = [kind for kind in KINDS if kind in given.wanted] or KINDS
    parts = [part for part in PARTS if part in given.wanted] or PARTS
    figures = Figures()
    open_run_folder()
    try:
        run(kinds, parts, figures)
    finally:
        close_run_folder()
        print(f"\n数字写在 {figures.save('bench', given.keep)}")
    if given.keep:
        write_table()
        print(f"表格写进 {DOCUMENT}")


def run(kinds, parts, figures: Figures) -> None:
    """First what needs no database, then each database with all its parts."""
    if "rules" in parts:
        measure_rules(figures)
    if "files" in parts:
        measure_item_files()
    if "faces" in parts:
        measure_faces()
    for kind in kinds:
        staged = [part for part in ON_STAGE if part in parts]
        if staged or {"search", "starts"} & set(parts):
            with open_stage(kind, figures) as stage:
                for part in staged:
                    ON_STAGE[part](stage)
                if "starts" in parts:
                    measure_exam_starts(kind, stage.settings.database_url, stage.folder, figures)
                # Last: it leaves 100,000 items behind, and every paper after it would be drawn from them.
                if "search" in parts:
                    measure_item_search(kind, stage.settings.database_url, stage.folder)
        if "field" in parts:
            with tempfile.TemporaryDirectory(prefix="examapp-bench-") as folder:
                print(f"\n== {kind}，现场 ==")
                measure_field(kind, figures, Path(folder))


if __name__ == "__main__":
    main()
