"""What a server says when it starts: its address, a QR where that helps, one-time links, and loud warnings."""

import io
import sys
from urllib.parse import urlsplit

import click
import segno
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from examapp.adapters.server.program_paths import program
from examapp.console.environment import found_env_file
from examapp.console.speaking import can_show, say
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.services.core.demonstration import is_demonstration
from examapp.services.demo.demo_city import DEMO_ROLES, issue_demo_links
from examapp.services.demo.demo_exams import issue_demo_slip
from examapp.services.people.sign_ins import issue_sign_in_link
from examapp.settings import Settings

_OWN_MACHINE = {"127.0.0.1", "::1", "localhost"}
_LINE = "!" * 60


def announce_demo(app: Flask, base_url: str) -> None:
    """Address, QR, and one link per demonstration role."""
    links = issue_demo_links(base_url, now=app.extensions["ports"].clock.now())
    say(f"\n  演示城市已就绪（人名、企业、地区均为虚构）：{base_url}\n")
    show_qr(base_url)
    say("  各角色的一次性登录链接（各用一次；用完执行 examapp demo links 再取）：\n")
    for role, url in links.items():
        say(f"    {DEMO_ROLES[role]}\n      {url}")
    if slip := issue_demo_slip(base_url, ports=app.extensions["ports"]):
        say(f"    参加考核的人（手机；身份证号填 {slip[1]}，密码自己设）\n      {slip[0]}")
    say("\n  按 Ctrl+C 停止。")
    sys.stdout.flush()


def announce_set_up(app: Flask, base_url: str) -> None:
    """A set-up link while there is no account at all; else only the address. A demonstration is warned of."""
    settings = app.extensions["settings"]
    if is_demonstration():
        warn_of_demonstration(settings)
    if found_env_file():
        say(f"设置文件：{found_env_file()}")
    say(f"地址：{base_url}")
    show_qr(base_url)
    if not db.session.scalar(select(func.count(Account.id))):
        token = issue_sign_in_link(None, purpose="set_up", now=app.extensions["ports"].clock.now())
        say(f"系统还是空的。请用这个一次性链接设置第一个管理员（24 小时内有效）：\n{base_url}/set-up/{token}")
        say("审计员要由另一个人担任，他的一次性链接另取：examapp auditor-link")
    sys.stdout.flush()


def warn_of_demonstration(settings: Settings) -> None:
    """Loud, because everything that people enter here would stand among invented people."""
    say(
        f"\n{_LINE}\n"
        "  注意：这个数据库里是演示城市，人和企业都是虚构的，不能当正式系统用。\n"
        f"  数据库：{shown_database(settings)}\n"
        "  要正式使用，换一个空的数据文件夹再启动，例如：\n"
        f"    EXAMAPP_DATA_DIR={settings.data_dir.parent / 'data'} {program()} serve\n"
        "  也可以写进设置文件 examapp.env（见 README“正式使用”）。\n"
        f"{_LINE}\n",
        err=True,
    )


def shown_database(settings: Settings) -> str:
    """The database's address without its password."""
    url = make_url(settings.database_url)
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string()


def show_qr(address: str) -> None:
    """The QR of an address that other devices can open, where the console can print one."""
    if urlsplit(address).hostname in _OWN_MACHINE:
        return
    drawn = io.StringIO()
    segno.make(address, error="l").terminal(drawn, compact=True, border=2)
    if can_show(drawn.getvalue()):
        click.echo(drawn.getvalue())
