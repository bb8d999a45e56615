"""What the application counts, for Prometheus.

With several processes on a node set PROMETHEUS_MULTIPROC_DIR before they start, else each tells only its own counts.
"""

import os
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
    start_http_server,
)
from prometheus_client.registry import REGISTRY

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SHARED = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if _SHARED:
    # The counters below open their files in it.
    Path(_SHARED).mkdir(parents=True, exist_ok=True)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("examapp_requests_total", "Answered requests", ["endpoint", "status"])
ACK_SECONDS = Histogram(
    "examapp_ack_seconds", "From a step's arrival to its acknowledgement", buckets=_SECONDS
)
STEPS = Counter("examapp_steps_acknowledged_total", "Steps acknowledged, repetitions included")
STARTS = Counter("examapp_starts_total", "Papers asked for before their start", ["answer"])
STARTS_ADMITTED, STARTS_WAITING = STARTS.labels("admitted"), STARTS.labels("waiting")
FACE_CHECKS = Counter("examapp_face_checks_total", "Finished face checks", ["outcome"])
JOBS = Counter("examapp_jobs_total", "Jobs run", ["job", "outcome"])
JOB_SECONDS = Histogram(
    "examapp_job_seconds", "How long jobs took", ["job"], buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800)
)
_REQUESTS_OF: dict[tuple[str, int], Counter] = {}


def count_request(endpoint: str, status: int) -> None:
    """One answered request; the labelled counter is kept, because looking it up costs more than counting."""
    key = (endpoint, status)
    counter = _REQUESTS_OF.get(key)
    if counter is None:
        counter = _REQUESTS_OF[key] = REQUESTS.labels(endpoint, str(status))
    counter.inc()


def write_metrics(figures: dict[str, tuple[str, float]]) -> bytes:
    """Everything counted, and figures of this moment by name (explanation, value), in Prometheus' text form."""
    # Written by hand: a Gauge would be kept per process, and these are of the whole installation.
    moment = "".join(
        f"# HELP {name} {explanation}\n# TYPE {name} gauge\n{name} {float(value)}\n"
        for name, (explanation, value) in figures.items()
    )
    counted = REGISTRY
    if _SHARED:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    return generate_latest(counted) + moment.encode()


def forget_old_processes() -> None:
    """Remove the counts of processes of an earlier start; for the start of a node's web server only."""
    if _SHARED:
        for path in Path(_SHARED).glob("*.db"):
            path.unlink(missing_ok=True)


def offer_metrics(port: int) -> None:
    """Tell this process's counts on the loopback, for a worker that serves no pages."""
    start_http_server(port, addr="127.0.0.1")
