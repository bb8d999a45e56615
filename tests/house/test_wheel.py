"""A wheel and an editable install both carry pages, migrations, styles and the bank."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, project_files

CARRIED = ("templates", "migrations", "examapp", "question_bank")
ASK = """
import json, site, sys
site.addsitedir(sys.argv[1])
from examapp import paths
import question_bank
print(json.dumps({
    "templates": str(paths.TEMPLATES), "migrations": str(paths.MIGRATIONS), "static": str(paths.STATIC),
    "bank": question_bank.__path__[0],
    "pages": sorted(str(one.relative_to(paths.TEMPLATES)) for one in paths.TEMPLATES.rglob("*.html")),
    "steps": sorted(one.name for one in (paths.MIGRATIONS / "versions").glob("[0-9]*.py")),
}))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the project's files, because building leaves traces in the folder that is built."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in project_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    return folder


def build(checkout: Path, hook: str, folder: Path) -> Path:
    """Call a hook of the build back end as pip does; gives the wheel."""
    code = f"from setuptools import build_meta; print(build_meta.{hook}({str(folder)!r}))"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONWARNINGS"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


def ask(site: Path) -> dict:
    """What an isolated Python far from the checkout finds, with the given site folder."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ASK, str(site)],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def unpacked(wheel: Path, folder: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def names(checkout: Path, folder: str, pattern: str) -> list[str]:
    return sorted(str(one.relative_to(checkout / folder)) for one in (checkout / folder).rglob(pattern))


def test_an_installed_wheel_finds_its_pages_migrations_styles_and_bank(checkout, tmp_path):
    site = unpacked(build(checkout, "build_wheel", tmp_path), tmp_path / "site")
    found = ask(site)
    assert {key: found[key] for key in ("templates", "migrations", "static", "bank")} == {
        "templates": str(site / "examapp/templates"),
        "migrations": str(site / "examapp/migrations"),
        "static": str(site / "examapp/static"),
        "bank": str(site / "question_bank"),
    }
    assert found["pages"] == names(checkout, "templates", "*.html")
    assert found["steps"] == names(checkout, "migrations/versions", "[0-9]*.py")


def test_a_wheel_holds_every_file_of_the_program_and_none_of_the_tests(checkout, tmp_path):
    wheel = build(checkout, "build_wheel", tmp_path)
    held = set(zipfile.ZipFile(wheel).namelist())
    program = [path for path in project_files() if path.parts[0] in CARRIED]
    wanted = {
        str(path) if path.parts[0] in ("examapp", "question_bank") else f"examapp/{path}" for path in program
    }
    assert sorted(wanted - held) == []
    assert [name for name in held if name.startswith(("tests/", "examapp/tests"))] == []


def test_a_wheel_brings_the_command(checkout, tmp_path):
    site = unpacked(build(checkout, "build_wheel", tmp_path), tmp_path / "site")
    (entries,) = site.glob("examapp-*.dist-info/entry_points.txt")
    assert "examapp = examapp.entry:main" in entries.read_text()


def test_an_editable_install_finds_the_folders_of_the_checkout(checkout, tmp_path):
    found = ask(unpacked(build(checkout, "build_editable", tmp_path), tmp_path / "site"))
    assert found["templates"] == str(checkout / "templates")
    assert found["migrations"] == str(checkout / "migrations")
    assert found["static"] == str(checkout / "examapp/static")
