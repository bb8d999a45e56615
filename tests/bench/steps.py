"""Saving one step, beside one committed upsert of the bare application."""

from statistics import median

from tests.bench.exchange import one_step, put_steps, read_slots
from tests.bench.machine import CLIENTS, Client, Measured, cpu_per_request, drive
from tests.bench.stage import Stage, upsert

ROUNDS, TURNS = 250, 3


def measure_steps(stage: Stage) -> None:
    """Floor and steps take turns, so that whatever else this machine does meets both; the median turn counts."""
    floor, server = stage.floor(), stage.server()
    issued = stage.issue(CLIENTS, 10)
    papers = [read_slots(Client(server.port), *one) for one in issued]
    database = stage.database_cpu_seconds()
    turns = [(_floor_turn(floor, turn), _step_turn(server, issued, papers, turn)) for turn in range(TURNS)]
    database = (stage.database_cpu_seconds() - database) * 1000 / (2 * TURNS * CLIENTS * ROUNDS)
    floor_rate, floor_cpu = (median(turn[0][place] for turn in turns) for place in (0, 1))
    rate, cpu = (median(turn[1][place] for turn in turns) for place in (0, 1))
    share = median(one[0] / least[0] for least, one in turns)
    empty = cpu_per_request(floor, CLIENTS * ROUNDS, lambda client, _: client.send("GET", "/empty"))
    print(
        f"空视图 {empty:.3f} CPU-ms；下限（一次已提交的 upsert）{floor_rate:.0f} 次/秒，{floor_cpu:.3f} CPU-ms\n"
        f"保存一步 {rate:.0f} 次/秒 = 下限的 {share:.0%}（{TURNS} 轮交替的中位数），"
        f"{cpu:.3f} CPU-ms = 下限的 {cpu / floor_cpu:.2f} 倍；数据库另用约 {database:.3f} CPU-ms"
    )
    stage.figures.note(
        stage.kind, empty_cpu_ms=empty, floor_per_second=floor_rate, floor_cpu_ms=floor_cpu, step_per_second=rate,
        step_share_of_floor=share, step_cpu_ms=cpu, step_database_cpu_ms=database, step_floors=cpu / floor_cpu,
    )  # fmt: skip


def _floor_turn(server: Measured, turn: int) -> tuple[float, float]:
    """Rate per second and CPU-ms of one committed upsert."""

    def work(client: Client, number: int) -> None:
        for k in range(ROUNDS):
            upsert(client, f"{turn}-{number}-{k}")

    return _rate_and_cpu(server, work)


def _step_turn(server: Measured, issued: list, papers: list, turn: int) -> tuple[float, float]:
    """Rate per second and CPU-ms of saving single steps."""

    def work(client: Client, number: int) -> None:
        for seq in range(turn * ROUNDS + 1, (turn + 1) * ROUNDS + 1):
            put_steps(client, *issued[number], [one_step(papers[number], seq % 10 + 1, seq)])

    return _rate_and_cpu(server, work)


def _rate_and_cpu(server: Measured, work) -> tuple[float, float]:
    before = server.cpu_seconds()
    wall, _ = drive(server.port, CLIENTS, work)
    return CLIENTS * ROUNDS / wall, (server.cpu_seconds() - before) * 1000 / (CLIENTS * ROUNDS)
