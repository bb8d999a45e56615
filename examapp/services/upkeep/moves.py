"""Carrying a whole SQLite installation into an empty PostgreSQL database: all of it, or nothing."""

from collections.abc import Callable

from sqlalchemy import Table, func, inspect, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.databases.revisions import current_revision, head_revision
from examapp.adapters.databases.rows import TableDigest, read_rows, shadow_tables
from examapp.extensions import Base
from examapp.services.attempts.contents import MARK

Progress = Callable[[str, int], None]


def refuse_source(source: Connection) -> None:
    """Raises CannotOperateError when the source is not at the newest structure, or holds a table that is not known here."""
    if current_revision(source) != head_revision():
        raise CannotOperateError("源数据库还不是最新结构，请先执行 examapp migrate；没有改动任何东西。")
    known = set(Base.metadata.tables) | {MARK}
    strange = sorted(one for one in inspect(source).get_table_names() if one not in known)
    if strange:
        raise CannotOperateError(
            f"源数据库里有不认识的表：{'、'.join(strange)}，不能保证搬全；没有改动任何东西。"
        )


def refuse_target(target: Connection) -> None:
    """Raises CannotOperateError when there is any table."""
    if found := inspect(target).get_table_names():
        raise CannotOperateError(
            f"目标数据库不是空的（有 {len(found)} 张表），没有动它。请建一个新的空数据库。"
        )


def carry_over(source: Connection, target: Connection, *, progress: Progress) -> dict[str, tuple[int, str]]:
    """Copy every table and compare count and digest; gives them. The caller commits, or rolls everything back.

    The target has the tables already. References are checked at the end, because rows may refer to later ones.
    """
    references = _references(target)
    _alter(target, references, "deferrable initially deferred")
    target.execute(text("set constraints all deferred"))
    carried = {}
    for table in shadow_tables(Base.metadata):
        carried[table.name] = _carry_table(source, target, table)
        progress(table.name, carried[table.name][0])
    target.execute(text("set constraints all immediate"))
    _alter(target, references, "not deferrable")
    for table in shadow_tables(Base.metadata):
        _compare(target, table, carried[table.name])
        _set_sequence(target, table)
    return carried


def _carry_table(source: Connection, target: Connection, table: Table) -> tuple[int, str]:
    digest = TableDigest()
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    try:
        cursor = target.connection.cursor()
        with cursor.copy(f'copy "{table.name}" ({columns}) from stdin') as copy:
            for row in read_rows(source, table):
                digest.add(row)
                copy.write_row(row)
    except (DBAPIError, target.dialect.dbapi.Error) as error:
        raise CannotOperateError(
            f"表 {table.name} 有一行放不进目标数据库：{str(error).splitlines()[0]}。目标里什么都没有留下，源数据库没有动。"
        ) from error
    return digest.value()


def _compare(target: Connection, table: Table, expected: tuple[int, str]) -> None:
    digest = TableDigest()
    for row in read_rows(target, table):
        digest.add(row)
    if digest.value() != expected:
        raise CannotOperateError(
            f"表 {table.name} 搬过去以后和原来不一样（原来 {expected[0]} 行，现在 {digest.count} 行）。"
            "目标里什么都没有留下，源数据库没有动。"
        )


def _references(target: Connection) -> list[tuple[str, str]]:
    rows = target.execute(
        text(
            "select conrelid::regclass::text, quote_ident(conname) from pg_constraint"
            " where contype = 'f' and connamespace = current_schema()::regnamespace and conparentid = 0"
        )
    )
    return [(row[0], row[1]) for row in rows]


def _alter(target: Connection, references: list[tuple[str, str]], how: str) -> None:
    for table, name in references:
        target.execute(text(f"alter table {table} alter constraint {name} {how}"))


def _set_sequence(target: Connection, table: Table) -> None:
    named = {"table": f'"{table.name}"'}
    for column in inspect(target).get_columns(table.name):
        sequence = target.scalar(
            text("select pg_get_serial_sequence(:table, :column)"), {**named, "column": column["name"]}
        )
        if sequence:
            last = target.scalar(select(func.max(table.c[column["name"]])))
            target.execute(
                text("select setval(:sequence, :last, :used)"),
                {"sequence": sequence, "last": last or 1, "used": last is not None},
            )
