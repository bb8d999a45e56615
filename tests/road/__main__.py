"""`python -m tests.road [all | words of a story's name]`: walk, print a line a story, keep pictures and logs of what failed."""

import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.house.tree import ROOT
from tests.locks import close_run_folder, open_run_folder
from tests.postgres import Cluster
from tests.road.plan import NOT_YET, Story, choose, name_of
from tests.road.roads import Road
from tests.road.windows import Windows, launch

KEPT = ROOT / "build" / "road"
# As a real server keeps data; `examapp doctor` looks at it.
DURABLE = "-c listen_addresses= -c max_connections=200"


def main(asked: list[str]) -> int:
    """Exit status 0 when every story ended at its record."""
    try:
        stories = choose(asked)
    except LookupError as error:
        print(f"没有这样的故事：{error.args[0]}", file=sys.stderr)
        return 2
    # A time limit of somebody else ends what we started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(KEPT, ignore_errors=True)
    began, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="examapp-road-"))
    cluster = Cluster(open_run_folder(), DURABLE)
    with sync_playwright() as driver:
        browser = launch(driver, folder)
        road = Road(browser, folder, cluster, Windows(browser))
        try:
            failed = sum(not _walk(road, story, browser) for story in stories)
        finally:
            road.end()
            browser.close()
            close_run_folder()
            shutil.rmtree(folder, ignore_errors=True)
    for what, section in NOT_YET:
        print(f"not yet  {what} ({section})")
    _tell_time(len(stories), time.monotonic() - began)
    print(f"{len(stories) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _tell_time(count: int, seconds: float) -> None:
    """Beside the time its work: on a machine that others use too, only the second says something about us."""
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cores = os.cpu_count() or 1
    print(f"{count} stories walked in {seconds:.0f} s; {used:.0f} s of work on {cores} cores")


def _walk(road: Road, story: Story, browser: Browser) -> bool:
    road.windows = Windows(browser)
    began, trouble, figure = time.monotonic(), "", ""
    try:
        figure = story(road)
        assert not road.windows.faults, road.windows.faults
    except Exception:
        trouble = traceback.format_exc()
        _keep(road, story, trouble)
    road.windows.close()
    seconds = time.monotonic() - began
    print(f"{'FAILED' if trouble else 'passed'}  {seconds:5.1f} s  {name_of(story)}  {figure or ''}".rstrip())
    if trouble:
        print(f"{trouble}\n  kept in {KEPT / story.__name__}")
    sys.stdout.flush()
    return not trouble


def _keep(road: Road, story: Story, trouble: str) -> None:
    folder = KEPT / story.__name__
    road.windows.photograph(folder)
    road.keep_logs(folder)
    (folder / "trouble.txt").write_text(trouble, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
