"""`examapp backup FILE`: everything an installation needs to rise again, in one file, while people go on answering."""

import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import text
from sqlalchemy.engine import make_url

from examapp import __version__
from examapp.adapters.databases import bundles, postgres_tools, sqlite_files
from examapp.adapters.databases.engines import open_engine
from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.security.key_files import fingerprint, seal_keys
from examapp.console.applications import open_application
from examapp.console.speaking import ask_passphrase, local, saying_why
from examapp.services.attempts.contents import describe_database
from examapp.settings import Settings

DATABASE_PART = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
KEYS_PART, FILES_PART = "keys.sealed", "files/"
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Taken:
    """A copy of the database and what it holds."""

    file: Path
    facts: dict


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="把密钥也放进去，用口令封住（口令另外保管）")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="从文件第一行读口令",
)
@saying_why
def backup(file: Path, with_keys: bool, passphrase_file: Path | None) -> None:
    """把数据库（和文件夹里的文件）备份成一个文件；不用停服务。密钥默认不在里面。"""
    settings = open_application().extensions["settings"]
    extra: dict[str, Path | bytes] = {}
    if with_keys:
        extra[KEYS_PART] = seal_keys(keys_of(settings), ask_passphrase(passphrase_file, again=True))
    told = make_backup(settings, file, extra)
    click.echo(f"备份完成：{file}，{file.stat().st_size / 1e6:.1f} MB，摘要 {bundles.digest_of_file(file)}")
    click.echo(
        f"  表 {len(told['counts'])} 张，共 {sum(told['counts'].values())} 行；结构版本 {told['revision']}"
    )
    if told["last_step_ms"]:
        click.echo(
            f"  其中最后一次保存的答案：{local(datetime.fromtimestamp(told['last_step_ms'] / 1000, UTC))}"
        )
    count = sum(name.startswith(FILES_PART) for name in told["parts"])
    if count:
        click.echo(f"  文件存储里的文件 {count} 个")
    if settings.files.startswith("s3://"):
        click.echo("  文件在对象存储里，不在这份备份中：请用对象存储自己的版本或复制功能备份。")
    if not with_keys:
        click.echo("  密钥不在备份里。请把密钥文件另外保管一份：没有它，备份里的证件号等打不开。")


def make_backup(settings: Settings, file: Path, extra: dict[str, Path | bytes]) -> dict:
    """Write the bundle; gives its manifest. Nothing is left behind when it fails."""
    if not file.absolute().parent.is_dir():
        raise CannotOperateError(f"没有文件夹 {file.absolute().parent}，请先建好。")
    if file.exists():
        raise CannotOperateError(f"{file} 已经存在，没有覆盖它。请换一个文件名。")
    kind = kind_of(settings.database_url)
    folder = Path(tempfile.mkdtemp(prefix=".examapp-backup-", dir=file.absolute().parent))
    try:
        copy = folder / DATABASE_PART[kind]
        taken = _take_sqlite(settings, copy) if kind == "sqlite" else _take_postgres(settings, copy)
        facts = {
            "kind": kind,
            "program": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "keys": {name: fingerprint(key) for name, key in settings.field_keys.items()},
            "lookup_key": fingerprint(settings.lookup_key),
            **taken.facts,
        }
        parts = {DATABASE_PART[kind]: taken.file, **extra, **_files(settings)}
        return bundles.write_bundle(file, facts, parts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _files(settings: Settings) -> dict[str, Path]:
    """Documents and pictures that lie in a folder.
    Listed after the database was copied: a file is written before its row.
    """
    folder = files_folder(settings)
    if folder is None:
        return {}
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and DIGEST.fullmatch(path.name))
    return {f"{FILES_PART}{path.name}": path for path in found}


def files_folder(settings: Settings) -> Path | None:
    """Where files lie outside the database; None when they are in it, or in an object store."""
    return Path(settings.files) if settings.files and not settings.files.startswith("s3://") else None


def kind_of(database_url: str) -> str:
    """sqlite or postgresql."""
    return make_url(database_url).get_backend_name()


def keys_of(settings: Settings) -> dict:
    """The keys in the form of the keys file."""
    return {
        "secret_key": settings.secret_key,
        "field_keys": {name: key.hex() for name, key in settings.field_keys.items()},
        "field_key_id": settings.field_key_id,
        "lookup_key": settings.lookup_key.hex(),
        "signing_keys": {name: key.hex() for name, key in settings.signing_keys.items()},
        "signing_key_id": settings.signing_key_id,
        "audit_keys": {name: key.hex() for name, key in settings.audit_keys.items()},
        "audit_key_id": settings.audit_key_id,
        "fields_bound": settings.fields_bound,
    }


def sqlite_path(settings: Settings) -> Path:
    """The file of a SQLite installation."""
    return Path(make_url(settings.database_url).database or "")


def _take_sqlite(settings: Settings, copy: Path) -> Taken:
    source = sqlite_path(settings)
    if not source.exists():
        raise CannotOperateError(f"没有数据库 {source}，没有可以备份的东西。")
    sqlite_files.copy_online(source, copy)
    if damage := sqlite_files.find_damage(copy):
        raise CannotOperateError(f"数据库本身有损坏，没有做成备份：{damage}")
    engine = open_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            return Taken(copy, describe_database(connection))
    finally:
        engine.dispose()


def _take_postgres(settings: Settings, copy: Path) -> Taken:
    engine = open_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            # Dump and counts see the same moment, however long the dump takes and whoever answers meanwhile.
            still = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            snapshot = still.scalar(text("select pg_export_snapshot()"))
            version = still.dialect.server_version_info[0]
            facts = {**describe_database(still), "server_version": version}
            postgres_tools.dump(postgres_tools.plain_address(settings.database_url), snapshot, copy, version)
            return Taken(copy, facts)
    finally:
        engine.dispose()
