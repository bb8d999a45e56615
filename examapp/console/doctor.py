"""`examapp doctor`: what is at fault with this installation, and how to mend it."""

import json
import sys
from dataclasses import asdict

import click
from flask import Flask

from examapp.adapters.server.program_paths import with_path
from examapp.console.applications import open_application_to_look
from examapp.console.database_checks import check_database
from examapp.console.deep_checks import check_deeply
from examapp.console.machine_checks import check_machine
from examapp.console.settings_checks import check_settings
from examapp.console.speaking import say
from examapp.domain.health import Finding, has_fault

SIGNS = {True: "✓", False: "✕", None: "–"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option(
    "--deep", is_flag=True, help="再从头到尾读一遍数据库：文件、审计日志、成绩和记录（库大时要几分钟）"
)
def doctor(as_json: bool, deep: bool) -> None:
    """逐项检查这套系统，说明哪里有问题、怎么修；有问题时以 1 退出。只看，不改。"""
    findings = examine(open_application_to_look(), deep=deep)
    if as_json:
        rows = [{**asdict(finding), "mend": with_path(finding.mend)} for finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(f"{SIGNS[finding.ok]} {finding.title}：{finding.found}")
            if finding.ok is False:
                say(f"    怎么修：{finding.mend}")
        say(f"\n{_sum_up(findings)}")
    sys.exit(1 if has_fault(findings) else 0)


def _sum_up(findings: list[Finding]) -> str:
    faults = sum(finding.ok is False for finding in findings)
    if faults:
        return f"有 {faults} 处要修。"
    unmade = any(finding.code == "database" and finding.ok is None for finding in findings)
    return "没有要修的。数据库还没有建，启动一次服务（examapp serve）就会建好。" if unmade else "一切正常。"


def examine(app: Flask, *, deep: bool = False) -> list[Finding]:
    """All findings, in the order in which they should be mended; `deep`: with every row read."""
    with app.app_context():
        further = check_deeply(app) if deep else ()
        return [*check_settings(app), *check_database(app), *check_machine(app), *further]
