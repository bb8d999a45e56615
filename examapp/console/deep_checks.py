"""What `examapp doctor --deep` reads from end to end: database file, audit log, results and records beside it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import psycopg
from flask import Flask
from psycopg.sql import SQL, Identifier
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from examapp.adapters.databases.revisions import current_revision, head_revision
from examapp.console.auditing import describe, describe_lost, describe_stamp, find_stamps, lost_heads
from examapp.console.database_checks import sqlite_path
from examapp.domain.health import Finding
from examapp.extensions import db
from examapp.services.core.audit import count_entries, find_tampering
from examapp.services.upkeep.evidence import find_contradictions
from examapp.settings import Settings
from examapp.web.upkeep.audit.labels import FAULTS

KEEP = "先停掉服务，把数据库原样另存一份，再从最近一次完好的备份恢复；不要在坏的数据库上继续用。"
ASK = "先把数据库原样另存一份，再用 examapp audit verify 看全部，查清是谁、什么时候改的。"
# Whatever a damaged page gives: errors of the driver, and values that are no longer what their column says.
BROKEN = (SQLAlchemyError, sqlite3.Error, psycopg.Error, ValueError, TypeError, KeyError, OverflowError)
_READ = SQL("copy (select * from {}) to stdout")
TITLES = {
    "database_file": "数据库逐页检查",
    "chain": "审计日志",
    "heads": "审计日志的尾部",
    "evidence": "成绩、答案、记录与日志",
}


def check_deeply(app: Flask) -> Iterator[Finding]:
    """Each check by itself: what one cannot read is a fault of its own, and the next is tried all the same."""
    if db.engine.dialect.name == "sqlite" and not sqlite_path().exists():
        yield from _unseen("数据库还没有建")
        return
    yield _guarded("database_file", _file, KEEP)
    try:
        with db.engine.connect() as connection:
            fits = current_revision(connection) == head_revision()
    except BROKEN:
        fits = False
    if not fits:
        yield from list(_unseen("数据库读不出，或者结构不是最新，没能检查"))[1:]
        return
    yield _guarded("chain", _chain, ASK)
    yield _guarded("heads", lambda: _heads(app.extensions["settings"]), ASK)
    yield _guarded("evidence", _evidence, ASK)


def _guarded(code: str, look: Callable[[], tuple[bool | None, str]], mend: str) -> Finding:
    try:
        ok, found = look()
    except BROKEN as error:
        reason = str(getattr(error, "orig", error)).splitlines() or [error.__class__.__name__]
        ok, found = False, f"读不出：{reason[0]}"
    finally:
        db.session.remove()
    return Finding(code, TITLES[code], ok, found, mend)


def _unseen(reason: str) -> Iterator[Finding]:
    for code, title in TITLES.items():
        yield Finding(code, title, None, reason)


def _file() -> tuple[bool, str]:
    if db.engine.dialect.name == "sqlite":
        said = _sqlite_damage(sqlite_path())
        return not said, said or "每一页都读得通"
    count = 0
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        checksums = connection.exec_driver_sql("show data_checksums").scalar() == "on"
        for name in names:
            cursor = connection.connection.cursor()
            with cursor.copy(_READ.format(Identifier(name))) as copy:
                count += sum(len(block) for block in copy)
    note = "" if checksums else "；没有开数据校验和，坏了的内容不一定看得出"
    return True, f"{len(names)} 张表、{count / 1e6:.1f} MB 都读得通{note}"


def _sqlite_damage(path: Path) -> str:
    """As it is on the disk, changed in nothing."""
    with closing(sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True)) as connection:
        said = [row[0] for row in connection.execute("pragma integrity_check(20)")]
        orphans = connection.execute("pragma foreign_key_check").fetchall()
    if said != ["ok"]:
        return f"{len(said)} 处以上损坏，例如：{said[0].splitlines()[-1]}"
    return f"有 {len(orphans)} 行指向不存在的内容，例如表 {orphans[0][0]}" if orphans else ""


def _chain() -> tuple[bool, str]:
    fault, count = find_tampering(), count_entries()
    return not fault, f"第 {fault['id']} 条{FAULTS[fault['fault']]}" if fault else f"完好，{count} 条"


def _heads(settings: Settings) -> tuple[bool | None, str]:
    path = settings.heads_file
    if not path.exists():
        return None, f"还没有另存过（{path}），服务开着时每小时写一次"
    lost = list(islice(lost_heads(path), 1))
    bad = [stamp for stamp in find_stamps(path, settings.heads_stamps_trust) if stamp.fault]
    said = [describe_lost(one) for one in lost] + [describe_stamp(stamp) for stamp in bad]
    return not said, said[0] if said else "和另存的一致"


def _evidence() -> tuple[bool, str]:
    found = list(islice(find_contradictions(), 1000))
    if not found:
        return True, "一致"
    more = "以上" if len(found) == 1000 else ""
    return False, f"{len(found)} 处{more}不一致，例如{describe(found[0])}"
