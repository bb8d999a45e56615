"""Whether this node can serve people: the parts that it leans on, asked one by one."""

import logging
import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from examapp.extensions import db
from examapp.services.core.ports import Ports

log = logging.getLogger(__name__)
LEAST_FREE_BYTES = 200 * 1024 * 1024
# Without these nobody can be served. Without the queue, exams, quizzes and results go on and background work waits.
NEEDED = ("database", "writing", "disk")


def check_parts(*, data_dir: Path, ports: Ports) -> dict[str, str]:
    """`ok` or what is the matter (`away`, `blocked`, `readonly`, `full`, `doubtful`) by part: database, writing, clock, queue, disk."""
    answers = _database_answers()
    return {
        "database": "ok" if answers else "away",
        # Reading goes on while somebody holds the only write lock, and then no answer is kept.
        "writing": ports.write_probe.look(db.engine) if answers else "away",
        # Answers are kept as before, but somebody has to decide which time is right.
        "clock": "ok" if ports.clock.is_sure() else "doubtful",
        "queue": "ok" if ports.queue.is_there() else "away",
        "disk": "ok" if shutil.disk_usage(data_dir).free >= LEAST_FREE_BYTES else "full",
    }


def _database_answers() -> bool:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError as error:
        log.warning("database does not answer: %s", error.__class__.__name__)
        db.session.remove()
        return False
    return True
