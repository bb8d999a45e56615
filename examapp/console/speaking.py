"""How commands of the operator end when they cannot go on: one Chinese sentence and 1, never a traceback."""

import functools
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from examapp.adapters.operating import CannotOperateError
from examapp.settings import SettingsError


def saying_why(function: Callable) -> Callable:
    """The command with its refusals told in words; settings that cannot be used end with 2."""

    @functools.wraps(function)
    def told(*arguments: object, **more: object) -> None:
        try:
            function(*arguments, **more)
        except CannotOperateError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except SettingsError as error:
            click.echo(f"配置有误：{error}", err=True)
            sys.exit(2)

    return told


def local(moment: datetime) -> str:
    """A moment as people here write it."""
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S")


def ask_passphrase(file: Path | None, *, again: bool) -> str:
    """From a file's first line, else typed without being shown."""
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0].strip()
    return click.prompt(
        "口令（不会显示）", hide_input=True, confirmation_prompt="再输一遍" if again else False
    )
