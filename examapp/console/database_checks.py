"""What `examapp doctor` asks the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from examapp.adapters.databases.owners import describe_powers, find_powers
from examapp.adapters.databases.revisions import current_revision, head_revision, is_known
from examapp.domain.health import LEAST_POSTGRES, LEAST_SQLITE, Finding, is_skewed, loses_answers
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.services.core.sealed_fields import open_field

NEEDS_DATABASE = {
    "migrations": "数据库结构",
    "durability": "断电不丢答案",
    "clock": "时钟",
    "key_fits": "密钥与数据相符",
    "pooler": "连接池",
    "owner": "审计日志的所有者",
}


def check_database(app: Flask) -> Iterator[Finding]:
    """Reachability first; without it the others cannot be looked at. Nothing is made or changed."""
    if db.engine.dialect.name == "sqlite" and not sqlite_path().exists():
        yield Finding("database", "数据库", None, f"还没有建：{sqlite_path()}")
        yield from _unseen("数据库还没有建")
        return
    try:
        with db.engine.connect() as connection:
            yield _version(connection)
            yield _migrations(connection)
            yield _durability(connection)
            yield _clock(connection)
            yield _keys_fit(connection, app)
            owner = _owner(connection)
        yield _pooler()
        yield owner
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        yield Finding(
            "database", "数据库", False, f"连不上：{reason}",
            "看数据库服务是否在运行，再核对 DATABASE_URL 的地址、账号、密码和防火墙。",
        )  # fmt: skip
        yield from _unseen("数据库连不上，没能检查")


def _unseen(reason: str) -> Iterator[Finding]:
    for code, title in NEEDS_DATABASE.items():
        yield Finding(code, title, None, reason)


def _version(connection: Connection) -> Finding:
    version = connection.dialect.server_version_info
    if connection.dialect.name == "sqlite":
        shown, ok, least = f"SQLite {'.'.join(map(str, version))}", version >= LEAST_SQLITE, "3.35"
    else:
        shown, ok, least = f"PostgreSQL {version[0]}", version[0] >= LEAST_POSTGRES, str(LEAST_POSTGRES)
    return Finding("database", "数据库", ok, shown, f"需要 {least} 或更新的版本，请先备份，再升级数据库。")


def _migrations(connection: Connection) -> Finding:
    revision, head = current_revision(connection), head_revision()
    if revision == head:
        return Finding("migrations", "数据库结构", True, revision)
    if revision and not is_known(revision):
        return Finding(
            "migrations", "数据库结构", False, f"{revision}，比程序新", "请把这台机器上的程序升级到同一版本。"
        )
    return Finding(
        "migrations",
        "数据库结构",
        False,
        f"{revision or '还没有建'}，应为 {head}",
        "先备份，再执行 examapp migrate。",
    )


def _durability(connection: Connection) -> Finding:
    if connection.dialect.name == "sqlite":
        names, ask = ("synchronous", "journal_mode"), "pragma {}"
        mend = "数据库文件所在的磁盘可能不支持 WAL（例如网络共享文件夹），请放到本机磁盘。"
    else:
        names, ask = ("fsync", "full_page_writes", "synchronous_commit"), "show {}"
        mend = "请在 postgresql.conf 里改回 on，再重新加载配置。"
    found = {name: str(connection.exec_driver_sql(ask.format(name)).scalar()) for name in names}
    if "immutable" in connection.engine.url.query:
        found["journal_mode"] = _journal_of(sqlite_path())
    wrong = loses_answers(found)
    if wrong:
        return Finding("durability", "断电不丢答案", False, "、".join(wrong), mend)
    return Finding(
        "durability", "断电不丢答案", True, "、".join(f"{name}={value}" for name, value in found.items())
    )


def _journal_of(path: Path) -> str:
    """The journal that the file's header names: SQLite shows none for a file that is only looked at."""
    with path.open("rb") as file:
        return "wal" if file.read(20)[18:] == b"\x02\x02" else "delete"


