"""The manual of operations: its commands exist, those marked so are run, and its tables are those of the program."""

import gc
import re
import shlex
import shutil
from pathlib import Path

import pytest

from examapp.domain.retention import RUN
from tests.console.operator import Operator
from tests.databases import filled_sqlite_file, make_settings
from tests.deploy.archiving import ARCHIVE
from tests.deploy.test_files import is_command
from tests.house.tree import ROOT

MANUAL = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- 测试会运行 -->\n)?```sh\n(.*?)```", MANUAL, re.DOTALL)
# Programs of the machine that the manual may name; everything else is ours.
OF_THE_MACHINE = {
    "apt-get", "useradd", "install", "ln", "python3", "nginx", "systemctl", "curl", "pg_basebackup", "touch", "chown", "sudo", "pip",
}  # fmt: skip


def lines() -> list[list[str]]:
    """Every command line of the manual, without variables set before it."""
    words = [shlex.split(line) for _, block in BLOCKS for line in block.splitlines()]
    return [[*line[1:]] if "=" in line[0] else line for line in words if line]


@pytest.mark.parametrize("words", lines(), ids=" ".join)
def test_every_command_of_the_manual_exists_with_its_options(words):
    program = Path(words[0]).name
    if program == "examapp":
        assert is_command(words[1:])
    else:
        assert program in OF_THE_MACHINE
    for word in words[1:]:
        if word.startswith("deploy/"):
            assert list(ROOT.glob(word)), word


def test_commands_within_sentences_exist_as_well():
    named = set(re.findall(r"`examapp ([^`]+)`", MANUAL))
    assert len(named) >= 8
    assert {one for one in named if not is_command(shlex.split(one))} == set()


def test_the_commands_that_are_marked_run_one_after_the_other(tmp_path, monkeypatch):
    shutil.copy(filled_sqlite_file(), tmp_path / "examapp.db")
    make_settings(tmp_path)
    (tmp_path / "passphrase.txt").write_text("only for the test of the manual\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    script = [line for marked, block in BLOCKS if marked for line in block.splitlines()]
    assert len(script) >= 12
    # In this process: starting the interpreter a dozen times would take longer than all the commands.
    said = "".join(_run(line.replace("$PWD", str(tmp_path)), tmp_path) for line in script)
    assert said.count("已恢复") == 2
    assert (tmp_path / "new-machine/examapp.db").exists()


def _run(line: str, folder: Path) -> str:
    words = shlex.split(line)
    given = dict([words.pop(0).split("=", 1)]) if "=" in words[0] else {}
    assert words[0] == "examapp"
    said = Operator(folder, more=given).does(*words[1:])
    # A command's connections end with its process; here they end when nobody refers to them any more.
    gc.collect()
    return said


def test_the_table_of_troubles_has_every_line_of_the_doctor():
    sources = [
        (ROOT / f"examapp/console/{name}.py").read_text()
        for name in ("settings_checks", "database_checks", "machine_checks")
    ]
    told = {pair for source in sources for pair in re.findall(r'Finding\(\s*"(\w+)",\s*"([^"]+)"', source)}
    written = set(re.findall(r"^\| (\w+) \| ([^|]+) \|", MANUAL[MANUAL.index("## 8.") :], re.MULTILINE))
    assert {(code, title.strip()) for code, title in written} - {("code", "一行的名字")} == told


def test_what_is_written_about_recovery_and_retention_is_what_the_tests_do():
    archiving = (ROOT / "tests/deploy/archiving.py").read_text()
    for line in ("recovery_target_action = 'promote'", "archive_mode = off", "recovery.signal"):
        assert line in archiving
        assert line in MANUAL
    assert f"restore_command = 'cp {ARCHIVE}/%f %p'" in MANUAL
    assert {
        kind for kind, _ in re.findall(r"(\w+)=(\d{3,})", MANUAL[MANUAL.index("EXAMAPP_RETENTION") :][:80])
    } <= RUN
