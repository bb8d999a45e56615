"""Before a service starts: the newest structure, the shipped bank, the default blueprints."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from examapp.adapters.databases.revisions import current_revision, is_known, list_steps, one_at_a_time
from examapp.adapters.security.key_files import read_keys, write_keys
from examapp.console.applications import open_application
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services.core.checkpoints import end_unkeyed_chain
from examapp.services.core.partitions import prepare_months
from examapp.services.core.signing_keys import publish_key
from examapp.services.papers.blueprint_defaults import add_default_blueprints
from examapp.services.quizzes.old_records import attest_old_records
from examapp.services.upkeep.bank_sync import sync_bank
from examapp.services.upkeep.plain_people import PlainReport, make_people_plain
from examapp.services.upkeep.resealing import Binding, bind_rows
from examapp.settings import Settings
from question_bank.store import load_bank


@dataclass(frozen=True)
class Preparation:
    """What was done to a database: migrations in their order, counts of the bank's items, default blueprints added, and
    names and numbers that are written in one way now.
    """

    before: str | None
    steps: list[str]
    bank: dict[str, int]
    blueprints: int
    people: PlainReport | None = None
    binding: Binding | None = None


def prepared_application() -> Flask:
    """The application on a database that is ready for it."""
    app = open_application()
    prepare_database(app)
    return app


def prepare_database(app: Flask) -> Preparation:
    """Migrate, sync the bank, add default blueprints and the coming months' partitions: before any worker starts, because SQLite's first open races.

    Exits with 1 when a newer program has been here: this one does not know what it would be writing into.
    """
    with app.app_context(), one_at_a_time(db.engine):
        before = _refuse_newer()
        steps = list_steps(before)
        upgrade(directory=str(MIGRATIONS))
        now = app.extensions["ports"].clock.now()
        end_unkeyed_chain(app.extensions["ports"].signer, now=now)
        publish_key(app.extensions["ports"].signer, now=now)
        attest_old_records(app.extensions["ports"].signer, now=now)
        bank = sync_bank(load_bank(), now=now)
        blueprints = add_default_blueprints(now=now)
        binding = _bind_rows(app, now)
        people = make_people_plain(ports=app.extensions["ports"], now=now)
        _prepare_months(now)
    for sentence in (*describe_binding(binding, app.extensions["settings"]), *describe_doubles(people)):
        click.echo(sentence, err=True)
    return Preparation(before, steps, bank, blueprints, people, binding)


def _bind_rows(app: Flask, now: datetime) -> Binding | None:
    """Once for each installation: the keys file remembers it, where no change of the database can take it back."""
    ports, settings = app.extensions["ports"], app.extensions["settings"]
    if ports.sealer.rows_only:
        return None
    binding = bind_rows(ports=ports, now=now)
    if settings.keys_file is not None:
        with suppress(OSError):
            # It may only be read: then the next start looks again.
            write_keys(settings.keys_file, {**read_keys(settings.keys_file), "fields_bound": True})
    ports.sealer.rows_only = True
    return binding


def describe_binding(binding: Binding | None, settings: Settings) -> Iterator[str]:
    """What the operator does about values that nobody can open, and about keys that this program cannot change."""
    if binding is None:
        return
    if binding.unreadable:
        lost = sorted({name for name in binding.unreadable.values() if name != "damaged"})
        places = "、".join(list(binding.unreadable)[:20])
        cause = f"缺密钥 {'、'.join(lost)}" if lost else "内容被改动过"
        yield (
            f"有 {len(binding.unreadable)} 处加密的内容打不开（{cause}）：{places}。没有改动它们，其余的都换好了。"
            "找到密钥放回密钥文件以后，执行 examapp keys reseal。"
        )
    if settings.keys_file is None:
        yield '密钥来自变量 EXAMAPP_KEYS：请在里面加上 "fields_bound": true，以后不用每次启动都查一遍。'


def describe_doubles(people: PlainReport | None) -> Iterator[str]:
    """What a person has to decide about after names and numbers were put through one door."""
    if people is None:
        return
    if people.doubles:
        pairs = "、".join(f"{first} 和 {second}" for first, second in people.doubles[:20])
        more = f" 等 {len(people.doubles)} 对" if len(people.doubles) > 20 else ""
        yield (
            f"有人登记了两次（同一个证件号码、同一个姓名，写法不同）：人员编号 {pairs}{more}。没有合并，也没有改动；"
            "请在“人员”里打开（网址 /people/编号）核对。"
        )
    if people.unreadable:
        yield (
            f"有 {len(people.unreadable)} 个人的证件号码打不开（缺密钥或内容被改动过），没有改动。"
            "请执行 examapp doctor 查看。"
        )


def _prepare_months(now: datetime) -> None:
    try:
        prepare_months(now=now)
    except OperationalError:
        # Somebody holds a lock for long; answers are kept without a month, and the hourly job tries again.
        click.echo("有人正在用数据库，以后几个月的分区稍后再建，不影响使用。", err=True)


def _refuse_newer() -> str | None:
    with db.engine.connect() as connection:
        revision = current_revision(connection)
    if revision and not is_known(revision):
        click.echo(
            f"数据库已经是更新版本程序的结构（{revision}），这个程序不认识，没有启动，也没有改动任何东西。"
            "请升级这台机器上的程序。",
            err=True,
        )
        sys.exit(1)
    return revision
