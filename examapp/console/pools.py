"""`examapp bank pools`: how far the published items go for each blueprint."""

import click

from examapp.console.applications import open_application
from examapp.services.papers.blueprint_pools import measure_pools


@click.command("pools")
@click.option("--count", default=10, show_default=True, help="列出多少行（从题最少的开始）")
def pools(count: int) -> None:
    """列出每个组卷方案在每个行业可以抽的题数，是试卷题数的多少倍。"""
    with open_application().app_context():
        sizes = measure_pools()
    for one in sizes[:count]:
        click.echo(
            f"{one.times:.1f} 倍　{one.blueprint}　{one.industry}："
            f"可抽 {one.items} 题（孪生题只算一次：{one.twins_once}；练习里不出现的 {one.reserved}），一卷 {one.length} 题"
        )
    if sizes:
        click.echo(f"共 {len(sizes)} 种组合，最少 {sizes[0].times:.1f} 倍。")
