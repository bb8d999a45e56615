"""What commands print: plain Chinese that any console can take, with the real path of the command, never a traceback."""

import codecs
import functools
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.server.program_paths import with_path
from examapp.settings import SettingsError

_NAME = "examapp"
# Signs that a console of another encoding (GBK, ISO-8859-1) lacks; every other character becomes a question mark.
_PLAIN_SIGNS = {"✓": "[ok]", "✕": "[x]", "–": "-", "·": ".", "…": "...", "→": "->"}


def prepare_console() -> None:
    """No character ever stops a command: what the console's encoding lacks is replaced."""
    codecs.register_error(_NAME, _replace)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NAME)
    if not can_show("安全生产"):
        click.echo(
            f"This console ({sys.stdout.encoding}) cannot show Chinese; set PYTHONIOENCODING=utf-8 to read all of it.",
            err=True,
        )


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_PLAIN_SIGNS.get(sign, "?") for sign in text), error.end


def can_show(text: str) -> bool:
    """Whether what is printed now can be read where it is printed."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def say(text: str, *, err: bool = False) -> None:
    """Print a sentence; a command of ours in it is named by its real path."""
    click.echo(with_path(text), err=err)


def saying_why(function: Callable) -> Callable:
    """The command with its refusals told in words; settings that cannot be used end with 2."""

    @functools.wraps(function)
    def told(*arguments: object, **more: object) -> None:
        try:
            function(*arguments, **more)
        except CannotOperateError as error:
            say(str(error), err=True)
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
