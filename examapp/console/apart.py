"""Runs another `examapp` command in a process of its own, which ends with this one."""

import signal
import subprocess
import sys
from types import FrameType

import click


def run_apart(*arguments: str) -> None:
    """Run `examapp` with these arguments and wait. Exits with its status when it fails.

    What it used (documents, fonts, threads of a database driver) is gone with it before this process starts workers.
    """
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        # When this process is asked to end meanwhile, `run` ends the other one too.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "examapp.commands", *arguments], stdout=subprocess.DEVNULL, check=False
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    if done.returncode == -signal.SIGKILL:
        click.echo(
            "建演示城市的进程被系统强行结束了，多半是内存不够。已经建好的都在，请再执行一次同样的命令，接着建。",
            err=True,
        )
    if done.returncode:
        sys.exit(done.returncode if done.returncode > 0 else 1)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
