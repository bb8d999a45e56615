"""Programs that the tests need from the machine: Chromium and PostgreSQL. `make test` runs this file first."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
WITHOUT_POSTGRES = "EXAMAPP_WITHOUT_POSTGRES"


def find_chromium() -> str | None:
    """Path of a Chromium; EXAMAPP_CHROMIUM goes before everything."""
    candidates = (os.environ.get("EXAMAPP_CHROMIUM"), *CHROMIUM)
    return next((found for name in candidates if name and (found := shutil.which(name))), None)


def find_postgres() -> Path | None:
    """Folder with initdb, pg_ctl and postgres; EXAMAPP_POSTGRES goes before everything, then the newest."""
    on_path = shutil.which("initdb")
    folders = [Path(os.environ["EXAMAPP_POSTGRES"])] if os.environ.get("EXAMAPP_POSTGRES") else []
    folders += [Path(on_path).resolve().parent] if on_path else []
    for pattern in POSTGRES:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
    return next((folder for folder in folders if all((folder / one).exists() for one in NEEDED)), None)


NEEDED = ("initdb", "pg_ctl", "postgres")


def _version(folder: Path) -> int:
    return int("0" + "".join(filter(str.isdigit, folder.parent.name)))


def explain(package: str, variable: str) -> str:
    """The sentence for a person who has to install something."""
    return (
        f"测试需要 {package}，这台机器上没有找到。Debian/Ubuntu：sudo apt-get install {package}；"
        f"macOS：brew install {package}；已装在别处的，请设置 {variable}=路径。"
    )


def missing_programs(wanted: list[str]) -> list[tuple[str, str]]:
    """(package, variable) of what is not there; PostgreSQL is not wanted when a person has set the variable."""
    known = {
        "chromium": (find_chromium, "EXAMAPP_CHROMIUM"),
        "postgresql": (find_postgres, "EXAMAPP_POSTGRES"),
    }
    if os.environ.get(WITHOUT_POSTGRES) == "1":
        known.pop("postgresql")
    return [
        (package, known[package][1]) for package in wanted if package in known and not known[package][0]()
    ]


def _install(packages: list[str]) -> None:
    print(f"正在安装测试需要的程序：{' '.join(packages)} ……", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], check=False, env=environment, stdout=subprocess.DEVNULL)


def main(wanted: list[str]) -> int:
    """Install what is missing where we may (root, apt-get); else say what to install. 0 when all is there."""
    missing = missing_programs(wanted)
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([package for package, _ in missing])
        missing = missing_programs(wanted)
    for package, variable in missing:
        print(explain(package, variable), file=sys.stderr)
    if any(package == "postgresql" for package, _ in missing):
        print(
            f"确实不想在 PostgreSQL 上测试，请设置 {WITHOUT_POSTGRES}=1（这些测试会标明跳过）。",
            file=sys.stderr,
        )
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["chromium", "postgresql"]))
