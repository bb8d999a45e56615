"""The command line: `examapp run`, `serve`, `migrate`, `demo links`, `verify`, ... (one function per command)."""

import atexit
import json
import os
import sys
from pathlib import Path

import click

from examapp import serving
from examapp.adapters.server.endings import leave_without_sweeping
from examapp.console.announcing import announce_demo, announce_set_up
from examapp.console.apart import run_apart
from examapp.console.applications import open_application
from examapp.console.auditing import audit
from examapp.console.backups import backup
from examapp.console.checking import verify
from examapp.console.clock import clock
from examapp.console.demonstrations import refuse_other_data, refuse_real_data
from examapp.console.doctor import doctor
from examapp.console.environment import use_env_file
from examapp.console.faces import faces
from examapp.console.files import files
from examapp.console.growth import archive, rollups
from examapp.console.keys import keys
from examapp.console.migrating import migrate
from examapp.console.moves import move_to
from examapp.console.papers import papers
from examapp.console.plain_group import PlainGroup
from examapp.console.pools import pools
from examapp.console.preparing import prepare_database, prepared_application
from examapp.console.restores import recovered, restore
from examapp.console.retention import retention
from examapp.console.sign_in_links import auditor_link, remove_keys, sign_in_link, usual_address
from examapp.console.work import work
from examapp.extensions import db
from examapp.services.demo.demo_city import DEMO_ROLES, build_demo_city, issue_demo_links, lacks_demo_city
from examapp.services.demo.demo_load import issue_attempts
from examapp.services.items.bank_folders import add_folder
from examapp.services.upkeep.bank_sync import sync_bank
from question_bank.store import load_bank


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--env-file",
    type=click.Path(path_type=Path),
    help="设置文件；不写就用 EXAMAPP_ENV 指的，再找 ./examapp.env 和 /etc/examapp/examapp.env",
)
@click.pass_context
def main(context: click.Context, env_file: Path | None) -> None:
    """安全生产在线考核与逢查必考系统"""
    # What is written from here on (database, keys, exports) is for this account of the machine alone.
    os.umask(0o077)
    atexit.register(leave_without_sweeping)
    use_env_file(context, env_file)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="端口")
@click.option("--lan", is_flag=True, help="让同一局域网的平板和手机也能打开（https，自动生成证书）")
def run(host: str, port: int, lan: bool) -> None:
    """建好数据库和演示城市（库是空的时候），启动服务，打印地址和各角色的一次性登录链接；有正式数据的库不碰。"""
    app = open_application()
    refuse_real_data(app)
    prepare_database(app)
    with app.app_context():
        unfinished = lacks_demo_city()
        db.session.remove()
    if unfinished:
        run_apart("demo", "build", "--prepared")
    serving.serve(app, host=serving.EVERYWHERE if lan else host, port=port, lan=lan, announce=announce_demo)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="端口")
@click.option("--workers", default=1, show_default=True, help="进程数（PostgreSQL 时可以大于 1）")
@click.option("--lan", is_flag=True, help="https，自动生成证书")
def serve(host: str, port: int, workers: int, lan: bool) -> None:
    """启动服务，不带演示数据；库是空的时候打印设置第一个管理员的一次性链接。"""
    app = prepared_application()
    serving.serve(app, host=host, port=port, workers=workers, lan=lan, announce=announce_set_up)


@main.group()
def demo() -> None:
    """演示城市（全部为虚构）。"""


@demo.command("build")
@click.option("--prepared", is_flag=True, hidden=True, help="数据库结构已是最新")
def demo_build(prepared: bool) -> None:
    """在空的数据库里建演示城市，上次没建完的接着建；已有演示城市或真实数据的，什么都不做。"""
    app = open_application() if prepared else prepared_application()
    with app.app_context():
        built = build_demo_city(ports=app.extensions["ports"])
    click.echo("演示城市已建好。" if built else "这里已有演示城市或正式数据，没有建。")


@demo.command("links")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--base-url", help="地址；不写就用服务正在监听的")
def demo_links(as_json: bool, base_url: str | None) -> None:
    """为每个演示角色生成新的一次性登录链接。"""
    refuse_other_data()
    app = open_application()
    with app.app_context():
        address = base_url or usual_address(app.extensions["settings"])
        links = issue_demo_links(address, now=app.extensions["ports"].clock.now())
    if as_json:
        click.echo(json.dumps(links, ensure_ascii=False, indent=1))
        return
    for role, url in links.items():
        click.echo(f"{DEMO_ROLES[role]}\t{url}")


@main.group()
def bank() -> None:
    """题库。"""


bank.add_command(pools)
bank.add_command(papers)


@bank.command("sync")
def bank_sync() -> None:
    """把随附题库同步进数据库。"""
    app = open_application()
    with app.app_context():
        counts = sync_bank(load_bank(), now=app.extensions["ports"].clock.now())
    click.echo("题库共 {total} 题：新增 {added}，新修订 {raised}，停用 {retired}。".format(**counts))
    if counts["adapted"]:
        click.echo("有 {adapted} 题本地改过，随附题库又有新的说法，请在题目页对照。".format(**counts))


@bank.command("add")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def bank_add(folder: Path) -> None:
    """把本机一个文件夹里的题目（TOML）作为本单位自有题目放进数据库；不会进入随附题库。"""
    app = open_application()
    with app.app_context():
        told = add_folder(folder, now=app.extensions["ports"].clock.now())
    for fault in told.faults:
        click.echo(str(fault))
    if told.faults:
        click.echo(f"有 {len(told.faults)} 处要改，没有放进任何题目。")
        sys.exit(1)
    click.echo(f"新增 {told.added} 题，新修订 {told.raised} 题，没有变化 {told.same} 题。")


@main.group()
def attempts() -> None:
    """作答（压力测试用）。"""


@attempts.command("issue")
@click.option("--count", default=1, show_default=True, help="份数")
@click.option("--items", default=10, show_default=True, help="每份题数")
@click.option("--minutes", default=60, show_default=True, help="作答时间")
def attempts_issue(count: int, items: int, minutes: int) -> None:
    """在演示场次上生成 N 份新答卷，逐行打印 id,token。"""
    app = open_application()
    with app.app_context():
        for attempt_id, token in issue_attempts(
            count, items, minutes, ports=app.extensions["ports"], secret_key=app.config["SECRET_KEY"]
        ):
            click.echo(f"{attempt_id},{token}")


for command in (
    archive,
    audit,
    auditor_link,
    remove_keys,
    backup,
    clock,
    doctor,
    faces,
    files,
    keys,
    migrate,
    move_to,
    recovered,
    restore,
    retention,
    rollups,
    sign_in_link,
    verify,
    work,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
