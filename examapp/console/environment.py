"""The file of settings: server, doctor and every other command read the same one, named or found at its usual places."""

import os
import re
import sys
from pathlib import Path

import click

NAMED = "EXAMAPP_ENV"
FILE_NAME = "examapp.env"
SYSTEM_FILE = Path("/etc/examapp") / FILE_NAME
# Commands of the demonstration: an installation's own settings are no business of theirs unless somebody says so.
DEMONSTRATION = frozenset({"run", "demo", "attempts"})
FOUND = "examapp.env_file"
_LINE = re.compile(r"(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)")


class EnvFileError(ValueError):
    """A file of settings that cannot be read; the message says which, and the mend, in Chinese."""


def use_env_file(context: click.Context, given: Path | None) -> None:
    """Put the file's settings into the environment for as long as the command runs; what is set already goes before.

    Exits with 2 when the file cannot be read.
    """
    try:
        path = _choose(given, looks_around=context.invoked_subcommand not in DEMONSTRATION)
        settings = read_env_file(path) if path else {}
    except EnvFileError as error:
        click.echo(f"配置有误：{error}", err=True)
        sys.exit(2)
    added = {name: value for name, value in settings.items() if name not in os.environ}
    os.environ.update(added)
    context.call_on_close(lambda: [os.environ.pop(name, None) for name in added])
    context.meta[FOUND] = path


def found_env_file() -> Path | None:
    """The file that this command's settings came from."""
    context = click.get_current_context(silent=True)
    return context.meta.get(FOUND) if context else None


def _choose(given: Path | None, *, looks_around: bool) -> Path | None:
    named = given or (Path(os.environ[NAMED]) if os.environ.get(NAMED) else None)
    if named is not None:
        if not named.is_file():
            raise EnvFileError(f"没有设置文件 {named}")
        return named.absolute()
    places = (Path(FILE_NAME), SYSTEM_FILE) if looks_around else ()
    return next((path.absolute() for path in places if path.is_file()), None)


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines as systemd and shells read them; a data folder in it is meant beside the file. Raises EnvFileError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except PermissionError as error:
        raise EnvFileError(
            f"没有权限读设置文件 {path}。请用服务的账号执行，例如在命令前面加 sudo -u examapp"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise EnvFileError(f"设置文件 {path} 读不出来，应是 UTF-8 的文本") from error
    settings: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            raise EnvFileError(f"设置文件 {path} 第 {number} 行应写成 名字=值")
        settings[match[1]] = _unquoted(match[2].strip())
    if settings.get("EXAMAPP_DATA_DIR"):
        settings["EXAMAPP_DATA_DIR"] = str(path.absolute().parent / settings["EXAMAPP_DATA_DIR"])
    return settings


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value
