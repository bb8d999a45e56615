"""`python -m tests.chaos`: break everything, one after another, while people answer; say what was lost (nothing may be)."""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from question_bank.store import load_bank
from tests.chaos.plan import ROUNDS
from tests.chaos.reports import to_markdown, to_text, write_into
from tests.chaos.rounds import Outcome, run_round
from tests.chaos.sites import Site
from tests.locks import close_run_folder, open_run_folder
from tests.programs import explain, find_pgbouncer

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
STEPS = 17_000
OWN_MOUNTS = "EXAMAPP_CHAOS_OWN_MOUNTS"


def main() -> int:
    """Exit status 0 when nothing was lost, doubled, wrong or untrue."""
    asked = _arguments()
    _hide_mounts()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 16_384), hard), hard))
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="examapp-chaos-"))
    open_run_folder()
    site = Site(folder, pooled=asked.pooled)
    try:
        print(f"正在 {folder} 搭起两台网站节点、两个后台进程、主备数据库、Redis 和 nginx ……", flush=True)
        site.start()
        outcomes = _run(site, asked)
    finally:
        site.stop()
        close_run_folder()
    seconds = time.monotonic() - began
    print("\n" + to_text(outcomes), f"\n全程 {seconds / 60:.1f} 分钟")
    if asked.write:
        command = f'make chaos ARGS="{" ".join(sys.argv[1:])}"'
        write_into(PAGE, to_markdown(outcomes, command=command, now=datetime.now(UTC), seconds=seconds))
        print(f"表格已写进 {PAGE}")
    clean = all(one.clean for one in outcomes)
    if clean and not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"各人的记录和各程序的日志在 {folder}")
    return 0 if clean else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description="边答题边制造故障，再核对各人看到的“已保存”是否都在"
    )
    parser.add_argument("rounds", nargs="*", help="只做这些：" + " ".join(one.key for one in ROUNDS))
    parser.add_argument("--steps", type=int, default=STEPS, help="每轮大约确认多少步")
    parser.add_argument("--people", type=float, default=1.0, help="人数乘以这个数")
    parser.add_argument("--pooled", action="store_true", help="各节点经过 PgBouncer（事务模式）连数据库")
    parser.add_argument("--write", action="store_true", help="把表格写进 docs/reliability.md")
    parser.add_argument("--keep", action="store_true", help="结束后保留记录和日志")
    asked = parser.parse_args()
    if asked.pooled and find_pgbouncer() is None:
        parser.error(explain("pgbouncer", "EXAMAPP_PGBOUNCER"))
    unknown = set(asked.rounds) - {one.key for one in ROUNDS}
    if unknown:
        parser.error(f"没有这些：{' '.join(sorted(unknown))}")
    return asked


def _hide_mounts() -> None:
    """Run again in a mount namespace of our own where that is allowed, so that the small disk ends with us."""
    program = shutil.which("unshare")
    if os.geteuid() != 0 or program is None or os.environ.get(OWN_MOUNTS):
        return
    os.environ[OWN_MOUNTS] = "1"
    os.execv(program, [program, "-m", sys.executable, "-m", "tests.chaos", *sys.argv[1:]])


def _run(site: Site, asked: argparse.Namespace) -> list[Outcome]:
    items = {(item.id, item.revision): item for item in load_bank().items.values()}
    outcomes = []
    for one in ROUNDS:
        if asked.rounds and one.key not in asked.rounds:
            continue
        print(f"\n{one.title}（{one.codes}）……", flush=True)
        outcome = run_round(site, one, items, steps=asked.steps, people_share=asked.people)
        outcomes.append(outcome)
        print(to_text([outcome]).splitlines()[0], *outcome.notes, sep="\n  ", flush=True)
        for finding in outcome.findings[:20]:
            print(f"  ✗ {finding.invariant} {finding.attempt} {finding.what}")
        for told, times in outcome.lies.most_common(20):
            print(f"  ✗ {times} 次 {told}")
        for told in outcome.troubles[:20]:
            print(f"  ✗ {told}")
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
