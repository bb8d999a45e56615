"""The first start at the console: real data are never filled with a demonstration, what is printed can be typed, every console can show it."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from examapp.adapters.server.program_paths import program, with_path
from examapp.adapters.server.serving_notes import read_note, write_note
from examapp.app import create_app
from examapp.console import announcing
from examapp.console.demonstrations import refuse_real_data
from examapp.console.environment import EnvFileError, read_env_file
from examapp.extensions import db
from examapp.services.core.demonstration import Holding, find_holding
from examapp.services.demo.demo_city import build_demo_city
from tests.console.databases import let_go
from tests.console.operator import Operator
from tests.databases import demo_folder, make_settings
from tests.house.tree import ROOT, files, parsed
from tests.world import build_world

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def examapp(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """A command in a process of its own, called in that folder, with nothing set but what is given."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("EXAMAPP_", "DATABASE_URL"))
    }
    command = [sys.executable, "-m", "examapp.commands", *arguments]
    environment = {**inherited, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120)


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))}


def test_a_database_is_real_from_its_first_account_on(app, ports):
    with db.engine.connect() as connection:
        assert find_holding(connection) is Holding.empty
    build_world(ports)
    let_go()
    with db.engine.connect() as connection:
        assert find_holding(connection) is Holding.real
    assert build_demo_city(ports=ports) is False


def test_the_demonstration_refuses_a_real_database_in_words_and_changes_nothing(
    app, world, tmp_path, database_url, capsys
):
    let_go()
    with pytest.raises(SystemExit) as ended:
        refuse_real_data(app)
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "不能放进演示城市" in said
    assert "EXAMAPP_DATA_DIR=" in said
    let_go()


@sqlite_only
def test_run_on_an_installation_with_an_administrator_ends_before_it_serves(
    app, world, tmp_path, database_url
):
    let_go()
    before = snapshot(tmp_path)
    done = examapp(tmp_path, "run", EXAMAPP_DATA_DIR=str(tmp_path), DATABASE_URL=database_url)
    assert done.returncode == 1
    assert "没有启动，也没有改动任何东西" in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert {name for name in snapshot(tmp_path) if not name.endswith(("-wal", "-shm"))} == {
        name for name in before if not name.endswith(("-wal", "-shm"))
    }


def test_serving_a_demonstration_is_loudly_warned_of_and_the_mark_is_in_the_database(tmp_path, capsys):
    shutil.copytree(demo_folder(), tmp_path / "data")
    app = create_app(make_settings(tmp_path / "data"))
    with app.app_context():
        with db.engine.connect() as connection:
            assert find_holding(connection) is Holding.demonstration
        refuse_real_data(app)
        announcing.announce_set_up(app, "http://127.0.0.1:8000")
        let_go()
    said = capsys.readouterr()
    assert "不能当正式系统用" in said.err
    assert f"EXAMAPP_DATA_DIR={tmp_path / 'data'}" in said.err
    assert "set-up" not in said.out


def test_links_carry_the_address_that_the_server_of_this_folder_listens_at(tmp_path):
    shutil.copytree(demo_folder(), tmp_path / "data")
    operator = Operator(tmp_path / "data")
    write_note(tmp_path / "data", "https://192.0.2.7:8443", "sqlite:///x")
    links = json.loads(operator.does("demo", "links", "--json"))
    assert all(link.startswith("https://192.0.2.7:8443/sign-in/") for link in links.values())
    assert operator.does("sign-in-link", "demo-bureau").startswith("https://192.0.2.7:8443/sign-in/")
    operator.more["EXAMAPP_BASE_URL"] = "https://kaohe.example"
    assert operator.does("sign-in-link", "demo-bureau").startswith("https://kaohe.example/sign-in/")
    assert "https://kaohe.example/set-up/" in operator.does("auditor-link")


@sqlite_only
def test_a_real_installation_has_no_demonstration_links(app, world, tmp_path, database_url):
    let_go()
    assert "没有演示城市" in Operator(tmp_path, database_url).is_refused("demo", "links")


