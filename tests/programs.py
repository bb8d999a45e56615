"""Programs that the tests need: Chromium, PostgreSQL, Redis, nginx, OpenSSL; PgBouncer where it can be had.

`make test` runs this file first.
"""

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
# Debian keeps the programs of servers out of the ordinary search path.
SERVERS = f"/usr/sbin{os.pathsep}/usr/local/sbin{os.pathsep}/opt/homebrew/bin"
WITHOUT_POSTGRES = "EXAMAPP_WITHOUT_POSTGRES"
WITHOUT_REDIS = "EXAMAPP_WITHOUT_REDIS"


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


def find_redis() -> str | None:
    """Path of redis-server; EXAMAPP_REDIS goes before everything."""
    return _find_server("EXAMAPP_REDIS", "redis-server")


def find_nginx() -> str | None:
    """Path of nginx; EXAMAPP_NGINX goes before everything."""
    return _find_server("EXAMAPP_NGINX", "nginx")


def find_openssl() -> str | None:
    """Path of openssl, which stands for a time stamp authority; EXAMAPP_OPENSSL goes before everything."""
    return _find_server("EXAMAPP_OPENSSL", "openssl")


def find_pgbouncer() -> str | None:
    """Path of PgBouncer; EXAMAPP_PGBOUNCER goes before everything."""
    return _find_server("EXAMAPP_PGBOUNCER", "pgbouncer")


def _find_server(variable: str, name: str) -> str | None:
    given = os.environ.get(variable)
    return shutil.which(given) if given else shutil.which(name) or shutil.which(name, path=SERVERS)


NEEDED = ("initdb", "pg_ctl", "postgres")


# Installed where we may; without them a few tests say that they were skipped, and why.
OPTIONAL = {"pgbouncer"}
RENOUNCED = {"postgresql": ("PostgreSQL", WITHOUT_POSTGRES), "redis-server": ("Redis", WITHOUT_REDIS)}


def _version(folder: Path) -> int:
    return int("0" + "".join(filter(str.isdigit, folder.parent.name)))


def explain(package: str, variable: str) -> str:
    """The sentence for a person who has to install something."""
    return (
        f"测试需要 {package}，这台机器上没有找到。Debian/Ubuntu：sudo apt-get install {package}；"
        f"macOS：brew install {package.removesuffix('-server')}；已装在别处的，请设置 {variable}=路径。"
    )


def missing_programs(wanted: list[str]) -> list[tuple[str, str]]:
    """(package, variable) of what is not there; what a person has renounced by a variable is not wanted."""
    known = {
        "chromium": (find_chromium, "EXAMAPP_CHROMIUM"),
        "postgresql": (find_postgres, "EXAMAPP_POSTGRES"),
        "redis-server": (find_redis, "EXAMAPP_REDIS"),
        "nginx": (find_nginx, "EXAMAPP_NGINX"),
        "openssl": (find_openssl, "EXAMAPP_OPENSSL"),
        "pgbouncer": (find_pgbouncer, "EXAMAPP_PGBOUNCER"),
    }
    for package, (_, variable) in RENOUNCED.items():
        if os.environ.get(variable) == "1":
            known.pop(package)
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
        if package in OPTIONAL:
            print(f"没有 {package} 也能测试：用到它的测试会写明跳过。", file=sys.stderr)
    for name, variable in (RENOUNCED[package] for package, _ in missing if package in RENOUNCED):
        print(f"确实不想在 {name} 上测试，请设置 {variable}=1（这些测试会标明跳过）。", file=sys.stderr)
    return 1 if {package for package, _ in missing} - OPTIONAL else 0


if __name__ == "__main__":
    sys.exit(
        main(sys.argv[1:] or ["chromium", "postgresql", "redis-server", "nginx", "openssl", "pgbouncer"])
    )
