"""What each web process runs: the application with its background threads."""

import atexit

from examapp.adapters.queue import ThreadQueue
from examapp.app import create_app
from examapp.settings import Settings

SWEEP_SECONDS = 2.0
# Each does nothing when its day has been dealt with; hourly, so that a day begins within the hour.
DAILY_JOBS = ("apply_law_versions", "refresh_statistics", "register_for_exams", "tell_people", "purge_faces")
DAILY_SECONDS = 3600.0
MESSAGE_SECONDS = 60.0


def make_application():
    """The WSGI application; overdue attempts are handed in by a sweep that may run in several processes at once."""
    settings = Settings.from_environment()
    queue = ThreadQueue()
    app = create_app(settings, queue=queue)
    if settings.embedded_jobs:
        queue.every(SWEEP_SECONDS, "finish_overdue_attempts")
        if app.extensions["ports"].messengers:
            queue.every(MESSAGE_SECONDS, "send_messages")
        for job in DAILY_JOBS:
            queue.every(DAILY_SECONDS, job)
            queue.enqueue(job)
        queue.enqueue("resume_imports")
        atexit.register(queue.stop)
    return app
