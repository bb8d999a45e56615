"""Copies templates/ and migrations/ into the wheel; everything else stands in setup.cfg."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class CopyFolders(build_py):
    """Put the two folders beside the package's modules, where examapp.paths looks first."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name in ("templates", "migrations"):
                target = Path(self.build_lib) / "examapp" / name
                shutil.copytree(
                    name, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
                )


setup(cmdclass={"build_py": CopyFolders})
