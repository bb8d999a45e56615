"""Filled databases of several sizes in one folder, with the keys of the applications that made them."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services.core.partitions import prepare_months
from examapp.services.demo.demo_city import build_demo_city
from tests.bench.growth_fill import SPAN, fill
from tests.databases import fill_database, make_settings
from tests.locks import locked
from tests.postgres import Cluster

BYTES_PER_ATTEMPT, SPARE_BYTES = 2_300, 4 * 1024**3
_BOTH = (
    "-c listen_addresses= -c max_connections=200 -c shared_buffers=1GB -c checkpoint_timeout=30min"
    " -c maintenance_work_mem=256MB"
)
# Nobody waits for what is being filled to be safe: it is written out before the folder counts as filled.
FILLING = f"{_BOTH} -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=8GB"
MEASURING = f"{_BOTH} -c max_wal_size=2GB"


class Store:
    """A folder; what it holds is written down there, so that another run, even of a newer program, can use it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()
        self._facts = self.folder / "filled.json"

    def seconds(self) -> dict[int, float]:
        """The sizes that are filled, and how long each took."""
        return {int(size): seconds for size, seconds in self._read()["sizes"].items()}

    def moment(self) -> datetime:
        """The end of the two years that were filled in."""
        return datetime.fromisoformat(self._read()["until"])

    def fill(self, sizes: list[int]) -> None:
        """Fill what is not filled yet. Exits when the disk has no room for it."""
        missing = [size for size in sizes if size not in self.seconds()]
        self._require_space(missing)
        with self.cluster(FILLING) as cluster:
            template = cluster.template("empty", self._prepare)
            for size in missing:
                print(f"填入 {size:,} 份答卷", flush=True)
                # One that was interrupted halfway.
                cluster.drop(database_of(size))
                seconds = fill(cluster.create(database_of(size), template), size, self.moment())
                self._write({**self._read()["sizes"], str(size): round(seconds)})
        os.sync()

    @contextmanager
    def cluster(self, options: str) -> Iterator[Cluster]:
        """The server while it is used, by one at a time; afterwards it is stopped so that its data stay whole."""
        cluster = Cluster(self.folder, options)
        with locked(self.folder / "in-use.lock"):
            # One that was left running by a killed run has that run's options.
            cluster.stop(keep=True)
            cluster.start()
            try:
                yield cluster
            finally:
                cluster.stop(keep=True)

    def application(self, url: str) -> Flask:
        """An application on one of the databases."""
        return create_app(make_settings(self.folder, url), queue=InlineQueue())

    def bring_up_to_date(self, url: str, now: datetime) -> None:
        """The tables of this program's version and the months of today: the data may be older than both."""
        with self.application(url).app_context():
            upgrade(directory=str(MIGRATIONS))
            prepare_months(now=now)
            db.session.remove()
            db.engine.dispose()

    def _prepare(self, url: str) -> None:
        """The demonstration city and the months of two years."""
        fill_database(url)
        until = self.moment()
        app = self.application(url)
        with app.app_context():
            build_demo_city(ports=app.extensions["ports"])
            months = round(SPAN.days / 30)
            prepare_months(now=until - SPAN, ahead=months + 1)
            prepare_months(now=until)
            db.session.remove()
            db.engine.dispose()

    def _require_space(self, sizes: list[int]) -> None:
        needed, free = sum(sizes) * BYTES_PER_ATTEMPT + SPARE_BYTES, shutil.disk_usage(self.folder).free
        if sizes and free < needed:
            sys.exit(
                f"{self.folder} 只剩 {free / 1e9:.0f} GB，这样的规模要 {needed / 1e9:.0f} GB。"
                "可用 --keep-in 或 TMPDIR 换一个地方。"
            )

    def _read(self) -> dict:
        if not self._facts.exists():
            self._facts.write_text(json.dumps({"until": datetime.now(UTC).isoformat(), "sizes": {}}))
        return json.loads(self._facts.read_text())

    def _write(self, sizes: dict[str, float]) -> None:
        part = self._facts.with_suffix(".part")
        part.write_text(json.dumps({**self._read(), "sizes": sizes}))
        part.rename(self._facts)


def database_of(size: int) -> str:
    """Its name."""
    return f"growth_{size}"
