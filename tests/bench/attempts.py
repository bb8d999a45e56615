"""Whole attempts: one PUT per answer from the paper to the result; and many who open their papers in the same moment."""

from tests.bench.exchange import hand_in, one_step, put_steps, read_slots
from tests.bench.machine import CLIENTS, Client, cpu_per_request, drive
from tests.bench.stage import Stage

STARTS, AIM_OF_50 = 300, 60


def measure_attempts(stage: Stage) -> None:
    """CPU-ms of an attempt of 10 and of 50 items, and the wall time of a crowd's start."""
    floor = stage.floor_cpu_ms()
    for items in (10, 50):
        spent, database = _whole(stage, stage.issue(CLIENTS * 5, items))
        aim = f"（目标 {AIM_OF_50} CPU-ms 以内，Moodle 640）" if items == 50 else ""
        print(
            f"整份 {items} 题（逐题保存，开始到成绩）{spent:.1f} CPU-ms = {spent / floor:.0f} 次下限{aim}；"
            f"数据库另用 {database:.1f} CPU-ms"
        )
        stage.figures.note(
            stage.kind,
            **{f"attempt_of_{items}_cpu_ms": spent, f"attempt_of_{items}_database_cpu_ms": database},
        )
    _crowd(stage)


def _whole(stage: Stage, issued: list) -> tuple[float, float]:
    def sit(client: Client, number: int) -> None:
        slots = read_slots(client, *issued[number])
        for seq in range(1, len(slots) + 1):
            put_steps(client, *issued[number], [one_step(slots, seq, seq)])
        hand_in(client, *issued[number], len(slots))

    before = stage.database_cpu_seconds()
    spent = cpu_per_request(stage.server(), len(issued), sit)
    return spent, (stage.database_cpu_seconds() - before) * 1000 / len(issued)


def _crowd(stage: Stage) -> None:
    issued = stage.issue(STARTS, 10)
    wall, papers = drive(stage.server().port, STARTS, lambda client, n: len(read_slots(client, *issued[n])))
    right = sum(one == 10 for one in papers)
    print(f"{STARTS} 人同时开始：{wall:.2f} 秒内全部拿到试卷，{right} 个成功")
    stage.figures.note(stage.kind, crowd_of_300_seconds=wall, crowd_of_300_served=right)
