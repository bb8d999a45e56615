"""`examapp bank papers`: the default blueprints tried on the bank's files; needs no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean

import click

from examapp.domain.supplies import PAPERS_WANTED
from examapp.services.papers.paper_trials import PaperTrial, ThinCell, try_defaults
from question_bank.model import Topic
from question_bank.store import DATA, load_bank


@click.command("papers")
@click.option("--count", default=60, show_default=True, help="每份方案模拟多少份试卷")
@click.option("--root", type=click.Path(path_type=Path), default=DATA, help="题库的文件夹")
def papers(count: int, root: Path) -> None:
    """市级默认方案：一个人最多能考几份不重题的试卷、哪一格不够，只听语气猜的人能得多少分。"""
    trials = []
    for trial in try_defaults(load_bank(root).items, count):
        trials.append(trial)
        click.echo(trial_line(trial))
    click.echo(
        f"够 {PAPERS_WANTED} 份的方案：{sum(trial.papers >= PAPERS_WANTED for trial in trials)} / {len(trials)}"
    )
    click.echo(
        f"猜的人：平均 {fmean(trial.guessed_mean for trial in trials):.0f} 分，95 % 的试卷不超过的分数"
        f"最高的方案 {max(trial.guessed_high for trial in trials):.0f} 分，"
        f"能过合格线的试卷 {fmean(trial.guessed_passes for trial in trials):.1%}"
    )
    click.echo("不够的格子（缺得多的在前）")
    for line in thin_lines(trials):
        click.echo(f"  {line}")


def trial_line(trial: PaperTrial) -> str:
    """One blueprint: papers for one person, guessed points."""
    supply = f"{trial.papers} 份不重题" + (
        "以上" if trial.papers >= PAPERS_WANTED else f"（{trial.narrowest.label}）"
    )
    return f"{trial.name}：{supply}；猜的人平均 {trial.guessed_mean:.0f} 分，95 % 不超过 {trial.guessed_high:.0f} 分"


def thin_lines(trials: Iterable[PaperTrial]) -> Iterator[str]:
    """Each thin cell once per blueprint, with the industry that lacks most."""
    worst: dict[tuple[str, tuple[str, ...]], list[ThinCell]] = defaultdict(list)
    for trial in trials:
        for cell in trial.thin:
            worst[trial.name, cell.topics].append(cell)
    rows = [(max(cells, key=_lack), name, len(cells)) for (name, _), cells in worst.items()]
    for cell, name, industries in sorted(rows, key=lambda row: (-_lack(row[0]), row[1], row[0].topics)):
        topics = "、".join(Topic(topic).label for topic in cell.topics)
        others = f"等 {industries} 个行业" if industries > 1 else ""
        yield (
            f"缺 {_lack(cell)} 题　{name}　{topics}（难度 1 至 {cell.difficulty_max}）："
            f"{PAPERS_WANTED} 份要 {cell.wanted} 题，只有 {cell.available} 题（{cell.industry.label}{others}）"
        )


def _lack(cell: ThinCell) -> int:
    return cell.wanted - cell.available
