"""Hand-ins and starts for each second with two web processes: every one appends to the one chain of the audit log."""

import time

from tests.bench.exchange import hand_in, read_slots
from tests.bench.machine import Client, drive
from tests.bench.stage import Stage

CLIENTS, EACH, WORKERS = 8, 40, 2


def measure_chain(stage: Stage) -> None:
    """Papers of 10 without an answer, so that the chain and the commit weigh most; SQLite has one web process."""
    server = stage.server(1 if stage.kind == "sqlite" else WORKERS)
    issued = stage.issue(CLIENTS * EACH, 10)
    for name, label, act in (
        ("start", "开始", lambda client, one: read_slots(client, *one)),
        ("submission", "交卷", lambda client, one: hand_in(client, *one, 0)),
    ):
        rate, slowest, processors = _rate(server, issued, act)
        print(
            f"{label}（每次一条审计链记录，{server.workers} 个进程，{CLIENTS} 路并发）：{rate:.0f} 次/秒，"
            f"最慢 {slowest * 1000:.0f} ms，用 {processors:.1f} 核"
        )
        stage.figures.note(
            stage.kind, **{f"chained_{name}_per_second": rate, f"chained_{name}_cores": processors}
        )


def _rate(server, issued: list, act) -> tuple[float, float, float]:
    """For each second, the slowest in seconds, and the cores that the web processes kept busy."""

    def work(client: Client, number: int) -> float:
        slowest = 0.0
        for one in issued[number::CLIENTS]:
            began = time.perf_counter()
            act(client, one)
            slowest = max(slowest, time.perf_counter() - began)
        return slowest

    before = server.cpu_seconds()
    wall, slowest = drive(server.port, CLIENTS, work)
    return len(issued) / wall, max(slowest), (server.cpu_seconds() - before) / wall
