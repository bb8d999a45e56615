"""`examapp files`: documents and pictures between the database and the file store."""

import sys
from collections import Counter
from collections.abc import Iterable

import click

from examapp.adapters.files import FileDamagedError, FileLostError, Files, FilesAwayError
from examapp.console.applications import open_application
from examapp.services.core import stored_files

KINDS = {"records": "抽考记录", "certificates": "合格证明", "pictures": "题目图片"}


@click.group()
def files() -> None:
    """文件（记录和证明的 PDF、题目图片）存放在哪里。"""


@files.command()
def status() -> None:
    """各类文件有多少在数据库里，多少在文件存储里。"""
    app = open_application()
    with app.app_context():
        for kind, (inside, outside) in stored_files.count_held().items():
            click.echo(f"{KINDS[kind]}：数据库 {inside} 个，文件存储 {outside} 个")


@files.command()
@click.option("--back", is_flag=True, help="从文件存储搬回数据库")
def move(back: bool) -> None:
    """把文件搬到 EXAMAPP_FILES 指定的文件存储；每个都读回核对后才从数据库里清掉，可以随时中断、重复执行。"""
    app = open_application()
    with app.app_context():
        store = _store(app.extensions["ports"].files)
        _report(stored_files.move_back(store) if back else stored_files.move_out(store))


@files.command()
def check() -> None:
    """把文件存储里的每个文件读一遍，核对内容；缺失或损坏的逐个列出并以 1 退出。"""
    app = open_application()
    with app.app_context():
        found = list(stored_files.find_faults(_store(app.extensions["ports"].files)))
    for kind, digest, fault in found:
        click.echo(f"{KINDS[kind]} {digest}：{'缺失' if fault == 'lost' else '内容被改动'}")
    click.echo("有文件要从备份恢复。" if found else "文件完好。")
    sys.exit(1 if found else 0)


def _store(store: Files | None) -> Files:
    if store is None:
        click.echo("没有设置 EXAMAPP_FILES，文件都在数据库里。")
        sys.exit(2)
    return store


def _report(moved: Iterable[tuple[str, int]]) -> None:
    counts, sizes = Counter(), Counter()
    try:
        for kind, size in moved:
            counts[kind] += 1
            sizes[kind] += size
    except (FilesAwayError, FileLostError, FileDamagedError) as error:
        click.echo(f"停下了：文件存储有问题（{error}）。已搬好的不受影响，没搬的还在原处；处理后再执行一次。")
        sys.exit(1)
    finally:
        for kind, label in KINDS.items():
            click.echo(f"{label}：搬了 {counts[kind]} 个，{sizes[kind] / 1024 / 1024:.1f} MB")
