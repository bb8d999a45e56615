"""How this installation's command is really called, for hints that people copy: it stands on few PATHs."""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

_NAME = "examapp"
_COMMAND = re.compile(r"(?<![\w/.\\-])examapp (?=[a-z])")


def program(*, from_here: bool = True) -> str:
    """Its name if the shell would find it, else its path: relative to where the command was called,
    or absolute for readers elsewhere.
    """
    script = Path(sys.argv[0])
    if script.stem != _NAME or not script.is_file():
        script = Path(sys.executable).with_name(_NAME)
    if not script.is_file():
        return f"{shlex.quote(sys.executable)} -m examapp.commands"
    found = shutil.which(_NAME)
    if found and Path(found).resolve() == script.resolve():
        return _NAME
    # Not resolved: the links of an environment say which one it is.
    path = Path(os.path.normpath(script.absolute()))
    if from_here and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return shlex.quote(str(path))


def with_path(text: str, *, from_here: bool = True) -> str:
    """A hint that names one of our commands, as it can be typed."""
    return _COMMAND.sub(lambda _: f"{program(from_here=from_here)} ", text)
