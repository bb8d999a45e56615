"""`examapp retention show|run`: how long records are kept, and the clearing that otherwise runs every day."""

import click

from examapp.console.applications import open_application
from examapp.console.speaking import saying_why
from examapp.domain.retention import Rule
from examapp.services.upkeep.retention import clear_old, count_due

ACTIONS = {
    "delete": "到期删除",
    "forget": "到期清空内容",
    "own_date": "按各自的日期删除",
    "keep": "程序不删，到期由档案负责人决定",
}


@click.group()
def retention() -> None:
    """各类记录保存多久、依据什么、到期怎么办。"""


@retention.command()
@saying_why
def show() -> None:
    """列出保存期限，以及现在有多少到期。"""
    app = open_application()
    rules = app.extensions["retention"]
    with app.app_context():
        due = count_due(rules, now=app.extensions["ports"].clock.now())
    for rule in rules:
        click.echo(f"{rule.code}\t{rule.title}\t{_period(rule)}\t{ACTIONS[rule.action]}\t{rule.basis}")
        if due.get(rule.code):
            click.echo(f"    现在到期 {due[rule.code]} 行")
    click.echo("要改期限，设置 EXAMAPP_RETENTION，例如：sessions=365,practice=1825。不能短于法律要求。")


@retention.command()
@saying_why
def run() -> None:
    """现在就清理到期的内容（平时每天自动做一次）。"""
    app = open_application()
    with app.app_context():
        counts = clear_old(app.extensions["retention"], now=app.extensions["ports"].clock.now())
    for code, count in counts.items():
        click.echo(f"{code}\t{count} 行")


def _period(rule: Rule) -> str:
    return f"{rule.days} 天" if rule.days is not None else "不定期"
