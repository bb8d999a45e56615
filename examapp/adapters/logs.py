"""Structured logs: one JSON line per request and job, and every other message of the process in the same form.

No personal data: a line says which kind of page was asked for and never which address, errors say where and never what
about. `request_id` ties the lines of one request together, also with those of the proxy in front.
"""

import json
import logging
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor

PLAIN, JSON = "plain", "json"
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
_HOUSE = str(Path(__file__).parents[2])


class LineLog:
    """Writes whole lines from many threads; silent until `open_logs` gives it a stream."""

    def __init__(self) -> None:
        self.stream: TextIO | None = None
        self._lock = threading.Lock()
        render: list[Processor] = [
            _add_time,
            structlog.processors.JSONRenderer(serializer=_compact),
        ]
        self._log = structlog.wrap_logger(self, processors=render, wrapper_class=structlog.BoundLoggerBase)

    def write(self, event: str, **facts: object) -> None:
        """One line; nothing when nobody wants lines."""
        if self.stream is not None:
            self._log._proxy_to_logger("line", event, **facts)

    def line(self, text: str) -> None:
        """What structlog calls with the rendered line."""
        with self._lock:
            self.stream.write(text + "\n")
            self.stream.flush()


# Made once: json.dumps with options makes a new encoder for every line.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def _compact(value: object, **_options: object) -> str:
    return _ENCODE(value)


def _add_time(_logger: object, _method: str, event: EventDict) -> EventDict:
    event["at"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event


LINES = LineLog()


def open_logs(form: str, stream: TextIO | None = None) -> None:
    """Send everything that this process says to the stream (the error output), as JSON lines when asked for."""
    if form != JSON:
        return
    LINES.stream = stream or sys.stderr
    handler = logging.StreamHandler(LINES.stream)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_compact),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                _add_time,
                _add_request,
                _add_trace,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def _add_request(_logger: object, _method: str, event: EventDict) -> EventDict:
    if number := REQUEST_ID.get():
        event["request_id"] = number
    return event


def _add_trace(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Kinds of the errors and the places in our own code; texts of errors may quote what people entered."""
    found = event.pop("exc_info", None)
    record = event.get("_record")
    error = (
        found[1] if isinstance(found, tuple) else record.exc_info[1] if record and record.exc_info else None
    )
    chain = []
    while error is not None:
        places = [
            f"{Path(frame.filename).relative_to(_HOUSE)}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename.startswith(_HOUSE) and "site-packages" not in frame.filename
        ]
        chain.append({"error": error.__class__.__name__, "places": places[-8:]})
        error = error.__cause__ or error.__context__
    if chain:
        event["errors"] = chain[:5]
    return event
