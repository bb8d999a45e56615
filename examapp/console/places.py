"""Where a backup is put back: beside the present database first, then in its place."""

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import MetaData, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from examapp.adapters.databases import bundles, postgres_tools, sqlite_files
from examapp.adapters.databases.engines import open_engine
from examapp.adapters.databases.operating import CannotOperateError
from examapp.console.backups import DATABASE_PART, sqlite_path
from examapp.services.attempts.contents import Present, count_rows, look_past
from examapp.settings import Settings

NOT_EMPTY = "现在的数据库不是空的，没有动它。确实要用备份替换，请加 --replace（旧的会留着）。"


class _Place:
    """What both kinds do alike: look at what is there."""

    def __init__(self, settings: Settings) -> None:
        self.url = settings.database_url
        self.empty = True
        self.stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")

    def look_at_present(self, told: dict) -> Present | None:
        """What the present database knows beyond the backup; None when there is none, or none that can be read."""
        if self.empty:
            return None
        engine = open_engine(self.url)
        try:
            with engine.connect() as connection:
                return look_past(connection, told["last_step_ms"])
        except SQLAlchemyError:
            # A broken database is a good reason for a restore: then the numbers leap instead.
            return None
        finally:
            engine.dispose()


class SqlitePlace(_Place):
    """A file and its neighbours in one folder."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.path = sqlite_path(settings)
        self.staged = self.path.with_name(self.path.name + ".restoring")

    def refuse_unless_free(self, *, replace: bool) -> None:
        """Raises CannotOperateError when there is something that was not to be replaced, or somebody uses it."""
        self.empty = not self.path.exists() or self.path.stat().st_size == 0
        if self.empty:
            return
        if not replace:
            raise CannotOperateError(NOT_EMPTY)
        try:
            with sqlite_files.held_alone(self.path):
                pass
        except sqlite3.DatabaseError:
            # Not readable as a database at all: it is kept as it is.
            return

    def stage(self, file: Path, told: dict) -> str:
        """The copy beside the database, checked by SQLite."""
        sqlite_files.remove(self.staged)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        bundles.extract(file, DATABASE_PART["sqlite"], self.staged)
        if damage := sqlite_files.find_damage(self.staged):
            raise CannotOperateError(f"备份里的数据库有损坏：{damage}；原来的没有动。请换一份备份。")
        return f"sqlite:///{self.staged}"

    def take_over(self) -> str:
        """Exchange the files; gives where the old one is now."""
        sqlite_files.settle(self.staged)
        kept = None
        if self.path.exists():
            kept = self.path.with_name(f"{self.path.name}.before-{self.stamp}")
            _settle_if_readable(self.path)
        sqlite_files.exchange(self.staged, self.path, kept)
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        return str(kept) if kept and not self.empty else ""

    def clean_up(self) -> None:
        """Leave nothing of a restore that failed."""
        sqlite_files.remove(self.staged)


class PostgresPlace(_Place):
    """A database: an empty one is filled; one with content is replaced by a new one of the same name."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.address = postgres_tools.plain_address(settings.database_url)
        self.name = postgres_tools.name_of_database(self.address)
        self.staged = f"{self.name}_restoring"
        self.fills_present = False

    def refuse_unless_free(self, *, replace: bool) -> None:
        """Raises CannotOperateError when there is something that was not to be replaced, or somebody uses it."""
        engine = open_engine(self.url)
        try:
            with engine.connect() as connection:
                self.fills_present = not inspect(connection).get_table_names()
                self.empty = not any(count_rows(connection).values())
        finally:
            engine.dispose()
        if not self.empty and not replace:
            raise CannotOperateError(NOT_EMPTY)
        if postgres_tools.count_others(self.address):
            raise CannotOperateError(sqlite_files.IN_USE)

    def stage(self, file: Path, told: dict) -> str:
        """An own database beside the present one, or the present one when it has no table at all."""
        url = self.url
        if not self.fills_present:
            postgres_tools.drop_beside(self.address, self.staged)
            postgres_tools.create_beside(self.address, self.staged)
            url = make_url(self.url).set(database=self.staged).render_as_string(hide_password=False)
        with tempfile.TemporaryDirectory(prefix=".examapp-restore-", dir=file.absolute().parent) as folder:
            dump = Path(folder) / DATABASE_PART["postgresql"]
            bundles.extract(file, DATABASE_PART["postgresql"], dump)
            postgres_tools.restore(postgres_tools.plain_address(url), dump, told["server_version"])
        return url

    def take_over(self) -> str:
        """Exchange the names; gives what the old database is called now."""
        if self.fills_present:
            return ""
        kept = f"{self.name}_before_{self.stamp.lower()}"
        postgres_tools.swap_databases(self.address, self.staged, kept)
        return f"数据库 {kept}"

    def clean_up(self) -> None:
        """Leave nothing of a restore that failed."""
        if not self.fills_present:
            postgres_tools.drop_beside(self.address, self.staged)
            return
        engine = open_engine(self.url)
        with engine.begin() as connection:
            found = MetaData()
            found.reflect(connection)
            found.drop_all(connection)
        engine.dispose()


def _settle_if_readable(path: Path) -> None:
    try:
        sqlite_files.settle(path)
    except sqlite3.OperationalError as error:
        # Somebody came while the copy was being prepared.
        raise CannotOperateError(sqlite_files.IN_USE) from error
    except sqlite3.DatabaseError:
        return
