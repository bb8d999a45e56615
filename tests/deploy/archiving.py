"""A PostgreSQL server that archives its log as deploy/postgresql says, and is put back to a moment."""

import pwd
import re
import shutil
from pathlib import Path

import psycopg

from tests.house.tree import ROOT
from tests.postgres import Cluster
from tests.waiting import wait_until

ARCHIVE = "/var/lib/examapp-archive"
WANTED = ("wal_level", "archive_mode", "archive_command")


def archiving_lines(archive: Path) -> list[str]:
    """The lines about archiving as they are in deploy/, for another folder."""
    written = (ROOT / "deploy/postgresql/examapp.conf").read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if line.split(" ")[0] in WANTED]
    assert len(lines) == len(WANTED)
    return [line.replace(ARCHIVE, str(archive)) for line in lines]


class ArchivingServer(Cluster):
    """One server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.archive, self.base = folder / "archive", folder / "base"
        self.data = folder / "data"

    def make(self) -> None:
        """A new server that archives."""
        self.own(self.folder)
        self._run(
            "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"
        )
        self.archive.mkdir()
        self.own(self.archive)
        self._configure(self.data, archiving_lines(self.archive))
        self.run_on(self.data)

    def own(self, path: Path) -> None:
        """Give a folder to the account that the server runs as."""
        status = self.data.stat() if self.data.exists() else None
        if status:
            shutil.chown(path, status.st_uid, status.st_gid)
        elif path.stat().st_uid == 0:
            shutil.chown(path, _account())

    def run_on(self, data: Path) -> None:
        """Start it on a data folder and wait until it takes writes."""
        options = f"-c listen_addresses= -c fsync=off -k '{self.folder}'"
        self._run(
            "pg_ctl", "-D", data, "-l", self.folder / "server.log", "-w", "-t", "120", "-o", options, "start"
        )

    def stop_on(self, data: Path) -> None:
        """Stop it at once, as a crash would."""
        self._run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")

    def take_base(self) -> None:
        """A base backup while the server runs."""
        self._run(
            "pg_basebackup", "-h", self.folder, "-U", "postgres", "-D", self.base, "-X", "none", "-c", "fast"
        )

    def archive_now(self) -> None:
        """Close the present piece of the log; returns when it is in the archive."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            name = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone()[0]
        wait_until(lambda: (self.archive / name).exists(), f"{name} in the archive")

    def recover(self, moment: str) -> None:
        """Start on the base backup and play the archive up to a moment, as docs/operations.md says."""
        lines = [
            f"restore_command = 'cp {self.archive}/%f %p'",
            f"recovery_target_time = '{moment}'",
            "recovery_target_action = 'promote'",
            "archive_mode = off",
        ]
        self._configure(self.base, lines)
        (self.base / "recovery.signal").touch()
        shutil.chown(self.base / "recovery.signal", self.base.stat().st_uid)
        self.run_on(self.base)
        wait_until(self._takes_writes, "the end of the recovery")

    def _takes_writes(self) -> bool:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            return not connection.execute("select pg_is_in_recovery()").fetchone()[0]

    def _configure(self, data: Path, lines: list[str]) -> None:
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join(["", *lines, ""]))


def _account() -> str:
    return "postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody"


def moment_of(address: str) -> str:
    """The server's present moment, to the microsecond."""
    with psycopg.connect(address, autocommit=True) as connection:
        return re.sub(r"\s+", " ", str(connection.execute("select clock_timestamp()").fetchone()[0]))
