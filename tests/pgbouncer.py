"""PgBouncer before a PostgreSQL server, with the settings that deploy/ ships; only places and ports are this test's own."""

import configparser
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.house.tree import ROOT
from tests.postgres import unprivileged
from tests.programs import find_pgbouncer
from tests.servers import free_port

SHIPPED = ROOT / "deploy/pgbouncer/pgbouncer.ini"
PASSWORD = "pooled-only-in-tests"
START_SECONDS = 30
# Since this version it keeps account of prepared statements itself; older ones do not know the setting.
PREPARES_SINCE = (1, 21)


def shipped_settings() -> configparser.RawConfigParser:
    """The file of deploy/ as it is."""
    told = configparser.RawConfigParser(comment_prefixes=(";",))
    told.read_string(SHIPPED.read_text(encoding="utf-8"))
    return told


def version_of(program: str) -> tuple[int, ...]:
    """Such as (1, 18, 0)."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.search(r"(\d+)\.(\d+)\.(\d+)", said).groups()))


class PgBouncer:
    """One pooler on a loopback port; `server` says where the database is, as PgBouncer writes it."""

    def __init__(self, folder: Path, server: str, **changes: str) -> None:
        self.folder, self.port = folder, free_port()
        self.program = find_pgbouncer()
        self.prepares = version_of(self.program) >= PREPARES_SINCE
        self.process: subprocess.Popen | None = None
        self._account = unprivileged()
        folder.mkdir(exist_ok=True)
        self._write(server, changes)

    def _write(self, server: str, changes: Mapping[str, str]) -> None:
        told, users = shipped_settings(), self.folder / "userlist.txt"
        told["databases"] = {"*": server}
        own = {"listen_port": str(self.port), "auth_file": str(users), "unix_socket_dir": "", **changes}
        told["pgbouncer"].update(own)
        if not self.prepares:
            # What the file itself tells people of older versions.
            del told["pgbouncer"]["max_prepared_statements"]
        with (self.folder / "pgbouncer.ini").open("w", encoding="utf-8") as file:
            told.write(file)
        users.write_text(f'"postgres" "{PASSWORD}"\n', encoding="utf-8")
        if self._account:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, self._account.pw_uid, self._account.pw_gid)

    def start(self) -> "PgBouncer":
        """Start it and wait until it answers. Raises RuntimeError with what it printed."""
        who = (
            {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
            if self._account
            else {}
        )
        log = self.folder / "pgbouncer.log"
        with log.open("ab") as printed:
            self.process = subprocess.Popen(
                [self.program, self.folder / "pgbouncer.ini"],
                stdout=printed,
                stderr=printed,
                cwd=self.folder,
                **who,
            )
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            if self.answers():
                return self
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))

    def answers(self) -> bool:
        """Whether it listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """kill -9: every connection through it is gone."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def address(self, database: str) -> str:
        """The address through the pooler, for people and for psycopg."""
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def setting(self, database: str) -> str:
        """The same as DATABASE_URL, as docs/operations.md tells for this version."""
        return self.address(database) + ("" if self.prepares else "?prepare_threshold=none")
