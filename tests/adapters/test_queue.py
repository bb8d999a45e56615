"""Jobs on threads: what meets a busy database comes again, and says so in one line."""

import logging
import sqlite3
import threading

from sqlalchemy.exc import OperationalError

from examapp.adapters.queue.queue import ThreadQueue


def test_a_periodic_job_that_finds_the_database_locked_is_run_again_and_is_no_failure(caplog):
    caplog.set_level(logging.WARNING)
    queue, again, tries = ThreadQueue(), threading.Event(), []

    def sweep() -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            raise OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked"))
        again.set()

    queue.register("sweep", sweep)
    queue.every(0.01, "sweep")
    assert again.wait(30)
    queue.stop()
    lines = [line for line in caplog.records if line.name == "examapp.adapters.queue.queue"]
    assert [(line.levelname, line.exc_info) for line in lines] == [("WARNING", None)]
    assert "comes again" in lines[0].getMessage()


def test_any_other_trouble_of_the_database_stays_a_failure_with_its_trace(caplog):
    queue = ThreadQueue()

    def sweep() -> None:
        raise OperationalError("x", {}, sqlite3.OperationalError("disk I/O error"))

    queue.register("sweep", sweep)
    queue.hand_over("sweep")
    queue.stop()
    assert [line.levelname for line in caplog.records if line.exc_info] == ["ERROR"]
