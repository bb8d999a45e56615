"""The single requests of an attempt of 50 items: start, reading again, fifty answers at once, hand-in, result."""

import json

from tests.bench.exchange import hand_in, one_step, put_steps, read_slots
from tests.bench.machine import Client, cpu_per_request
from tests.bench.stage import Stage

PEOPLE, WARM, ITEMS = 120, 12, 50
AIMS = {"start": 4, "submission": 8}
LABELS = {
    "start": "开始（试卷已组好）",
    "reopen": "再打开试卷",
    "batch": "一次送 50 步",
    "submission": "交卷并评 50 题",
    "result": "读成绩（JSON）",
}


def measure_requests(stage: Stage) -> None:
    """Each kind of request by everybody before the next kind, so that each has its own CPU time."""
    floor = stage.floor_cpu_ms()
    people = stage.issue(WARM + PEOPLE, ITEMS)
    warm, people = people[:WARM], people[WARM:]
    client = Client(stage.server().port)
    for one in warm:
        _sit(client, one)
    papers = [None] * PEOPLE

    def start(client: Client, number: int) -> None:
        papers[number] = read_slots(client, *people[number])

    def batch(client: Client, number: int) -> None:
        put_steps(client, *people[number], _steps(papers[number]))

    acts = {
        "start": start,
        "reopen": start,
        "batch": batch,
        "submission": lambda client, number: hand_in(client, *people[number], ITEMS),
        "result": lambda client, number: _read_result(client, *people[number]),
    }
    for name, act in acts.items():
        _measure(stage, name, act, floor)


def _measure(stage: Stage, name: str, act, floor: float) -> None:
    before = stage.database_cpu_seconds()
    spent = cpu_per_request(stage.server(), PEOPLE, act)
    database = (stage.database_cpu_seconds() - before) * 1000 / PEOPLE
    aim = f"（目标 {AIMS[name]} CPU-ms 以内）" if name in AIMS else ""
    print(
        f"{LABELS[name]} {spent:.2f} CPU-ms = 下限的 {spent / floor:.1f} 倍{aim}；数据库另用 {database:.2f} CPU-ms"
    )
    stage.figures.note(
        stage.kind,
        **{f"{name}_cpu_ms": spent, f"{name}_floors": spent / floor, f"{name}_database_cpu_ms": database},
    )


def _sit(client: Client, one: tuple[str, str]) -> None:
    slots = read_slots(client, *one)
    put_steps(client, *one, _steps(slots))
    hand_in(client, *one, ITEMS)
    _read_result(client, *one)


def _steps(slots: list[dict]) -> list[dict]:
    return [one_step(slots, slot, slot) for slot in range(1, ITEMS + 1)]


def _read_result(client: Client, attempt: str, token: str) -> None:
    status, body = client.send("GET", f"/api/attempts/{attempt}/result", token=token)
    assert status == 200, body
    assert len(json.loads(body)["slots"]) == ITEMS
