"""SQL statements of each request and of a whole attempt of 50 items, counted where the driver sends them."""

import json
import uuid

from examapp.extensions import db
from tests.bench.exchange import step_body
from tests.bench.stage import Stage
from tests.statements import Statements, counted_statements

ITEMS, MOST_PER_STEP = 50, 3


def measure_statements(stage: Stage) -> None:
    """In this process, on the same application; the second of two attempts counts, when memory is warm."""
    (first, second) = stage.issue(2, ITEMS)
    with stage.app.app_context():
        engine = db.engine
    with counted_statements(engine) as seen:
        _sit(stage, first, seen)
        counts = _sit(stage, second, seen)
    whole = counts["start"] + counts["first_step"] + counts["steps"] + counts["submission"]
    print(
        f"SQL 语句：开始 {counts['start']}，第一步 {counts['first_step']}，以后每步 {counts['steps'] / (ITEMS - 1):.0f}"
        f"（目标 {MOST_PER_STEP} 以内），交卷 {counts['submission']}，读成绩 {counts['result']}；整份 50 题 {whole}"
    )
    noted = {f"{name}_statements": count for name, count in counts.items() if name != "steps"}
    noted["step_statements"] = counts["steps"] / (ITEMS - 1)
    stage.figures.note(stage.kind, attempt_of_50_statements=whole, **noted)


def _sit(stage: Stage, one: tuple[str, str], seen: Statements) -> dict[str, int]:
    client, (attempt, token) = stage.app.test_client(), one
    headers, path = {"Authorization": f"Bearer {token}"}, f"/api/attempts/{attempt}"
    counts = {}

    def count(name: str, answer) -> None:
        assert answer.status_code == 200, answer.text
        counts[name] = counts.get(name, 0) + len(seen)
        seen.clear()

    seen.clear()
    answer = client.get(path, headers=headers)
    slots = answer.json["slots"]
    count("start", answer)
    for seq in range(1, ITEMS + 1):
        body = step_body(slots, seq, seq)
        count("first_step" if seq == 1 else "steps", client.put(f"{path}/steps", data=body, headers=headers))
    body = json.dumps({"id": str(uuid.uuid4()), "last_seq": ITEMS, "at": 1})
    count("submission", client.post(f"{path}/submission", data=body, headers=headers))
    count("result", client.get(f"{path}/result", headers=headers))
    return counts
