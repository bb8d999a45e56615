"""One-time links from the console: for an account that lost its way in, and for the auditor,
whom no administrator may make.
"""

import sys

import click
from sqlalchemy import func, select

from examapp.adapters.server.serving_notes import read_note
from examapp.console.applications import open_application
from examapp.console.speaking import say
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.services.people.second_factors import remove_keys_by_operator
from examapp.services.people.sign_ins import invite_auditor
from examapp.services.people.staff import invite_by_operator
from examapp.settings import Settings

_USUAL = "http://127.0.0.1:8000"


def usual_address(settings: Settings) -> str:
    """The configured address, else the one at which the server of this data folder listens; says so when none runs."""
    if settings.base_url:
        return settings.base_url
    note = read_note(settings.data_dir)
    if note is None or not note.running:
        say("现在没有服务在运行，下面的地址要等服务启动以后才能打开。", err=True)
    return note.base_url if note else _USUAL


@click.command("sign-in-link")
@click.argument("login_name")
@click.option("--base-url", help="地址；不写就用服务正在监听的")
def sign_in_link(login_name: str, base_url: str | None) -> None:
    """为一个账号生成一次性登录链接（忘记密码、首次登录）。"""
    app = open_application()
    with app.app_context():
        try:
            token = invite_by_operator(login_name, now=app.extensions["ports"].clock.now())
        except DomainError as error:
            stopped = error.code == "account_stopped"
            click.echo(
                f"账号 {login_name} 已停用，请系统管理员先启用"
                if stopped
                else f"没有登录名为 {login_name} 的账号"
            )
            sys.exit(1)
        address = base_url or usual_address(app.extensions["settings"])
    click.echo(f"{address}/sign-in/{token}")


@click.command("auditor-link")
@click.option("--base-url", help="地址；不写就用服务正在监听的")
def auditor_link(base_url: str | None) -> None:
    """为审计员生成一次性链接。管理员不能设置审计员（三员分立），所以由管服务器的人取；记入审计日志。"""
    app = open_application()
    with app.app_context():
        query = select(func.count(Account.id)).where(Account.role == "auditor", Account.state == "active")
        count = db.session.scalar(query)
        token = invite_auditor(now=app.extensions["ports"].clock.now())
        address = base_url or usual_address(app.extensions["settings"])
    if count:
        say(f"已经有 {count} 名审计员；用这个链接会再设置一名。", err=True)
    say("请把这个一次性链接交给担任审计员的人（24 小时内有效），不要交给系统管理员：", err=True)
    click.echo(f"{address}/set-up/{token}")


@click.command("remove-keys")
@click.argument("login_name")
def remove_keys(login_name: str) -> None:
    """取消一个账号的手机验证码、备用码和全部通行密钥（手机和设备都丢了）。它的登录都退出；本人和审计员都会看到。"""
    app = open_application()
    with app.app_context():
        try:
            remove_keys_by_operator(login_name, now=app.extensions["ports"].clock.now())
        except DomainError:
            click.echo(f"没有登录名为 {login_name} 的账号")
            sys.exit(1)
    click.echo("已经取消。本人用密码或登录链接登录以后重新设置。")
