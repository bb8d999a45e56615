"""The replica that reports are read from lags, then dies, then comes back; pages must say how old their numbers are, or be new."""

import re
from datetime import UTC, datetime, timedelta

import httpx

from examapp.services.reports.report_copies import BEAT_SECONDS, MARK, OLD, moment_of_mark
from examapp.web.filters import local_time
from tests.chaos.checker import OTHER, Finding
from tests.chaos.processes import await_true
from tests.chaos.rounds import Stage
from tests.chaos.witnesses import enter_as_bureau

TOLD = re.compile(r"取自报表副本，截至 ([\d-]+ [\d:]+)")
PAGES = ("/coverage", "/statistics/exams")


def lag_and_lose_copy(stage: Stage) -> None:
    """Replay stands still until the copy is old; it goes on; the replica dies; a new one is built."""
    pair, reader = stage.site.pair, Reader(stage)
    reader.expect("before", "")
    pair.replica.ask("select pg_wal_replay_pause()")
    stands = _mark_of(stage)
    old = OLD.total_seconds() + BEAT_SECONDS
    await_true(lambda: datetime.now(UTC) - stands > timedelta(seconds=old), 2 * old, "the copy is old")
    stage.live("副本不再重放日志时，答题恢复用时")
    reader.expect("while the copy stands still", local_time(_mark_of(stage)))
    pair.replica.ask("select pg_wal_replay_resume()")
    await_true(lambda: _mark_of(stage) > stands, 30, "the copy has caught up")
    reader.expect("after it caught up", "")
    pair.lose_replica()
    reader.expect("without any replica", "")
    stage.live("副本停掉后")
    pair.attach()
    reader.expect("with a new replica", "")
    reader.leave()
    stage.notes.append(
        f"副本落后时报表页说明“截至 {local_time(stands)[-5:]}”，其余时候没有说明；共看 {reader.count} 页"
    )


def _mark_of(stage: Stage) -> datetime:
    """How far the replica's contents reach, by the mark that travels with them."""
    held = stage.site.pair.replica.ask_exam(f"select value from counters where name = '{MARK}'")
    return moment_of_mark(held[0][0])


class Reader:
    """Somebody of the bureau who opens the reports at each web node."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.count = stage, 0
        signed_in = enter_as_bureau(stage.site)
        cookies = signed_in.cookies
        signed_in.close()
        self.clients = [
            httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=30)
            for port in stage.site.web_ports
        ]

    def expect(self, when: str, moment: str) -> None:
        """Every report tells this moment ("" = none, for its numbers are new)."""
        for number, client in enumerate(self.clients):
            for page in PAGES:
                answer = client.get(page)
                self.count += 1
                told = TOLD.search(answer.text)
                if answer.status_code != 200 or (told.group(1) if told else "") != moment:
                    what = f"{page} of node {number} {when}: {answer.status_code}, told {told and told.group(1)!r}, true {moment!r}"
                    self.stage.findings.append(Finding(OTHER, "R12", "", what))

    def leave(self) -> None:
        """Look no more."""
        for client in self.clients:
            client.close()
