"""An empty folder in which somebody types README's commands: real processes, their logs, their ends."""

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.house.tree import ROOT
from tests.servers import free_port

# On a busy machine; nobody waits longer than the outcome takes.
START_SECONDS = 240
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks_of(title: str) -> list[list[str]]:
    """The commands of README's section, block by block, without their remarks."""
    section = README[README.index(f"## {title}") :].split("\n## ")[0]
    found = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return [[line.split("#")[0].strip() for line in block.splitlines()] for block in found]


def demonstration_command() -> str:
    """What `make run` types for us."""
    recipe = re.search(r"^run:.*\n\t@(\$\(BIN\)/examapp run) ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return recipe[1].replace("$(BIN)", ".venv/bin")


class Start:
    """The folder with what `make install` leaves there (.venv, deploy) and nothing else; `lines` are added to examapp.env.

    `states`: by an inspector's name, what the own device remembers once signed in.
    """

    def __init__(self, folder: Path, *, lines: tuple[str, ...] = ()) -> None:
        folder.mkdir(parents=True)
        for name in (".venv", "deploy"):
            (folder / name).symlink_to(ROOT / name)
        self.folder, self.lines = folder, lines
        self.port = free_port()
        self.url = ""
        self.log = folder / "server.log"
        self.serve_command, self.last_answer = "", ""
        self.states: dict[str, dict] = {}
        self.processes: list[subprocess.Popen] = []
        # A stranger has set nothing.
        self.environment = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
            if name in os.environ
        }

    def run_demonstration(self) -> dict[str, str]:
        """`examapp run`; gives the one-time links that it prints, by the words before them."""
        self._serve(demonstration_command(), r"按 Ctrl\+C 停止")
        said = self.output()
        self.url = re.search(r"演示城市已就绪.*?：(http\S+)", said)[1]
        links = re.findall(r"^ {4}(\S.*)\n {6}(http\S+)$", said, re.MULTILINE)
        return {name.split("（")[0]: link for name, link in links}

    def serve_empty(self) -> str:
        """README's formal start; gives the one-time set-up link that it prints."""
        install, settings, serve = blocks_of("正式使用")[0]
        # Done once for all: `make road` stands on the same .venv.
        assert install == "make install"
        self.command(settings)
        with (self.folder / "examapp.env").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in self.lines)
        self._serve(serve, r"/set-up/\S+")
        said = self.output()
        self.url = re.search(r"^地址：(http\S+)$", said, re.MULTILINE)[1]
        return re.search(r"^http\S+/set-up/\S+$", said, re.MULTILINE)[0]

    def start_again(self) -> None:
        """The same command on the same folder."""
        self._serve(self.serve_command, "")

    def _serve(self, command: str, sign: str) -> None:
        self.serve_command = command
        # Only the port is ours: several stand on one machine.
        self.server = self._begin(f"{command} --port {self.port}", self.log)
        self.wait(lambda: re.search(sign, self.output()) and self.answers(), "the server's start")

    def work(self) -> None:
        """The background node beside it, as README names it."""
        log = self.folder / "work.log"
        assert "`examapp work`" in README
        self._begin(".venv/bin/examapp work", log)
        self.wait(lambda: "后台工作节点已启动" in log.read_text(encoding="utf-8"), "the background node")

    def _begin(self, command: str, log: Path) -> subprocess.Popen:
        with log.open("ab") as file:
            process = subprocess.Popen(
                shlex.split(command), cwd=self.folder, env=self.environment, stdout=file, stderr=file, start_new_session=True
            )  # fmt: skip
        self.processes.append(process)
        return process

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until it holds. Raises AssertionError with the log when it does not, or when the server ended."""
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self.server.poll() is None:
            if holds():
                return
            time.sleep(0.1)
        raise AssertionError(
            f"{what} was not seen; last answer: {self.last_answer}; the server said: {self.output()[-2000:]}"
        )

    def answers(self) -> bool:
        """Whether the server is ready; how it answered last is kept for the log of a failure."""
        host = urlsplit(self.url).hostname or "127.0.0.1"
        try:
            answer = httpx.get(f"http://{host}:{self.port}/readyz", timeout=5, trust_env=False)
        except httpx.TransportError as error:
            self.last_answer = repr(error)
            return False
        self.last_answer = f"{answer.status_code} {answer.text[:300]}"
        return answer.status_code == 200

    def output(self) -> str:
        """Everything the server has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def command(self, text: str) -> subprocess.CompletedProcess:
        """Another command typed in the same folder; its outcome is the caller's to judge."""
        return subprocess.run(
            shlex.split(text),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def verify(self, record: Path) -> None:
        """README's last command of the five minutes. Raises AssertionError with what it said."""
        typed = blocks_of("五分钟试用")[0][0].replace("下载的记录.pdf", str(record))
        done = self.command(typed)
        assert (done.returncode, "复核通过" in done.stdout) == (0, True), done.stdout + done.stderr

    def workers(self) -> list[int]:
        """Process ids of the web workers."""
        first = self.server.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [
            int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]

    def kill_worker(self) -> None:
        """SIGKILL to the web process; the server has to notice by itself."""
        before = self.workers()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        self.wait(lambda: self.workers() and not set(self.workers()) & set(before), "a new web process")

    def kill_server(self) -> None:
        """SIGKILL to everything of the server at once, as a power cut does."""
        _signal_group(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def stop(self) -> None:
        """End what was started; insist after ten seconds."""
        for process in reversed(self.processes):
            _signal_group(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
