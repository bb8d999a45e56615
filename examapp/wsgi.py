"""What each web process runs: the application, with its background jobs when no workers do them."""

import atexit

from examapp.adapters.logs import open_logs
from examapp.adapters.queue.huey_queue import open_queue
from examapp.adapters.server.endings import end_with_parent, leave_without_sweeping
from examapp.app import create_app
from examapp.jobs import start_jobs, watch_clock
from examapp.settings import Settings


def make_application():
    """The WSGI application; overdue attempts are handed in by a sweep that may run in several processes at once."""
    end_with_parent()
    settings = Settings.from_environment()
    open_logs(settings.log_form)
    queue = open_queue(
        redis_url=settings.redis_url, secret=settings.secret_key, runs_jobs=settings.embedded_jobs
    )
    app = create_app(settings, queue=queue)
    watch_clock(app)
    atexit.register(leave_without_sweeping)
    if settings.embedded_jobs:
        start_jobs(queue)
        atexit.register(queue.stop)
    return app
