"""`examapp restore FILE`: the database is put together and checked beside the present one,
then takes its place in one step.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from examapp.adapters.databases import bundles
from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.files import FolderFiles
from examapp.adapters.security.key_files import fingerprint, open_keys, write_keys
from examapp.console.applications import open_application, open_application_on
from examapp.console.backups import FILES_PART, KEYS_PART, files_folder, kind_of
from examapp.console.places import PostgresPlace, SqlitePlace
from examapp.console.speaking import ask_passphrase, local, saying_why
from examapp.console.staging import prepare_staged
from examapp.extensions import db
from examapp.services.attempts.contents import Present, describe_database
from examapp.services.core.audit import find_tampering
from examapp.services.upkeep.heads import last_exported
from examapp.services.upkeep.resealing import bind_rows
from examapp.services.upkeep.restores import settle_restored
from examapp.settings import Settings

PLACES = {"sqlite": SqlitePlace, "postgresql": PostgresPlace}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="现在的数据库不是空的，也用备份替换它（旧的会留着）")
@click.option(
    "--skip-numbers",
    type=click.IntRange(0, 1_000_000),
    default=1000,
    show_default=True,
    help="旧数据库读不到时，各种编号往前跳过多少，免得备份之后发过的编号再发一次",
)
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="从文件第一行读口令",
)
@saying_why
def restore(file: Path, replace: bool, skip_numbers: int, passphrase_file: Path | None) -> None:
    """从备份恢复。先停掉服务；先查备份是否完好，全部查过才换上去，任何一步不成，原来的都还在。"""
    told = bundles.read_manifest(file)
    click.echo(f"备份做于 {local(_made_at(told))}，共 {sum(told['counts'].values())} 行。正在核对……")
    bundles.check_parts(file, told)
    keys_file, keys = _keys_of_bundle(file, told, passphrase_file)
    settings = _settings(keys)
    _refuse_other_keys(told, settings)
    kind = kind_of(settings.database_url)
    if told["kind"] != kind:
        raise CannotOperateError(
            f"这是 {told['kind']} 的备份，现在设置的是 {kind}。请按备份设置 DATABASE_URL 恢复；"
            "要从 SQLite 换到 PostgreSQL，恢复后再用 examapp move-to。没有改动任何东西。"
        )
    _refuse_without_folder(told, settings)
    place = PLACES[kind](settings)
    place.refuse_unless_free(replace=replace)
    present = place.look_at_present(told)
    try:
        app = open_application_on(settings, place.stage(file, told))
        outcome = prepare_staged(app, told, present=present, skip=skip_numbers)
        _put_files_back(file, told, settings)
        kept = place.take_over()
    except BaseException:
        place.clean_up()
        raise
    if keys is not None:
        write_keys(keys_file, keys)
        click.echo(f"密钥已放回 {keys_file}。")
    _tell(told, outcome, kept, present)


def _made_at(told: dict) -> datetime:
    return datetime.fromisoformat(told["made_at"])


def _keys_of_bundle(file: Path, told: dict, passphrase_file: Path | None) -> tuple[Path, dict | None]:
    """Where the keys file belongs, and the keys when they have to come out of the backup."""
    keys_file = Path(os.environ.get("EXAMAPP_DATA_DIR", "var")).absolute() / "keys.json"
    if os.environ.get("EXAMAPP_KEYS") or keys_file.exists():
        return keys_file, None
    if KEYS_PART not in told["parts"]:
        raise CannotOperateError(
            f"这里还没有密钥，备份里也没有。请先把原来的密钥文件放到 {keys_file}，再恢复；没有改动任何东西。"
        )
    passphrase = ask_passphrase(passphrase_file, again=False)
    return keys_file, open_keys(bundles.read_part(file, KEYS_PART), passphrase)


def _settings(keys: dict | None) -> Settings:
    given = {"EXAMAPP_KEYS": json.dumps(keys)} if keys is not None else {}
    return Settings.from_environment({**os.environ, **given})


def _refuse_other_keys(told: dict, settings: Settings) -> None:
    held = {fingerprint(key) for key in settings.field_keys.values()}
    missing = sorted(name for name, mark in told["keys"].items() if mark not in held)
    if missing or told["lookup_key"] != fingerprint(settings.lookup_key):
        raise CannotOperateError(
            f"现在的密钥和备份时的不一样（缺 {'、'.join(missing) or '查找密钥'}），恢复了也打不开加密的内容。"
            "请先放回当时的密钥文件；没有改动任何东西。"
        )


def _refuse_without_folder(told: dict, settings: Settings) -> None:
    if any(name.startswith(FILES_PART) for name in told["parts"]) and files_folder(settings) is None:
        raise CannotOperateError(
            "备份里有文件存储的文件，而这里没有设置放文件的文件夹。请设置 EXAMAPP_FILES 再恢复；没有改动任何东西。"
        )


def _put_files_back(file: Path, told: dict, settings: Settings) -> None:
    """Files never change, so what is there already stays; damaged ones are written again."""
    folder = files_folder(settings)
    for name in told["parts"]:
        if folder is not None and name.startswith(FILES_PART):
            FolderFiles(folder).put(bundles.read_part(file, name))


def _tell(told: dict, outcome: dict, kept: str, present: Present | None) -> None:
    click.echo(f"已恢复。审计日志完好：{outcome['entries']} 条。")
    if outcome["upgraded"]:
        click.echo("备份的结构较旧，已升级到现在的结构。")
    if kept:
        click.echo(f"原来的数据库留在 {kept}，确认无误后再删。")
    click.echo(
        f"丢失窗口：{local(_made_at(told))} 到现在 {local(datetime.now(UTC))} 之间保存的内容不在备份里。"
    )
    if present is not None:
        click.echo(f"  被替换的数据库里，此后还有 {present.later_steps} 次保存的答案。")
    if outcome["withdrawn"]:
        click.echo(f"  此后有 {outcome['withdrawn']} 人撤回了人脸同意，已照旧库重做：人脸特征已删。")
    _tell_window(told["last_step_ms"])
    _tell_numbers(outcome["numbers"])


def _tell_window(last_step_ms: int | None) -> None:
    if last_step_ms:
        click.echo(f"  最后一次保存的答案：{local(datetime.fromtimestamp(last_step_ms / 1000, UTC))}。")
    click.echo("  还没交卷的人不用做什么：交卷时设备会把缺的答案补交上来；此后才交卷的，请从旧库或纸面核对。")


def _tell_numbers(numbers: dict[str, list[int]]) -> None:
    for name, (before, after) in numbers.items():
        click.echo(f"  编号 {name}：从 {before} 跳到 {after}，中间的不再发（已记入审计日志）。")


@click.command()
@click.option(
    "--skip-numbers",
    type=click.IntRange(0, 1_000_000),
    default=1000,
    show_default=True,
    help="各种编号往前跳过多少，免得恢复点之后发过的编号再发一次",
)
@saying_why
def recovered(skip_numbers: int) -> None:
    """用 PostgreSQL 自己的办法恢复到某一时刻之后执行一次：核对审计日志，编号往前跳，报告丢失窗口。"""
    app = open_application()
    with app.app_context():
        with db.engine.connect() as connection:
            facts = describe_database(connection)
        if fault := find_tampering():
            raise CannotOperateError(
                f"审计日志第 {fault['id']} 条缺失或被改动过，请先查清；没有改动任何东西。"
            )
        now = app.extensions["ports"].clock.now()
        told = {
            **{name: facts[name] for name in ("revision", "last_step_ms", "audit")},
            "made_at": now.isoformat(),
        }
        exported = last_exported(app.extensions["settings"].heads_file)
        bind_rows(ports=app.extensions["ports"], now=now)
        numbers = settle_restored(told, known=None, skip=skip_numbers, exported=exported, now=now)
    _tell_window(told["last_step_ms"])
    _tell_numbers(numbers)
