"""Counts of several processes of one node are told as one."""

import os
import subprocess
import sys
from pathlib import Path

COUNT = "from examapp.adapters import metrics; metrics.STEPS.inc(3); metrics.count_request('home.root', 200)"
TELL = "from examapp.adapters import metrics; print(metrics.write_metrics({'examapp_queue_depth': ('Waiting', 2)}).decode())"
FORGET = "from examapp.adapters import metrics; metrics.forget_old_processes()"


def run(code: str, folder: Path) -> str:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_processes_that_share_a_folder_are_added_up_until_the_server_starts_anew(tmp_path):
    folder = tmp_path / "made" / "by the first"
    for _ in range(2):
        run(COUNT, folder)
    told = run(TELL, folder)
    assert "examapp_steps_acknowledged_total 6.0" in told
    assert 'examapp_requests_total{endpoint="home.root",status="200"} 2.0' in told
    assert told.count("\nexamapp_queue_depth") == 1
    assert "examapp_queue_depth 2.0" in told
    run(FORGET, folder)
    assert "acknowledged_total 6.0" not in run(TELL, folder)


def test_the_dashboard_asks_only_for_what_is_counted():
    import json
    import re

    from examapp.adapters import metrics

    path = Path(__file__).parents[2] / "deploy" / "grafana" / "examapp.json"
    asked = set(
        re.findall(
            r"examapp_\w+", json.dumps([p["targets"] for p in json.loads(path.read_text("utf-8"))["panels"]])
        )
    )
    figures = dict.fromkeys(("examapp_queue_depth", "examapp_jobs_given_up", "examapp_waiting"), ("", 0))
    told = metrics.write_metrics(figures).decode()
    metrics.STEPS.inc(0)
    known = set(re.findall(r"^# TYPE (\w+) ", told, re.MULTILINE))
    assert {
        name for name in asked if name not in known and name.removesuffix("_bucket") not in known
    } == set()
