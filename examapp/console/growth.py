"""Commands for what grows: months of answers, counts kept as results arrive, the archive of old attempts."""

import sys
from datetime import datetime

import click
from flask import Flask

from examapp.console.applications import open_application
from examapp.console.speaking import say
from examapp.domain.errors import DomainError
from examapp.services.core.partitions import prepare_months
from examapp.services.core.rollups import fold_deltas
from examapp.services.reports.archives import archive_attempts, find_archive, list_months, reopen_archive
from examapp.services.reports.rollup_checks import Difference, compare_rollups, rebuild_rollups
from examapp.web.sentences import sentence_for

_KINDS = {"exam": "考核", "quiz": "抽考", "blueprint": "组卷方案", "registered": "应考人数"}


@click.group()
def rollups() -> None:
    """汇总数：成绩到来时顺带计好的数，报表用它。"""


@rollups.command("check")
def rollups_check() -> None:
    """从全部答卷重新算一遍，和汇总数比较；有不同则列出并以 1 退出。什么也不改。"""
    app = open_application()
    with app.app_context():
        found = compare_rollups()
    if not found.differing:
        click.echo(f"汇总数正确：{found.places} 处，全部和重新计算的一致。")
        return
    say(
        f"汇总数有误：{found.places} 处里有 {found.differing} 处不同。可执行 examapp rollups rebuild 重新统计。"
    )
    for one in found.examples:
        click.echo(f"  {_describe(one)}")
    sys.exit(1)


@rollups.command("fold")
def rollups_fold() -> None:
    """把新到的计数并进汇总数（后台每分钟自动做一次）。"""
    app = open_application()
    with app.app_context():
        click.echo(f"并入 {fold_deltas()} 条。")


@rollups.command("rebuild")
def rollups_rebuild() -> None:
    """从全部答卷重新统计汇总数。其间交卷会稍等片刻，不会丢。"""
    app = open_application()
    with app.app_context():
        places = rebuild_rollups(actor="system", now=_now(app))
    click.echo(f"已重新统计，共 {places} 处。")


def _describe(one: Difference) -> str:
    place = one.place
    where = f"{_KINDS[place.kind]} {place.subject_id}，{place.day}，企业 {place.enterprise_id}，{place.part}"
    return f"{where}：记着 {one.kept.papers} 份、合格 {one.kept.passed}，应为 {one.counted.papers} 份、合格 {one.counted.passed}"


@click.group()
def archive() -> None:
    """归档旧答卷：只读，仍可查看。"""


@archive.command("attempts")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), required=True, help="归档这一天所在月份以前的答卷"
)
@click.option("--tablespace", default="", help="把这些月份移到这个表空间（PostgreSQL，需先建好）")
def archive_old(before: datetime, tablespace: str) -> None:
    """把旧月份的答卷变成只读。成绩、记录照常查看和复核；改分会被拒绝。"""
    app = open_application()
    with app.app_context():
        try:
            done = archive_attempts(before.date(), tablespace=tablespace, actor="system", now=_now(app))
        except DomainError as refused:
            _refuse(refused)
    click.echo(f"{done.before} 以前的 {done.attempts} 份答卷已归档，只能查看。")
    if done.months:
        click.echo(
            f"  只读的分区：{'、'.join(done.months)}" + (f"，已移到 {tablespace}" if tablespace else "")
        )
    else:
        click.echo("  SQLite 没有分区：数据留在原处，由程序拒绝修改。")
    if not done.with_older_ids:
        click.echo("  升级以前的答卷里还有较新的，这一批暂未归档。")


@archive.command("show")
def archive_show() -> None:
    """现在归档到哪一天，有哪些月份。"""
    app = open_application()
    with app.app_context():
        held, months = find_archive(), list_months()
    click.echo(f"{held.before} 以前的 {held.attempts} 份答卷已归档。" if held else "没有归档。")
    for one in months:
        click.echo(f"  {one.name}{'（只读）' if one.frozen else ''}")


@archive.command("reopen")
@click.option("--reason", required=True, help="原因，记进审计日志")
def archive_reopen(reason: str) -> None:
    """撤销归档，以便重新评分；之后请再归档。"""
    app = open_application()
    with app.app_context():
        try:
            reopened = reopen_archive(reason, actor="system", now=_now(app))
        except DomainError as refused:
            _refuse(refused)
    click.echo("已撤销归档，旧答卷可以重新评分。" if reopened else "本来就没有归档。")


@archive.command("prepare")
def archive_prepare() -> None:
    """预先建好以后几个月的分区（后台每小时自动做一次）。"""
    app = open_application()
    with app.app_context():
        made = prepare_months(now=_now(app))
    click.echo(f"新建 {len(made)} 个月：{'、'.join(made)}" if made else "不用新建。")


def _refuse(error: DomainError) -> None:
    title, text = sentence_for(error)
    click.echo(f"{title}：{text}")
    sys.exit(1)


def _now(app: Flask) -> datetime:
    return app.extensions["ports"].clock.now()
