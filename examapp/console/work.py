"""`examapp work`: a node that does jobs and serves no pages."""

import signal
import sys
import threading

import click

from examapp.adapters.logs import open_logs
from examapp.adapters.metrics import offer_metrics
from examapp.adapters.queue.huey_queue import open_queue
from examapp.adapters.server.endings import leave_within
from examapp.console.applications import open_application
from examapp.jobs import start_jobs, watch_clock


@click.command()
@click.option("--metrics-port", type=int, help="在本机 127.0.0.1 的这个端口提供监控指标")
def work(metrics_port: int | None) -> None:
    """后台工作节点：做导入、统计、报表等任务，并把到时间的答卷收上来；按 Ctrl+C 或发 SIGTERM 停止。"""
    app = open_application(
        lambda settings: open_queue(redis_url=settings.redis_url, secret=settings.secret_key, runs_jobs=True)
    )
    open_logs(app.extensions["settings"].log_form)
    queue, stopped = app.extensions["ports"].queue, threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    if metrics_port:
        offer_metrics(metrics_port)
    watch_clock(app)
    start_jobs(queue)
    click.echo("后台工作节点已启动。")
    sys.stdout.flush()
    stopped.wait()
    click.echo("正在停止：手上的任务做完就退出，最多等 6 秒……")
    sys.stdout.flush()
    leave_within(say=_say_unfinished)
    queue.stop()


def _say_unfinished() -> None:
    click.echo("有任务没做完，先退出了；不会丢，别的后台节点或下次启动后会接着做。")
