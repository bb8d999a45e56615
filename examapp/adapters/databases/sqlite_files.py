"""A SQLite database as a file: copied while people answer, checked, and exchanged in one step."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from examapp.adapters.databases.bundles import sync_folder
from examapp.adapters.databases.operating import CannotOperateError

IN_USE = "服务还在运行（数据库正被使用）。请先停掉服务再试；没有改动任何东西。"


def copy_online(source: Path, target: Path) -> None:
    """A consistent copy as one file; readers and writers go on meanwhile (SQLite's own backup)."""
    _make_private(target)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        # In one go: page by page, SQLite would begin again each time that somebody saves an answer.
        here.backup(there, pages=-1)
        there.execute("pragma journal_mode=delete")


@contextmanager
def held_alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Nobody else has it open, and nobody can open it meanwhile; it is only read. Raises CannotOperateError."""
    with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as connection:
        try:
            connection.execute("pragma locking_mode=exclusive")
            connection.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            raise CannotOperateError(IN_USE) from error
        try:
            yield connection
        finally:
            connection.rollback()


def find_damage(path: Path) -> str:
    """What SQLite's own checks say about a file, "" when it is whole."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            said = connection.execute("pragma integrity_check").fetchone()[0]
            orphans = connection.execute("pragma foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if said == "ok" and not orphans else f"{said} {orphans or ''}".strip()


def settle(path: Path) -> None:
    """Bring everything into the one file, so that it can be renamed."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode=delete")


def exchange(staged: Path, target: Path, kept: Path | None) -> None:
    """Put the staged file in the target's place in one step; the old one stays as `kept`. Both must be settled."""
    if kept is not None:
        try:
            os.link(target, kept)
        except OSError:
            # A file system without hard links: the copy takes longer and is as good.
            shutil.copy2(target, kept)
    os.replace(staged, target)
    sync_folder(target.parent)


def remove(path: Path) -> None:
    """The file with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()


def _make_private(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
