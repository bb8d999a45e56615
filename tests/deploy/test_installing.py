"""Why an installation cannot go on is told by its true cause; the network is blamed only when it is the network."""

import importlib.util
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.house.tree import ROOT

SCRIPT = ROOT / "deploy" / "installing.py"


@pytest.fixture
def installing():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("installing", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘满了"),
        ("FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp', '/var/tmp']", "临时文件夹"),
        ("/work/.venv/bin/python: No module named pip", "python3-venv"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'", "权限"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "校验值不一样"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution", "检查网络"),
        ("ReadTimeoutError: HTTPSConnectionPool(host='pypi.org'): Read timed out.", "检查网络"),
        ("ERROR: No matching distribution found for dlib==19.24", "镜像里没有"),
        ("ERROR: something else altogether", "原因见上面几行"),
    ],
)  # fmt: skip
def test_what_pip_says_is_told_by_its_cause(installing, said, told):
    sentence = installing.explain(said)
    assert told in sentence
    assert ("检查网络" in sentence) == (told == "检查网络")


def test_a_command_that_fails_is_explained_and_what_it_said_is_shown_as_well():
    fails = [
        sys.executable,
        "-c",
        "import sys; print('No space left on device', file=sys.stderr); sys.exit(2)",
    ]
    done = subprocess.run(
        [sys.executable, SCRIPT, "run", *fails], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "No space left" in done.stderr) == (1, True)
    assert "磁盘满了" in done.stdout
    assert "还剩" in done.stdout


def test_a_command_that_succeeds_is_left_in_peace():
    works = [sys.executable, "-c", "print('done')"]
    done = subprocess.run([sys.executable, SCRIPT, "run", *works], capture_output=True, text=True, check=True)
    assert done.stdout == "done\n"


def test_before_an_installation_full_disks_and_a_missing_module_are_named(installing, monkeypatch):
    assert installing.find_fault() == ""
    with monkeypatch.context() as patched:
        patched.setattr(installing.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1024**2))
        assert "快满了" in installing.find_fault()
        assert "还剩 1 MB" in installing.find_fault()
    with monkeypatch.context() as patched:
        patched.setattr(installing.tempfile, "gettempdir", lambda: (_ for _ in ()).throw(FileNotFoundError))
        assert "没有能写的临时文件夹" in installing.find_fault()
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "python3-venv" in installing.find_fault()


def test_parts_of_another_place_never_mix_with_those_of_the_lock_file():
    shown = ["make", "-s", "--eval", 'shown: ; @echo "[$$PYTHONPATH$$PIP_TARGET]"', "shown"]
    environment = {**os.environ, "PYTHONPATH": "/elsewhere", "PIP_TARGET": "/elsewhere"}
    done = subprocess.run(shown, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
