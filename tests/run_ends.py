"""`python -m tests.run_ends FOLDER`: what a test run would have done at its end, done for one that was killed."""

import shutil
import sys
import time
from pathlib import Path

from tests.postgres import Cluster


def main(folder: Path) -> None:
    """Stop the database server and remove the folder; others of the run may still be writing there for a moment."""
    Cluster(folder).stop()
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.5)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
