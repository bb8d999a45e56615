"""Rows and bytes that one attempt of 50 items leaves behind: its content, and what the database's files really grow by."""

import json
import uuid

from sqlalchemy import create_engine, text

from tests.bench.exchange import step_body
from tests.bench.stage import Stage

PEOPLE, ITEMS, AIM_KILOBYTES = 40, 50, 15
TABLES = ("participants", "attempts", "attempt_steps", "attempt_results", "audit_entries")
ROWS = "select sum(length(paper)) from attempts where id in ({ids})"
STEPS = "select sum(32 + 16 + 4 + 2 + 8 + 8 + 1 + 24 + length(response)) from attempt_steps where attempt_id in ({ids})"
RESULTS = (
    "select sum(length(marks) + length(responses) + 80) from attempt_results where attempt_id in ({ids})"
)

# A table in partitions has no size of its own.
SIZE = "select coalesce(sum(pg_total_relation_size(relid)), pg_total_relation_size('{table}')) from pg_partition_tree('{table}')"


def measure_storage(stage: Stage) -> None:
    """Every answer once, then handed in; rows of all tables that take part, and pages with indexes."""
    before, rows_before = _file_bytes(stage), _rows(stage)
    issued = stage.issue(PEOPLE, ITEMS)
    for one in issued:
        _sit(stage, one)
    content = _content_bytes(stage, [attempt for attempt, _ in issued])
    grown = (_file_bytes(stage) - before) / PEOPLE
    rows = (_rows(stage) - rows_before) / PEOPLE
    print(
        f"每份 50 题答卷：{rows:.0f} 行，内容 {content / 1024:.1f} kB（目标 {AIM_KILOBYTES} kB 以内），"
        f"连同索引和页 {grown / 1024:.1f} kB"
    )
    stage.figures.note(
        stage.kind,
        attempt_of_50_rows=rows,
        attempt_of_50_content_bytes=content,
        attempt_of_50_disk_bytes=grown,
    )


def _sit(stage: Stage, one: tuple[str, str]) -> None:
    client, headers = stage.app.test_client(), {"Authorization": f"Bearer {one[1]}"}
    path = f"/api/attempts/{one[0]}"
    slots = client.get(path, headers=headers).json["slots"]
    for seq in range(1, ITEMS + 1):
        body = step_body(slots, seq, seq)
        assert client.put(f"{path}/steps", data=body, headers=headers).status_code == 200
    body = json.dumps({"id": str(uuid.uuid4()), "last_seq": ITEMS, "at": 1})
    assert client.post(f"{path}/submission", data=body, headers=headers).status_code == 200


def _scalar(stage: Stage, statement: str) -> int:
    engine = create_engine(stage.settings.database_url)
    with engine.connect() as connection:
        found = connection.execute(text(statement)).scalar()
    engine.dispose()
    return int(found or 0)


def _rows(stage: Stage) -> int:
    return sum(_scalar(stage, f"select count(*) from {table}") for table in TABLES)


def _content_bytes(stage: Stage, ids: list[str]) -> float:
    wanted = ",".join(f"'{one}'" for one in ids)
    parts = (_scalar(stage, statement.format(ids=wanted)) for statement in (ROWS, STEPS, RESULTS))
    return sum(parts) / len(ids) + 200


def _file_bytes(stage: Stage) -> int:
    if stage.cluster is None:
        return _scalar(stage, "select page_count * page_size from pragma_page_count(), pragma_page_size()")
    return sum(_scalar(stage, SIZE.format(table=table)) for table in TABLES)
