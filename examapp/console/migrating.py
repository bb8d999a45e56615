"""`examapp migrate`: the newest structure, the shipped bank, the default blueprints; and what that changed."""

from collections.abc import Iterator

import click

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.databases.owners import hand_over
from examapp.console.announcing import shown_database
from examapp.console.applications import open_application
from examapp.console.backups import kind_of
from examapp.console.preparing import Preparation, prepare_database
from examapp.console.speaking import say, saying_why
from examapp.extensions import db


@click.command()
@click.option(
    "--site-role",
    metavar="账号",
    help="PostgreSQL：用所有者的账号迁移，网站用这个账号连接；它对审计日志只能读、只能加",
)
@saying_why
def migrate(site_role: str | None) -> None:
    """把数据库升级到最新结构，并同步题库和默认组卷方案；说明改了什么。"""
    app = open_application()
    if site_role and kind_of(app.extensions["settings"].database_url) != "postgresql":
        raise CannotOperateError("--site-role 只用于 PostgreSQL；没有改动任何东西。")
    done = prepare_database(app)
    if site_role:
        with app.app_context(), db.engine.begin() as connection:
            hand_over(connection, site_role)
    say(f"数据库：{shown_database(app.extensions['settings'])}")
    for sentence in _describe(done):
        say(sentence)
    if site_role:
        say(f"账号 {site_role} 对审计日志只能读、只能加；网站请用它连接。")


def _describe(done: Preparation) -> Iterator[str]:
    if done.steps:
        begun = f"从 {done.before} " if done.before else "新建了数据库，"
        yield f"结构：{begun}升级到 {done.steps[-1]}，共 {len(done.steps)} 步（{'、'.join(done.steps)}）。"
    else:
        yield f"结构：已经是最新（{done.before}），没有改动。"
    if done.people is not None and done.people.changed:
        people = done.people
        yield (
            f"姓名和号码统一了写法（看不见的字符、全角、多余空格）：姓名 {people.names} 个，号码 {people.numbers} 个，"
            f"查找用的摘要重算 {people.hashes} 个。"
        )
    if done.binding is not None and done.binding.count:
        yield f"加密的内容各自绑定到所在的行，换到别的行就打不开：{done.binding.count} 处。"
    changes = [
        f"{word} {done.bank[name]} 题"
        for name, word in (
            ("added", "新增"),
            ("raised", "新修订"),
            ("retired", "退役"),
            ("held", "因法规暂停"),
        )
        if done.bank[name]
    ]
    yield f"题库：共 {done.bank['total']} 题，{'，'.join(changes) or '没有改动'}。"
    yield f"默认组卷方案：{f'新增 {done.blueprints} 份' if done.blueprints else '没有改动'}。"
