"""`python -m tests.bench.served TARGET PORT WORKERS THREADS`: an application as `examapp serve` serves it, without its preparations."""

import sys
from functools import partial

from granian import Granian

from examapp.adapters.server.front.processes import front_options, run_front
from examapp.serving import MOST_CONNECTIONS


def main() -> None:
    """Until it is stopped."""
    target, port, workers, threads = sys.argv[1], *map(int, sys.argv[2:])
    Granian(
        target, address="127.0.0.1", port=port, factory=True, workers=workers, backlog=2048, backpressure=MOST_CONNECTIONS,
        log_level="error", **front_options(),
    ).serve(spawn_target=partial(run_front, threads=threads))  # fmt: skip


if __name__ == "__main__":
    main()
