"""A throw-away PostgreSQL server, started from installed binaries and shared by all processes of a test run."""

import os
import pwd
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.locks import locked
from tests.programs import find_postgres

# The data are thrown away, so nothing needs to survive a power cut.
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class Cluster:
    """One server in a folder, reached over a Unix socket there, so no port can be taken."""

    def __init__(self, folder: Path, options: str = OPTIONS) -> None:
        self.folder = folder
        self.options = options
        self.data = folder / "postgres"
        self.binaries = find_postgres()

    def start(self) -> None:
        """Start it unless another process of this run already has; a folder that holds one is used as it is."""
        with locked(self.folder / "postgres.lock"):
            if self._runs():
                return
            if not (self.data / "PG_VERSION").exists():
                self._make()
            log = self.folder / "postgres.log"
            options = f"{self.options} -k '{self.folder}'"
            # A big one that was killed reads its log again first, which takes longer than pg_ctl's minute.
            self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", 600, "-o", options, "start")

    def stop(self, *, keep: bool = False) -> None:
        """Stop it if it runs; at once, or so that the data can be used again. The folder is the caller's to remove."""
        if self._runs():
            self._run(
                "pg_ctl", "-D", self.data, "-m", "fast" if keep else "immediate", "-w", "-t", 600, "stop"
            )

    def process(self) -> int:
        """The number of its first process. Raises FileNotFoundError when it does not run."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _runs(self) -> bool:
        # The file stays behind when the machine stops under the server; then nobody or somebody else has its number.
        try:
            os.kill(self.process(), 0)
        except OSError:
            return False
        return True

    def _make(self) -> None:
        account = unprivileged()
        if account:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"
        )

    def address(self, database: str) -> str:
        """The address as people write it into DATABASE_URL."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """A database that is filled once per test run; gives its name."""
        with locked(self.folder / f"{name}.lock"):
            mark = self.folder / f"{name}.filled"
            if not mark.exists():
                # One that was interrupted has no mark.
                self.drop(name)
                fill(self.create(name))
                mark.touch()
        return name

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, copied from a template; gives its address."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            # Older servers know one way only; without fsync the checkpoints of this one cost nothing.
            way = " STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"{way}')
        return self.address(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self._sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: object) -> None:
        # The server keeps its parent's output open, so pipes would never end: to a file, and read on failure.
        account = unprivileged()
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        with (self.folder / f"{program}.log").open("w+") as log:
            command = [str(self.binaries / program), *map(str, arguments)]
            if subprocess.run(
                command, stdout=log, stderr=log, cwd=self.folder, check=False, **who
            ).returncode:
                log.seek(0)
                raise RuntimeError(f"{program} failed: {log.read()}")


def unprivileged() -> pwd.struct_passwd | None:
    """The account to run as: PostgreSQL refuses root; None keeps the present one."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody")
