"""PostgreSQL's own programs: dump and restore, and the statements that only an administrator needs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy.engine import make_url

from examapp.adapters.databases.operating import CannotOperateError

FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def find_program(name: str, least_version: int = 0) -> Path:
    """The newest program of that name: EXAMAPP_POSTGRES, the usual folders, the search path. Raises CannotOperateError."""
    folders = [Path(os.environ["EXAMAPP_POSTGRES"])] if os.environ.get("EXAMAPP_POSTGRES") else []
    for pattern in FOLDERS:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), key=_version_of_folder, reverse=True)
    found = [folder / name for folder in folders if (folder / name).exists()]
    if on_path := shutil.which(name):
        found.append(Path(on_path))
    for program in found:
        if version_of(program) >= least_version:
            return program
    wanted = f"{name}（{least_version} 版或更新）" if least_version else name
    raise CannotOperateError(
        f"这台机器上没有 {wanted}。Debian/Ubuntu：apt-get install postgresql-client；"
        "已装在别处的，请用 EXAMAPP_POSTGRES 指出所在文件夹。"
    )


def version_of(program: Path) -> int:
    """Main version of a PostgreSQL program."""
    command = [program, "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)(?:\.\d+)?", said)
    return int(found.group(1)) if found else 0


def plain_address(database_url: str) -> str:
    """The address as libpq reads it, also with several hosts, from SQLAlchemy's form."""
    url = make_url(database_url).difference_update_query(["prepare_threshold"])
    _, named = url.get_dialect()().create_connect_args(url)
    return make_conninfo(**named)


def with_database(address: str, database: str) -> str:
    """The same server and account, another database."""
    return make_conninfo(address, dbname=database)


def name_of_database(address: str) -> str:
    """The database that an address names."""
    return str(conninfo_to_dict(address).get("dbname") or "")


def dump(address: str, snapshot: str | None, target: Path, server_version: int) -> None:
    """The whole database in pg_dump's custom format, as an exported snapshot sees it, or as it is now."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    options = [
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        *([f"--snapshot={snapshot}"] if snapshot else []),
        f"--file={target}",
    ]
    _run(find_program("pg_dump", server_version), options, address)


def restore(address: str, source: Path, dump_version: int) -> None:
    """Put a dump into an empty database, all of it or nothing."""
    # pg_restore writes to a database only when it is named; the name alone is no secret.
    name = f"--dbname={name_of_database(address)}"
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", name]
    _run(find_program("pg_restore", dump_version), [*options, str(source)], address)


def create_beside(address: str, database: str) -> None:
    """A new empty database on the same server, with the same language rules. Raises CannotOperateError without the right."""
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "select pg_encoding_to_char(encoding), datcollate, datctype from pg_database where datname = current_database()"
        ).fetchone()
    statement = sql.SQL("create database {} template template0 encoding {} lc_collate {} lc_ctype {}").format(
        sql.Identifier(database), *(sql.Literal(one) for one in row)
    )
    try:
        _at_server(address, statement)
    except psycopg.Error as error:
        raise CannotOperateError(
            "数据库账号没有新建数据库的权限，不能就地替换；没有改动任何东西。"
            "请让管理员建一个空数据库，把 DATABASE_URL 指向它，再恢复。"
        ) from error


def drop_beside(address: str, database: str) -> None:
    """Remove a database that we made ourselves."""
    _at_server(address, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def swap_databases(address: str, staged: str, kept: str) -> None:
    """The staged database takes the name of the present one, which stays as `kept`; both in one transaction."""
    present = name_of_database(address)
    rename = sql.SQL("alter database {} rename to {}")
    try:
        with psycopg.connect(with_database(address, "postgres")) as connection:
            connection.execute(rename.format(sql.Identifier(present), sql.Identifier(kept)))
            connection.execute(rename.format(sql.Identifier(staged), sql.Identifier(present)))
    except psycopg.errors.ObjectInUse as error:
        raise CannotOperateError("还有程序连着数据库，请先停掉所有服务；没有改动任何东西。") from error


def count_others(address: str) -> int:
    """How many other connections this database has."""
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        ).fetchone()
        return row[0]


def _at_server(address: str, statement: sql.Composable) -> None:
    with psycopg.connect(with_database(address, "postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _run(program: Path, options: list[str], address: str) -> None:
    # The address goes by the environment: arguments are seen by everybody on the machine, and it may hold a password.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {
        one.envvar.decode(): one.val.decode()
        for one in pq.Conninfo.parse(address.encode())
        if one.envvar and one.val
    }
    command = [program, *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotOperateError(f"{program.name} 没有成功：{done.stderr.strip()[:2000]}")


def _version_of_folder(folder: Path) -> int:
    return int("0" + "".join(filter(str.isdigit, str(folder.parent.name))))
