"""A restored copy before it takes its place: complete, untampered, at the newest structure, its numbers moved on."""

from datetime import datetime

from flask import Flask
from flask_migrate import upgrade

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.databases.revisions import head_revision, is_known
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services.attempts.contents import Present, describe_database
from examapp.services.core.audit import count_entries, find_tampering
from examapp.services.core.checkpoints import end_unkeyed_chain
from examapp.services.upkeep.heads import last_exported
from examapp.services.upkeep.resealing import bind_rows
from examapp.services.upkeep.restores import settle_restored, withdraw_again


def prepare_staged(app: Flask, told: dict, *, present: Present | None, skip: int) -> dict:
    """Check the copy against the manifest, bring it to the newest structure, move its numbers on.
    Raises CannotOperateError.
    """
    with app.app_context():
        try:
            _compare(told)
            ports = app.extensions["ports"]
            upgraded = told["revision"] != head_revision()
            if upgraded:
                upgrade(directory=str(MIGRATIONS))
                end_unkeyed_chain(ports.signer, now=ports.clock.now())
            if fault := find_tampering():
                raise CannotOperateError(
                    f"备份里的审计日志第 {fault['id']} 条缺失或被改动过，没有恢复；原来的数据库没有动。请换一份备份。"
                )
            facts = {name: told[name] for name in ("made_at", "revision", "last_step_ms", "audit")}
            now: datetime = ports.clock.now()
            known = present.counters if present else None
            exported = last_exported(app.extensions["settings"].heads_file)
            # A copy of before values named their row would not be read where the keys file says that all do.
            bind_rows(ports=ports, now=now)
            numbers = settle_restored(facts, known=known, skip=skip, exported=exported, now=now)
            since = present.withdrawn if present else frozenset()
            withdrawn = withdraw_again(since, now=now, ports=ports)
            entries = count_entries()
            return {"upgraded": upgraded, "numbers": numbers, "entries": entries, "withdrawn": withdrawn}
        finally:
            db.session.remove()
            db.engine.dispose()


def _compare(told: dict) -> None:
    if not told["revision"] or not is_known(told["revision"]):
        raise CannotOperateError("备份的数据库结构比这个程序新，请先升级程序再恢复；原来的数据库没有动。")
    with db.engine.connect() as connection:
        found = describe_database(connection)
    differing = [
        name for name in ("revision", "counts", "last_step_ms", "audit") if found[name] != told[name]
    ]
    if differing:
        raise CannotOperateError(
            f"恢复出来的内容和备份清单对不上（{'、'.join(differing)}）；原来的数据库没有动。"
        )
