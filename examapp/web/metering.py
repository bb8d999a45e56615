"""Every answered request is counted, timed and written down as one line, without saying who asked for what.

This runs on the hot path of answers, so it takes the request out of its proxy once and numbers requests by counting.
"""

import re
import secrets
from itertools import count
from time import perf_counter

from flask import Flask, Response
from flask.globals import request_ctx

from examapp.adapters import metrics
from examapp.adapters.logs import LINES, REQUEST_ID

STEPS_ENDPOINT = "attempts_api.save"
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
_BEGAN, _NUMBER = "examapp.began", "examapp.request_id"


def register_metering(app: Flask) -> None:
    """Number requests as they come and count answers as they go."""
    trusted = app.extensions["settings"].trusted_proxies > 0
    process, numbers = secrets.token_hex(6), count(1)

    @app.before_request
    def number_request() -> None:
        """The proxy's number when there is a proxy that we trust, else an own one."""
        environ = request_ctx.request.environ
        environ[_BEGAN] = perf_counter()
        number = environ.get("HTTP_X_REQUEST_ID", "") if trusted else ""
        if not number or not _GIVEN.fullmatch(number):
            number = f"{process}-{next(numbers):x}"
        environ[_NUMBER] = number
        REQUEST_ID.set(number)

    @app.after_request
    def count_answer(response: Response) -> Response:
        """Endpoint, status, time; the number goes back, so that a person can name it."""
        request = request_ctx.request
        environ, endpoint, status = request.environ, request.endpoint or "none", response.status_code
        seconds = perf_counter() - environ.get(_BEGAN, perf_counter())
        number = environ.get(_NUMBER, "")
        metrics.count_request(endpoint, status)
        if endpoint == STEPS_ENDPOINT and status == 200:
            metrics.ACK_SECONDS.observe(seconds)
        response.headers["X-Request-ID"] = number
        if LINES.stream is not None:
            ms = round(seconds * 1000, 1)
            LINES.write(
                "request", request_id=number, method=request.method, endpoint=endpoint, status=status, ms=ms
            )
        return response
