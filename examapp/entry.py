"""Where the command `examapp` begins: before any import, parts of another installation are put out of reach."""

import importlib
import os
import site
import sys
from pathlib import Path


def main() -> None:
    """Run the command line without the folders that PYTHONPATH names.

    They come before the installed parts and may hold others of the same name: what then fails is an import deep in a
    library. Our lock files say what is installed, so nothing that PYTHONPATH could add is ever needed; the processes
    that we start inherit the mended environment.
    """
    leave_out(os.environ.pop("PYTHONPATH", ""))
    importlib.import_module("examapp.commands").main()


def leave_out(python_path: str) -> None:
    """Take the folders of such a list out of the import path, but for our own and those of this installation."""
    ours = {
        Path(__file__).resolve().parents[1],
        *(Path(folder).resolve() for folder in site.getsitepackages()),
    }
    foreign = {Path(folder).resolve() for folder in python_path.split(os.pathsep) if folder} - ours
    sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() not in foreign]
