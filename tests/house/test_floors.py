"""The floors of the house: who may import whom."""

import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, files, imported_modules, parsed, text

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
MAY_IMPORT_THE_ROOT = {Path("examapp/console/applications.py"), Path("examapp/wsgi.py")}


def test_every_import_contract_of_setup_cfg_is_kept():
    command = [LINT_IMPORTS, "--no-cache", "--no-logo"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_only_the_command_line_and_the_web_process_import_the_composition_root():
    importers = {path for path in files(".py", under=("examapp",)) if "examapp.app" in imported_modules(path)}
    assert importers <= MAY_IMPORT_THE_ROOT


def test_the_package_file_of_examapp_holds_the_version_and_nothing_else():
    assert [type(node).__name__ for node in parsed(Path("examapp/__init__.py")).body] == ["Assign"]
    assert text(Path("examapp/__init__.py")).startswith("__version__ = ")


def test_no_module_has_a_name_that_says_nothing():
    python = files(".py", ".js", under=("examapp", "question_bank", "tests"))
    assert [str(path) for path in python if {path.stem, *path.parts} & FORBIDDEN_NAMES] == []


def test_the_code_never_imports_the_tests():
    code = files(".py", under=("examapp", "question_bank", "migrations"))
    assert [
        str(path) for path in code if any(name.split(".")[0] == "tests" for name in imported_modules(path))
    ] == []