def sqlite_path() -> Path:
    """The file that is looked at."""
    return Path(str(db.engine.url.database).removeprefix("file:"))


def _clock(connection: Connection) -> Finding:
    if connection.dialect.name == "sqlite":
        return Finding(
            "clock", "时钟", True, f"与数据库同一台机器，现在 {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        )
    before = datetime.now(UTC)
    theirs = connection.scalar(text("select clock_timestamp()"))
    after = datetime.now(UTC)
    # The question was answered somewhere between the two; half the way there is the best guess.
    skew = (theirs - (before + (after - before) / 2)).total_seconds()
    return Finding(
        "clock", "时钟", not is_skewed(skew), f"与数据库相差 {skew:+.2f} 秒",
        "两台机器都打开自动对时（systemctl enable --now systemd-timesyncd 或 chrony），等对准后再检查。",
    )  # fmt: skip


def _keys_fit(connection: Connection, app: Flask) -> Finding:
    if current_revision(connection) != head_revision():
        return Finding("key_fits", "密钥与数据相符", None, "数据库结构不是最新，没能检查")
    row = connection.execute(select(Candidate).order_by(Candidate.id.desc()).limit(1)).first()
    if row is None:
        return Finding("key_fits", "密钥与数据相符", True, "还没有加密的内容")
    try:
        open_field(Candidate(**row._mapping), "id_number_sealed", app.extensions["ports"].sealer)
    except (KeyError, InvalidTag):
        return Finding(
            "key_fits", "密钥与数据相符", False, "打不开数据库里的证件号",
            "现在的密钥不是当时的密钥。不要新建密钥，从备份放回原来的 keys.json（或 EXAMAPP_KEYS）。",
        )  # fmt: skip
    return Finding("key_fits", "密钥与数据相符", True, "抽查一条，能打开")


def _owner(connection: Connection) -> Finding:
    """No fault, but worth knowing: whoever takes over the site could take the triggers of the log away."""
    if connection.dialect.name == "sqlite":
        return Finding("owner", "审计日志的所有者", True, "SQLite 没有账号，靠触发器和密钥")
    if current_revision(connection) != head_revision():
        return Finding("owner", "审计日志的所有者", None, "数据库结构不是最新，没能检查")
    powers = find_powers(connection)
    if not powers:
        return Finding("owner", "审计日志的所有者", True, "网站的账号只能读、只能加")
    return Finding(
        "owner",
        "审计日志的所有者",
        None,
        f"网站的账号{describe_powers(powers)}，拆得掉审计日志的触发器；运行手册 1.1 说怎样分成两个账号",
    )


def _pooler() -> Finding:
    """A second transaction behind a pooler finds itself on another connection,
    where what was prepared must be there too.
    """
    if db.engine.dialect.name == "sqlite":
        return Finding("pooler", "连接池", True, "SQLite 不用连接池")
    asked = "select pg_backend_pid()"
    with db.engine.connect() as one, db.engine.connect() as other:
        first, second = (each.connection.driver_connection for each in (one, other))
        before = first.execute(asked, prepare=True).fetchone()
        first.commit()
        # Not yet ended, so it holds the connection that the first has given back.
        second.execute(asked, prepare=False)
        try:
            after = first.execute(asked, prepare=True).fetchone()
        except (psycopg.errors.InvalidSqlStatementName, psycopg.errors.DuplicatePreparedStatement):
            return Finding(
                "pooler", "连接池", False, "经过事务模式的连接池，而它不认得预备语句，页面会时好时坏",
                "在 DATABASE_URL 后面加 ?prepare_threshold=none，或把 PgBouncer 升到 1.21 以上并设 max_prepared_statements。",
            )  # fmt: skip
    direct = before == after
    found = "没有经过事务模式的连接池" if direct else "经过事务模式的连接池，预备语句没有问题"
    return Finding("pooler", "连接池", True, found)
