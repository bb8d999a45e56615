"""`examapp keys ...`: a new field key, everything sealed anew, the old key out of use; the site runs meanwhile."""

import secrets
from pathlib import Path

import click
from flask import Flask

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.security.key_files import fingerprint, read_keys, write_keys
from examapp.console.applications import open_application
from examapp.console.speaking import say, saying_why
from examapp.services.upkeep.resealing import count_sealed_with, record_rotation, reseal_all
from examapp.settings import Settings


@click.group()
def keys() -> None:
    """加密字段的密钥：查看、轮换、停用。"""


@keys.command()
@saying_why
def show() -> None:
    """列出密钥的名字和指纹（不显示密钥本身），以及还有多少数据要用它打开。"""
    app = open_application()
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        for name, key in settings.field_keys.items():
            use = "，新内容用它加密" if name == settings.field_key_id else ""
            click.echo(f"{name}\t指纹 {fingerprint(key)}\t{sum(count_sealed_with(name).values())} 处{use}")


@keys.command()
@click.option(
    "--add-only",
    is_flag=True,
    help="只加新密钥，先不重新加密（多台机器：先把密钥文件复制到每台，再执行 reseal）",
)
@saying_why
def rotate(add_only: bool) -> None:
    """加一个新密钥，新内容改用它，再把已有内容逐批换成用它加密。不用停服务；旧密钥留着，直到 retire。"""
    app = open_application()
    path = _keys_file(app)
    held = read_keys(path)
    name = _next_name(held["field_keys"])
    write_keys(
        path,
        {**held, "field_keys": {**held["field_keys"], name: secrets.token_hex(32)}, "field_key_id": name},
    )
    click.echo(f"已加新密钥 {name}，写在 {path}。请马上另外备份这个文件。")
    with app.app_context():
        record_rotation(name, now=app.extensions["ports"].clock.now(), retired=False)
        if not add_only:
            _reseal(app)


@keys.command()
@saying_why
def reseal() -> None:
    """把还没用当前密钥加密的内容换成用它加密；中断了再执行一次，会接着做。"""
    app = open_application()
    with app.app_context():
        _reseal(app)


@keys.command()
@click.argument("name")
@saying_why
def retire(name: str) -> None:
    """停用一个旧密钥：确认已没有内容要用它，再移出密钥文件，另存一份给旧备份用。"""
    app = open_application()
    path = _keys_file(app)
    held = read_keys(path)
    if name not in held["field_keys"]:
        raise CannotOperateError(f"没有叫 {name} 的密钥。现有：{'、'.join(held['field_keys'])}。")
    if name == held["field_key_id"]:
        raise CannotOperateError(f"{name} 正在用来加密新内容。请先执行 examapp keys rotate。")
    with app.app_context():
        if left := count_sealed_with(name):
            places = "、".join(f"{label} {count} 处" for label, count in left.items())
            raise CannotOperateError(f"还有内容要用 {name} 打开：{places}。请先执行 examapp keys reseal。")
        kept = _keep_aside(path, name, held["field_keys"][name])
        rest = {one: key for one, key in held["field_keys"].items() if one != name}
        write_keys(path, {**held, "field_keys": rest})
        record_rotation(name, now=app.extensions["ports"].clock.now(), retired=True)
    click.echo(
        f"{name} 已停用。轮换之前做的备份还要用它：已另存为 {kept}，请移到离线的地方，和旧备份放在一起。"
    )


def _reseal(app: Flask) -> None:
    ports = app.extensions["ports"]
    count = reseal_all(ports=ports, now=ports.clock.now(), progress=_say)
    say(f"换好了：{count} 处。确认各台机器都在用新密钥后，再停用旧密钥：examapp keys retire 旧名字")


def _say(label: str, count: int) -> None:
    click.echo(f"  {label}：{count} 处")


def _keys_file(app: Flask) -> Path:
    path = app.extensions["settings"].keys_file
    if path is None:
        raise CannotOperateError(
            "密钥来自变量 EXAMAPP_KEYS，程序改不了它。请在保管密钥的地方加上新密钥、改 field_key_id，"
            "重新启动所有服务，再执行 examapp keys reseal；最后从那里去掉旧密钥。"
        )
    return path


def _next_name(held: dict[str, str]) -> str:
    numbers = [int(name[1:]) for name in held if name[:1] == "k" and name[1:].isdigit()]
    return f"k{max(numbers, default=0) + 1}"


def _keep_aside(path: Path, name: str, key: str) -> Path:
    folder = path.parent / "retired-keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{name}.json"
    write_keys(kept, {"field_keys": {name: key}})
    return kept
