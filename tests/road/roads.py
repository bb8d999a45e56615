"""What a story walks on: its windows, its own starts, and the bureau that all deviations share."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from tests.postgres import Cluster
from tests.road.bureaus import Bureau, found_bureau
from tests.road.starts import Start
from tests.road.windows import Windows


@dataclass
class Road:
    """`windows` are those of the present story; `folder` holds every start with its logs."""

    browser: Browser
    folder: Path
    cluster: Cluster
    windows: Windows
    starts: list[Start] = field(default_factory=list)
    shared: Bureau | None = None

    def start(self, name: str, **more) -> Start:
        """An empty folder, not yet started."""
        site = Start(self.folder / f"{len(self.starts) + 1}-{name}", **more)
        self.starts.append(site)
        return site

    def bureau(self) -> Bureau:
        """The bureau on an empty SQLite, founded by the first story that needs it."""
        if self.shared is None:
            self.shared = found_bureau(self.start("serve"), self.windows)
        return self.shared

    def bureau_on_postgresql(self) -> Bureau:
        """A bureau of its own on an empty PostgreSQL, the background jobs in a node beside the server."""
        self.cluster.start()
        lines = (f"DATABASE_URL={self.cluster.create('road')}", "EXAMAPP_EMBEDDED_JOBS=0")
        return found_bureau(self.start("postgresql", lines=lines), self.windows, works=True)

    def keep_logs(self, folder: Path) -> list[Path]:
        """Copies of every log so far."""
        folder.mkdir(parents=True, exist_ok=True)
        logs = [path for site in self.starts for path in sorted(site.folder.glob("*.log"))]
        return [Path(shutil.copy(path, folder / f"{path.parent.name}-{path.name}")) for path in logs]

    def end(self) -> None:
        """Stop all that runs."""
        for site in self.starts:
            site.stop()
        self.cluster.stop()
