"""Two PostgreSQL nodes: a primary, and a replica that must hold every commit before it is acknowledged."""

import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from tests.chaos.processes import Program, await_true
from tests.postgres import unprivileged
from tests.programs import find_postgres
from tests.servers import free_port

REPLICA_NAME = "copy"
# Durable as in production: fsync, full pages and synchronous_commit stay on.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",
    "wal_keep_size": "512MB",
    "max_wal_size": "512MB",
    "synchronous_commit": "on",
    "deadlock_timeout": "300ms",
    "wal_retrieve_retry_interval": "500ms",
    # Whoever waits longer than this for a lock is told to come back instead of holding a web thread (R13).
    "lock_timeout": "5s",
}


class Node:
    """One PostgreSQL server: its data and its log of changes in folders of their own, which may be different disks."""

    def __init__(self, name: str, folder: Path, data: Path) -> None:
        self.name, self.folder, self.data = name, folder, data
        self.wal = folder / f"{name}-wal"
        self.port = free_port()
        self.account = unprivileged()
        self.binaries = find_postgres()
        options = {**OPTIONS, "port": str(self.port), "unix_socket_directories": str(folder)}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [self.binaries / "postgres", "-D", data, *settings]
        self.program = Program(command, folder / f"{name}.log", account=self.account)

    def initialise(self) -> None:
        """A new empty cluster."""
        self._clear()
        self._run(
            "initdb",
            "-D",
            self.data,
            "-X",
            self.wal,
            "-U",
            "postgres",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )

    def copy_from(self, other: "Node") -> None:
        """Become a fresh streaming replica of another node."""
        self._clear()
        source = f"host=127.0.0.1 port={other.port} user=postgres application_name={REPLICA_NAME}"
        self._run(
            "pg_basebackup",
            "-D",
            self.data,
            "--waldir",
            self.wal,
            "-d",
            source,
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
        )

    def back_up_to(self, folder: Path) -> None:
        """A base backup of the running node."""
        source = f"host=127.0.0.1 port={self.port} user=postgres"
        self._run("pg_basebackup", "-D", folder, "-d", source, "-X", "stream", "-c", "fast")

    def restore_from(self, backup: Path) -> None:
        """Exactly what a base backup holds, and nothing after it."""
        self._clear()
        shutil.copytree(backup, self.data, dirs_exist_ok=True, ignore=shutil.ignore_patterns("pg_wal"))
        shutil.copytree(backup / "pg_wal", self.wal)
        (self.data / "pg_wal").symlink_to(self.wal)
        # The backup remembers a replica that is gone as well: no commit may wait for it.
        settings = self.data / "postgresql.auto.conf"
        lines = settings.read_text().splitlines()
        settings.write_text("".join(f"{one}\n" for one in lines if "synchronous_standby_names" not in one))
        self._own(self.data, self.wal)
        self.data.chmod(0o700)

    def start(self) -> None:
        """Start it and wait until it answers."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.program.start()
        await_true(self.answers, 60, f"{self.name} answers")

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self.ask("select 1")
        except psycopg.Error:
            return False
        return True

    def ask_exam(self, statement: str) -> list[tuple]:
        """The same in the application's database."""
        return self.ask(statement, "exam")

    def ask(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Rows of a statement, outside of any transaction."""
        with psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=postgres dbname={database}",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """An orderly stop that ends the sessions of everybody."""
        self.program.end(signal.SIGINT)

    def kill(self) -> None:
        """kill -9 of the server and all its processes, as a power cut would."""
        self.program.kill()

    def promote(self) -> None:
        """Make the replica the primary; it waits for nobody until it has a replica again."""
        self.ask("alter system reset synchronous_standby_names")
        self.ask("select pg_promote(true, 60)")
        self.ask("select pg_reload_conf()")

    def _clear(self) -> None:
        for folder in (self.data, self.wal):
            if folder.is_dir():
                for one in folder.iterdir():
                    shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
        shutil.rmtree(self.wal, ignore_errors=True)
        self.data.mkdir(exist_ok=True)
        self.data.chmod(0o700)
        self._own(self.folder, self.data)

    def _own(self, *paths: Path) -> None:
        if self.account is None:
            return
        for path in paths:
            for one in [path, *([] if path == self.folder else path.rglob("*"))]:
                shutil.chown(one, self.account.pw_uid, self.account.pw_gid)

    def _run(self, program: str, *arguments: object) -> None:
        log = self.folder / f"{program}.log"
        runner = Program([self.binaries / program, *arguments], log, account=self.account)
        runner.start()
        if runner.process.wait(timeout=300):
            raise RuntimeError(f"{program} failed: {log.read_text(errors='replace')[-2000:]}")


class Pair:
    """The node that takes writes, and the other."""

    def __init__(self, first: Node, second: Node) -> None:
        self.primary, self.replica = first, second

    def start(self) -> None:
        """A new primary and its replica; the database `exam` is there and empty."""
        self.start_empty()
        self.attach()

    def start_empty(self) -> None:
        """A new primary without a replica, whatever stood there before."""
        self.primary.initialise()
        self.primary.start()
        self.primary.ask("create database exam")

    def attach(self) -> None:
        """Build the replica from the primary; from now on a commit waits for both."""
        self.replica.copy_from(self.primary)
        self.replica.start()
        self.await_stream()
        self.primary.ask(f"alter system set synchronous_standby_names = '{REPLICA_NAME}'")
        self.primary.ask("select pg_reload_conf()")
        await_true(self.is_synchronous, 30, "the replica is synchronous")

    def await_stream(self) -> None:
        """Until the replica follows."""
        await_true(
            lambda: bool(self.primary.ask("select 1 from pg_stat_replication where state = 'streaming'")),
            60,
            "the replica follows",
        )

    def is_synchronous(self) -> bool:
        """Whether commits wait for the replica now."""
        return bool(self.primary.ask("select 1 from pg_stat_replication where sync_state = 'sync'"))

    def lose_replica(self) -> None:
        """The replica dies; the operator lets commits go on without it."""
        self.replica.kill()
        self.primary.ask("alter system reset synchronous_standby_names")
        self.primary.ask("select pg_reload_conf()")

    def fail_over(self) -> None:
        """The primary dies; only when it is surely dead (fenced) the replica takes over."""
        self.primary.kill()
        if self.primary.answers():
            raise RuntimeError("the old primary still answers: no promotion")
        self.replica.promote()
        self.primary, self.replica = self.replica, self.primary

    def stop(self) -> None:
        """End both."""
        for node in (self.replica, self.primary):
            node.kill()

    def address(self, database: str = "exam") -> str:
        """The address of whichever node takes writes, as DATABASE_URL."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in sorted((self.primary.port, self.replica.port)))
        return f"postgresql://postgres@{hosts}/{database}?connect_timeout=3"

    def copy_address(self, database: str = "exam") -> str:
        """The address of the present replica alone."""
        return f"postgresql://postgres@127.0.0.1:{self.replica.port}/{database}?connect_timeout=3"


def mount_small_disk(folder: Path, megabytes: int) -> bool:
    """A small disk in memory at a folder; False when this machine does not allow it."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "none", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