def test_a_note_of_a_process_that_is_gone_says_so(tmp_path):
    assert read_note(tmp_path) is None
    write_note(tmp_path, "http://127.0.0.1:8123", "sqlite:///x")
    assert read_note(tmp_path).running
    note = json.loads((tmp_path / "serving.json").read_text())
    (tmp_path / "serving.json").write_text(json.dumps({**note, "process": 2**22 + 7}))
    assert read_note(tmp_path).running is False
    (tmp_path / "serving.json").write_text("{")
    assert read_note(tmp_path) is None


@pytest.mark.parametrize(("words", "said"), [("doctor", "数据库还没有建"), ("demo links", "没有演示城市")])
def test_a_look_makes_no_folder_no_key_and_no_database(tmp_path, words, said):
    done = examapp(tmp_path, *words.split())
    assert said in (done.stdout + done.stderr).decode()
    assert list(tmp_path.iterdir()) == []


@sqlite_only
def test_doctor_changes_no_file_of_an_installation(app, world, tmp_path, database_url):
    let_go()
    before = snapshot(tmp_path)
    assert Operator(tmp_path, database_url).does("doctor")
    assert snapshot(tmp_path) == before


@sqlite_only
@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"EXAMAPP_SECURE_COOKIES": "1"}, True),
        ({"EXAMAPP_SECURE_COOKIES": "1", "EXAMAPP_BASE_URL": "http://kaohe.example"}, True),
        ({"EXAMAPP_SECURE_COOKIES": "1", "EXAMAPP_BASE_URL": "https://kaohe.example"}, False),
        ({"EXAMAPP_SECURE_COOKIES": "1", "EXAMAPP_TRUSTED_PROXIES": "1"}, False),
        ({}, False),
    ],
)
def test_cookies_for_https_only_on_plain_http_are_a_fault_with_its_mend(
    app, world, tmp_path, database_url, settings, wrong
):
    let_go()
    done = Operator(tmp_path, database_url, settings).tries("doctor")
    assert ("谁也登录不进来" in done.output, done.exit_code) == (wrong, int(wrong))
    assert ("去掉 EXAMAPP_SECURE_COOKIES" in done.output) == wrong


@sqlite_only
def test_doctor_says_when_the_running_server_uses_another_database(app, world, tmp_path, database_url):
    let_go()
    write_note(tmp_path, "http://127.0.0.1:8000", "sqlite:////elsewhere.db")
    said = Operator(tmp_path, database_url).is_refused("doctor")
    assert "正在运行的服务用的是另一个数据库" in said
    write_note(tmp_path, "http://127.0.0.1:8000", database_url)
    assert "一切正常" in Operator(tmp_path, database_url).does("doctor")


def test_every_command_reads_the_same_file_of_settings_wherever_it_is_named(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "examapp.env"
    file.write_text(
        '# 一行注释\nexport EXAMAPP_DATA_DIR=data\nEXAMAPP_BASE_URL="https://kaohe.example"\n',
        encoding="utf-8",
    )
    for folder, arguments, variables in (
        (tmp_path, (), {}),
        (tmp_path / "elsewhere", ("--env-file", str(file)), {}),
        (tmp_path / "elsewhere", (), {"EXAMAPP_ENV": str(file)}),
    ):
        said = examapp(folder, *arguments, "doctor", **variables).stdout.decode()
        assert f"来自 {file}，数据文件夹 {tmp_path / 'data'}" in said
        assert "网址是 https" in said
    assert not (tmp_path / "data").exists()
    said = examapp(tmp_path, "doctor", EXAMAPP_BASE_URL="").stdout.decode()
    assert "网址是 https" not in said


@pytest.mark.parametrize(("text", "words"), [("EXAMAPP_DATA_DIR", "第 1 行"), ("\nlower=1", "第 2 行")])
def test_a_line_that_is_no_setting_is_named(tmp_path, text, words):
    file = tmp_path / "examapp.env"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EnvFileError, match=words):
        read_env_file(file)
    done = examapp(tmp_path, "doctor")
    assert (done.returncode, "配置有误" in done.stderr.decode()) == (2, True)


