"""`examapp move-to postgresql://...`: from the SQLite file to PostgreSQL, completely or not at all."""

import click
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from examapp.adapters.databases import sqlite_files
from examapp.adapters.databases.engines import open_engine
from examapp.adapters.databases.operating import CannotOperateError
from examapp.console.applications import open_application
from examapp.console.backups import kind_of, sqlite_path
from examapp.console.speaking import saying_why
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services.core.audit import find_tampering
from examapp.services.upkeep.moves import carry_over, refuse_source, refuse_target
from examapp.settings import Settings, database_address


@click.command("move-to")
@click.argument("address")
@saying_why
def move_to(address: str) -> None:
    """把现在的 SQLite 数据库整个搬到一个空的 PostgreSQL 数据库。先停掉服务；源数据库只读不写。"""
    app = open_application()
    settings: Settings = app.extensions["settings"]
    if kind_of(settings.database_url) != "sqlite":
        raise CannotOperateError(
            "现在用的已经是 PostgreSQL，不需要搬。要换一台服务器，请用 backup 和 restore。"
        )
    target_url = database_address(address, "地址")
    if kind_of(target_url) != "postgresql":
        raise CannotOperateError("目标地址应以 postgresql:// 开头。")
    path = sqlite_path(settings)
    if not path.exists():
        raise CannotOperateError(f"没有数据库 {path}，没有可以搬的东西。")
    with app.app_context():
        fault = find_tampering()
        db.session.remove()
        db.engine.dispose()
        if fault:
            raise CannotOperateError(
                f"审计日志第 {fault['id']} 条缺失或被改动过，请先查清；没有改动任何东西。"
            )
    # The lock keeps everybody out until the end: an answer saved meanwhile would stay behind.
    with sqlite_files.held_alone(path) as held:
        counts = _move(held, target_url)
    click.echo(f"搬完了：{len(counts)} 张表，{sum(counts.values())} 行，行数和摘要逐表相同。")
    click.echo(
        "接下来：把 DATABASE_URL 设为新地址（密钥和数据文件夹不变），再启动服务。原来的文件没有动，请留作备份。"
    )


def _move(held, target_url: str) -> dict[str, int]:
    source_engine = create_engine("sqlite://", creator=lambda: held, pool_reset_on_return=None)
    target_engine = open_engine(target_url)
    try:
        with source_engine.connect() as source, target_engine.connect() as target:
            refuse_source(source)
            with target.begin():
                refuse_target(target)
                _make_tables(target)
                carried = carry_over(source, target, progress=_say)
        return {name: count for name, (count, _) in carried.items()}
    except OperationalError as error:
        raise CannotOperateError(
            f"连不上目标数据库：{str(error.orig).splitlines()[0]}；源数据库没有动。"
        ) from error
    finally:
        target_engine.dispose()


def _make_tables(target: Connection) -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    # The migrations run in the transaction of the move, so that a failure leaves no table behind.
    configuration.attributes["connection"] = target
    command.upgrade(configuration, "head")


def _say(table: str, count: int) -> None:
    click.echo(f"  {table}：{count} 行")
