"""The answering page as a phone fetches it for the first time."""

import gzip
import re
from pathlib import Path

from tests.bench.machine import Client
from tests.bench.stage import Stage

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "attempts" / "show.html"
PARTS = (
    "css/phone.css", "js/start.js", "js/attempt/page.js", "js/behaviours/change-type-size.js", "css/item-types.css",
    "js/restore-display.js",
)  # fmt: skip
FIRST_ANSWER_BYTES = 4096


def measure_pages(stage: Stage) -> None:
    """Bytes (gzip) and requests of the page's parts."""
    client = Client(stage.server().port)
    _, html = client.send("GET", "/sign-in")
    version = re.search(rb"/assets/(\w+)/", html).group(1).decode()
    total = len(gzip.compress(TEMPLATE.read_bytes())) + FIRST_ANSWER_BYTES
    for name in PARTS:
        status, body = client.send("GET", f"/assets/{version}/{name}", **{"Accept-Encoding": "gzip"})
        assert status == 200, name
        total += len(body)
    requests = len(PARTS) + 2
    print(f"答题页冷加载：{total / 1024:.1f} kB（压缩后），{requests} 个请求（目标 120 kB、12 个以内）")
    stage.figures.note(stage.kind, cold_load_bytes=total, cold_load_requests=requests)
