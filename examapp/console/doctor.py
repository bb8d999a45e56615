"""`examapp doctor`: what is at fault with this installation, and how to mend it."""

import json
import sys
from dataclasses import asdict

import click
from flask import Flask

from examapp.console.applications import open_application
from examapp.console.database_checks import check_database
from examapp.console.machine_checks import check_machine
from examapp.domain.health import Finding, has_fault

SIGNS = {True: "✓", False: "✕", None: "–"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def doctor(as_json: bool) -> None:
    """逐项检查这套系统，说明哪里有问题、怎么修；有问题时以 1 退出。只看，不改。"""
    findings = examine(open_application())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        for one in findings:
            click.echo(f"{SIGNS[one.ok]} {one.title}：{one.found}")
            if one.ok is False:
                click.echo(f"    怎么修：{one.mend}")
        faults = sum(one.ok is False for one in findings)
        click.echo(f"\n有 {faults} 处要修。" if faults else "\n一切正常。")
    sys.exit(1 if has_fault(findings) else 0)


def examine(app: Flask) -> list[Finding]:
    """All findings, in the order in which they should be mended."""
    with app.app_context():
        return [*check_database(app), *check_machine(app)]
