"""Says in Chinese why an installation cannot go on: `before` looks, `run COMMAND` runs it and reads what it complained of.

Used by the Makefile, before any part is installed: standard library only.
检验情况：每一种原因由 tests/deploy/test_installing.py 试过；磁盘满和没有 venv 只用假的回答试过。
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LEAST_TEMPORARY, LEAST_HERE = 50 * 1024**2, 300 * 1024**2
MIRROR = "export PIP_INDEX_URL=https://mirrors.aliyun.com/pypi/simple/"
NO_VENV = (
    "这个 Python 没有 venv 模块，建不了虚拟环境。Debian/Ubuntu 请先执行：sudo apt-get install python3-venv"
)
ELSEWHERE = "也可以换一个有空间的临时文件夹：mkdir -p build/tmp && export TMPDIR=$PWD/build/tmp"
# What pip or the system says (in small letters), and what that means; the first that fits is told.
CAUSES = (
    (("no space left", "errno 28", "disk quota", "errno 122"), "磁盘满了，没有装全。{disks}请清出约 2 GB 再试。" + ELSEWHERE),
    (("no usable temporary directory",), "没有能写的临时文件夹（满了，或者没有权限），没有装。{disks}" + ELSEWHERE),
    (("no module named pip", "no module named ensurepip"), "虚拟环境 .venv 不完整。请先执行：rm -rf .venv；" + NO_VENV),
    (("permission denied", "errno 13", "read-only file system", "errno 30"), "没有写入的权限，没有装全。请用有权限的用户，或换个文件夹。"),
    (("do not match the hashes",), "下载到的文件和锁文件里的校验值不一样，没有装。多半是镜像有问题，请换一个镜像：" + MIRROR),
    (
        ("timed out", "connection", "name or service", "name resolution", "network is unreachable", "ssl", "proxy", "http error"),
        "连不上下载部件的网站，没有装全。请检查网络；可换用镜像，例如：" + MIRROR,
    ),
    (("no matching distribution", "could not find a version"), "镜像里没有需要的版本，或者这个 Python 太新、太旧。请换一个镜像或 Python 再试。"),
    (("memoryerror", "cannot allocate memory", "killed"), "内存不够，没有装全。请关掉别的程序再试。"),
)  # fmt: skip
UNKNOWN = "依赖没有装全，原因见上面几行。"


def main(words: list[str]) -> int:
    """0 when everything is as it must be."""
    if words[:1] == ["before"]:
        fault = find_fault()
        if fault:
            print(fault)
        return 1 if fault else 0
    # Pip's progress goes on to the terminal; what it complains of is read as well.
    process = subprocess.Popen(words[1:], stderr=subprocess.PIPE, text=True, errors="replace")  # noqa: S603
    said = []
    for line in process.stderr:
        sys.stderr.write(line)
        said.append(line)
    status = process.wait()
    if status:
        print(explain("".join(said)))
    return 1 if status else 0


def find_fault() -> str:
    """What would keep an installation from being made; empty when nothing is known."""
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return NO_VENV
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError:
        return f"没有能写的临时文件夹（满了，或者没有权限），没有装。{describe_disks()}{ELSEWHERE}"
    if shutil.disk_usage(folder).free < LEAST_TEMPORARY:
        return f"临时文件夹 {folder} 快满了，没有装。{describe_disks()}{ELSEWHERE}"
    if shutil.disk_usage(".").free < LEAST_HERE:
        return f"磁盘快满了，没有装。{describe_disks()}请清出约 2 GB 再试。"
    return ""


def explain(said: str) -> str:
    """The cause in Chinese, from what pip said."""
    small = said.lower()
    for signs, sentence in CAUSES:
        if any(sign in small for sign in signs):
            return sentence.format(disks=describe_disks())
    return UNKNOWN


def temporary_folder() -> str:
    """Where pip unpacks: as the environment says, whether it can be written or not."""
    return os.environ.get("TMPDIR") or "/tmp"  # noqa: S108


def describe_disks() -> str:
    """How much is free where it matters."""
    parts = []
    for folder in (temporary_folder(), str(Path().absolute())):
        try:
            parts.append(f"{folder} 还剩 {shutil.disk_usage(folder).free // 1024**2} MB")
        except OSError:
            parts.append(f"{folder} 打不开")
    return "、".join(parts) + "。"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
