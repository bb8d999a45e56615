"""/healthz, /readyz and /metrics: for supervisors, load balancers and Prometheus; nothing of people in them."""

import hmac
import ipaddress

from flask import Blueprint, Response, abort, current_app, jsonify, request

from examapp import __version__
from examapp.adapters.metrics import CONTENT_TYPE, write_metrics
from examapp.services.core.job_runs import count_open_runs
from examapp.services.upkeep.readiness import NEEDED, check_parts
from examapp.web.access import PUBLIC, open_to, ports

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to(PUBLIC)
def healthz():
    """The process answers; nothing else is asked."""
    return jsonify(status="ok", version=__version__)


@bp.get("/readyz")
@open_to(PUBLIC)
def readyz():
    """503 while people cannot be served here; with ?all=1 also while background work waits (for alarms)."""
    parts = check_parts(data_dir=current_app.extensions["settings"].data_dir, ports=ports())
    wanted = parts if request.args.get("all") == "1" else NEEDED
    failing = [name for name in wanted if parts[name] != "ok"]
    answer = jsonify(status="ok" if not failing else "not ready", failing=failing, parts=parts)
    answer.status_code = 503 if failing else 200
    return answer


@bp.get("/metrics")
@open_to(PUBLIC)
def metrics():
    """Counters of this node, for whoever holds the token or comes from an allowed address; a stranger sees nothing here."""
    if not _may_read():
        abort(404)
    waiting, given_up = count_open_runs()
    figures = {
        "examapp_queue_depth": ("Jobs that wait or are under way", waiting),
        "examapp_waiting": ("People who wait for their turn to begin", ports().room.count()),
        "examapp_clock_disagreement_seconds": (
            "How far the time of day has left the machine's own count",
            ports().clock.disagreement(),
        ),
        "examapp_jobs_given_up": ("Jobs that failed too often and wait for a person", given_up),
    }
    return Response(write_metrics(figures), content_type=CONTENT_TYPE)


def _may_read() -> bool:
    settings = current_app.extensions["settings"]
    given = request.headers.get("Authorization", "")
    if settings.metrics_token and hmac.compare_digest(
        given.encode(), f"Bearer {settings.metrics_token}".encode()
    ):
        return True
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in network for network in settings.metrics_from)
