"""`examapp clock`: whether the machines can believe their time of day, and who says that a new time is the right one."""

import sys

import click

from examapp.adapters.clock import machine_mark
from examapp.console.applications import open_application
from examapp.console.speaking import local, say, saying_why
from examapp.models.node_clocks import NodeClock
from examapp.services.core.node_clocks import accept_clock, list_clocks


@click.group()
def clock() -> None:
    """服务器时间：突然变了多少，自动收卷有没有暂停，怎样恢复。"""


@clock.command()
@saying_why
def show() -> None:
    """列出每台服务器的时间可不可信；有暂停自动收卷的以 1 退出。"""
    app = open_application()
    with app.app_context():
        rows = list_clocks()
    for row in rows:
        here = "（本机）" if row.mark == machine_mark() else ""
        click.echo(f"{row.name}{here}\t{_standing(row)}")
    if not rows:
        click.echo("服务还没有启动过。")
    if any(row.paused_at for row in rows):
        say(
            "自动收卷已暂停。改回正确时间后会自动恢复；如果现在的时间才是对的，在那台服务器上执行 examapp clock accept。"
        )
        sys.exit(1)


@clock.command()
@click.option("--by", required=True, help="谁决定的（姓名），写进审计日志")
@saying_why
def accept(by: str) -> None:
    """本机现在的时间是对的：恢复自动收卷；正在答题的人，剩下的时间不变。"""
    app = open_application()
    with app.app_context():
        row = next((row for row in list_clocks() if row.mark == machine_mark()), None)
        if row is None or row.paused_at is None:
            click.echo("本机的时间没有疑问，不用恢复。")
            return
        time = app.extensions["ports"].clock
        time.agree(row.offset_ms / 1000)
        accept_clock(row.mark, actor="console", by=by.strip()[:40], now=time.now())
    click.echo("已恢复自动收卷；正在答题的人，剩下的时间不变。")


def _standing(row: NodeClock) -> str:
    if row.paused_at is None:
        return "正常"
    way = "快" if row.disagreement_ms > 0 else "慢"
    return f"自动收卷从 {local(row.paused_at)} 起暂停：时间突然{way}了 {abs(row.disagreement_ms) // 1000} 秒"
