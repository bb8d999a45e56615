"""The formal start as README writes it: install, settings, serve; the server begins with the set-up link and no demonstration."""

import re
import shutil
import subprocess
import sys

from examapp.console.environment import read_env_file
from examapp.settings import Settings
from tests.house.tree import ROOT
from tests.servers import Server

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_formal_start_of_readme_is_three_commands_that_exist():
    section = README[README.index("## 正式使用") :]
    commands = [
        line.split("#")[0].split() for line in re.search(r"```\n(.*?)```", section, re.DOTALL)[1].splitlines()
    ]
    assert commands[0] == ["make", "install"]
    assert commands[1] == ["cp", "deploy/one-machine.env", "examapp.env"]
    assert commands[2][:2] == [".venv/bin/examapp", "serve"]
    planned = subprocess.run(
        ["make", "-n", "install"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "examapp run" not in planned
    assert "装好了" in planned


def test_the_shipped_file_of_settings_keeps_the_data_beside_it_and_apart_from_the_demonstration(tmp_path):
    shutil.copy(ROOT / "deploy/one-machine.env", tmp_path / "examapp.env")
    settings = Settings.from_environment(read_env_file(tmp_path / "examapp.env"), only_look=True)
    assert settings.data_dir == tmp_path / "data"
    assert (settings.base_url, settings.secure_cookies) == ("", False)


def test_a_server_started_so_is_empty_and_the_doctor_sees_the_same_database(tmp_path):
    shutil.copy(ROOT / "deploy/one-machine.env", tmp_path / "examapp.env")
    server = Server(tmp_path, EXAMAPP_ENV=str(tmp_path / "examapp.env"))
    for name in ("EXAMAPP_DATA_DIR", "DATABASE_URL"):
        server.environment.pop(name)
    try:
        server.start()
        assert server.set_up_path()
        assert f"设置文件：{tmp_path / 'examapp.env'}" in server.output()
        assert "auditor-link" in server.output()
        command = [sys.executable, "-m", "examapp.commands", "doctor"]
        done = subprocess.run(command, env=server.environment, capture_output=True, text=True, check=False)
        assert f"数据文件夹 {tmp_path / 'data'}" in done.stdout
        assert "另一个数据库" not in done.stdout
        assert server.command("auditor-link").startswith(f"{server.url}/set-up/")
    finally:
        server.stop()