def test_a_named_file_that_is_not_there_is_an_error_and_a_demonstration_looks_for_none(tmp_path):
    assert examapp(tmp_path, "--env-file", "nowhere.env", "doctor").returncode == 2
    (tmp_path / "examapp.env").write_text("DATABASE_URL=postgresql://x@127.0.0.1:1/y\n", encoding="utf-8")
    done = examapp(tmp_path, "demo", "links", EXAMAPP_DATA_DIR=str(tmp_path / "new"))
    assert (done.returncode, "没有演示城市" in done.stderr.decode()) == (1, True)


@pytest.mark.parametrize("arguments", [("auditor-link",), ("sign-in-link", "somebody"), ("retention", "run")])
@pytest.mark.parametrize("url", ["", "postgresql://x@127.0.0.1:1/y"])
def test_a_database_that_is_not_made_or_away_is_told_in_words(tmp_path, arguments, url):
    said = Operator(tmp_path, url).is_refused(*arguments)
    assert ("数据库用不了" if url else "先执行") in said
    assert "doctor" in said


def test_hints_name_the_command_by_a_path_that_exists():
    assert with_path("请先执行 examapp migrate。") == f"请先执行 {program()} migrate。"
    assert with_path("cd /srv/examapp backup") == "cd /srv/examapp backup"
    path = program(from_here=False).split()[0]
    assert path == "examapp" or Path(path).exists()


@pytest.mark.parametrize("encoding", ["gbk", "iso-8859-1", "ascii"])
def test_no_console_stops_a_command_by_a_character_it_lacks(tmp_path, encoding):
    for arguments in (("migrate",), ("doctor",), ("--help",), ("auditor-link",)):
        done = examapp(tmp_path, *arguments, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert b"UnicodeEncodeError" not in done.stderr
    assert re.search(rb"http://127.0.0.1:8000/set-up/\S+", done.stdout)


@pytest.mark.parametrize(
    ("encoding", "drawn"), [("utf-8", True), ("gbk", False), ("iso-8859-1", False), ("ascii", False)]
)
def test_a_qr_is_drawn_only_where_it_can_be_and_never_of_this_machine_alone(encoding, drawn):
    ask = (
        "from examapp.console.speaking import prepare_console; from examapp.console.announcing import show_qr\n"
        "prepare_console(); show_qr('http://127.0.0.1:8000'); show_qr('http://localhost:8000'); print('|')\n"
        "show_qr('http://192.0.2.7:8000')"
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, check=True, cwd=ROOT
    )
    own, _, others = done.stdout.partition(b"|")
    assert (own.strip(), bool(others.strip())) == (b"", drawn)


def test_parts_of_another_installation_that_the_environment_names_stop_no_command(tmp_path):
    (tmp_path / "click.py").write_text("raise ImportError('another click')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "EXAMAPP_DATA_DIR": str(tmp_path / "data")}
    script = "from examapp.entry import main; main()"
    command = [sys.executable, "-c", script, "--help"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert "serve" in done.stdout.decode()


def test_migrate_says_what_it_did(tmp_path):
    operator = Operator(tmp_path)
    said = operator.does("migrate")
    assert "新建了数据库" in said
    assert "0001、" in said
    assert re.search(r"题库：共 \d+ 题，新增 \d+ 题", said)
    again = operator.does("migrate")
    assert "已经是最新" in again
    assert "题库：共" in again
    assert again.count("没有改动") == 3


def test_no_command_prints_a_hint_that_cannot_be_typed():
    # What names one of our commands goes through `say`, which puts its real path there.
    wrong = []
    for path in files(".py", under=("examapp",)):
        if path.parts[1] not in ("console", "commands.py", "serving.py"):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo":
                texts = [
                    one.value
                    for one in ast.walk(node)
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
                wrong += [f"{path}:{node.lineno}" for text in texts if re.search(r"\bexamapp [a-z]", text)]
    assert wrong == []


@sqlite_only
def test_what_a_start_writes_is_for_this_account_alone(app, tmp_path, database_url):
    folder = tmp_path / "data"
    done = examapp(
        tmp_path, "migrate", EXAMAPP_DATA_DIR=str(folder), DATABASE_URL=f"sqlite:///{folder}/examapp.db"
    )
    assert done.returncode == 0, done.stderr.decode()
    written = [folder, *folder.rglob("*")]
    assert len(written) > 1
    assert [path for path in written if path.stat().st_mode & 0o077] == []
