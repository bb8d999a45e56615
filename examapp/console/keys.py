"""`examapp keys ...`: a new key for fields, records or the audit log, an old one out of use;
the site runs meanwhile.
"""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.security.key_files import fingerprint, read_keys, write_keys
from examapp.console.applications import open_application
from examapp.console.speaking import local, say, saying_why
from examapp.domain.errors import DomainError
from examapp.models.signing_keys import SigningKey
from examapp.services.core.days import SHANGHAI
from examapp.services.core.signing_keys import list_keys, mark_stolen, publish_key
from examapp.services.upkeep.resealing import count_sealed_with, record_rotation, reseal_all
from examapp.settings import Settings


@click.group()
def keys() -> None:
    """加密字段、签发记录、审计日志的密钥：查看、轮换、停用。"""


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
        click.echo(f"签发记录的密钥\t{app.extensions['ports'].signer.kid}")
        for row in list_keys():
            click.echo(f"  {row.kid}\t{local(row.created_at)} 起{_fate(row)}")


def _fate(row: SigningKey) -> str:
    retired = f"，{local(row.retired_at)} 换下" if row.retired_at else ""
    return retired + (f"，{local(row.compromised_at)} 起作废" if row.compromised_at else "")


@keys.command()
@click.argument("kind", type=click.Choice(["field", "signing", "audit"]), default="field")
@click.option(
    "--add-only",
    is_flag=True,
    help="只加新密钥，先不重新加密（多台机器：先把密钥文件复制到每台，再执行 reseal）",
)
@saying_why
def rotate(kind: str, add_only: bool) -> None:
    """加一个新密钥。不用停服务。field（不写就是它）：加密字段，已有内容逐批换成用它加密，旧密钥留到 retire；
    signing：签发记录，旧公钥永远留在公开的公钥列表里，以前的记录照样能核对；audit：审计日志。
    """
    app = open_application()
    path = _keys_file(app)
    held = read_keys(path)
    if kind == "signing":
        _rotate_signing(app, path, held)
        return
    if kind == "audit":
        _rotate_audit(app, path, held)
        return
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


def _rotate_signing(app: Flask, path: Path, held: dict) -> None:
    """The old private key goes: whoever finds it later could only sign in its name."""
    name = _next_name(held["signing_keys"], "signing")
    now = app.extensions["ports"].clock.now()
    with app.app_context():
        # The old key is written down first: it may have signed before anybody asked for its public half.
        publish_key(app.extensions["ports"].signer, now=now)
        write_keys(path, {**held, "signing_keys": {name: secrets.token_hex(32)}, "signing_key_id": name})
        kid = publish_key(app.extensions["ports"].signer, now=now)
    click.echo(f"新的签发密钥 {kid} 已写在 {path}，从现在起的记录用它签。请马上另外备份这个文件。")
    click.echo("以前的记录照样能核对：旧公钥还在公开的公钥列表里。几台机器的，请把密钥文件复制到其余各台。")


def _rotate_audit(app: Flask, path: Path, held: dict) -> None:
    """Older keys stay, because older entries are checked with them."""
    name = _next_name(held["audit_keys"], "audit")
    write_keys(
        path,
        {**held, "audit_keys": {**held["audit_keys"], name: secrets.token_hex(32)}, "audit_key_id": name},
    )
    with app.app_context():
        record_rotation(name, now=app.extensions["ports"].clock.now(), retired=False)
    click.echo(f"审计日志的新密钥 {name} 已写在 {path}。请马上另外备份这个文件。")


@keys.command()
@click.argument("kid")
@click.option("--since", help="从什么时候起不可信（北京时间，例如 2026-11-29T10:00）；不写就是现在")
@saying_why
def stolen(kid: str, since: str | None) -> None:
    """签发密钥可能被人拿走了：从那一刻起它签的不再可信。请先 rotate signing，再执行这一条。"""
    app = open_application()
    now = app.extensions["ports"].clock.now()
    try:
        moment = datetime.fromisoformat(since).replace(tzinfo=SHANGHAI) if since else now
    except ValueError as error:
        raise CannotOperateError(f"时间 {since} 看不懂，请写成 2026-11-29T10:00 这样。") from error
    with app.app_context():
        try:
            mark_stolen(kid, moment.astimezone(UTC), now=now)
        except DomainError as error:
            raise CannotOperateError(f"没有叫 {kid} 的签发密钥，examapp keys show 会列出来。") from error
    click.echo(f"{kid} 从 {local(moment)} 起作废，公开的公钥列表已经注明。")


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


def _next_name(held: dict[str, str], stem: str = "k") -> str:
    numbers = [int(name[len(stem) :]) for name in held if name[len(stem) :].isdigit()]
    return f"{stem}{max(numbers, default=0) + 1}"


def _keep_aside(path: Path, name: str, key: str) -> Path:
    folder = path.parent / "retired-keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{name}.json"
    write_keys(kept, {"field_keys": {name: key}})
    return kept
