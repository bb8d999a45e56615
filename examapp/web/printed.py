"""Open the PDF of a record or certificate; while there is none, a page says so and tries again."""

import io

from flask import make_response, render_template, send_file

from examapp.domain.errors import DomainError
from examapp.services.core import printing
from examapp.web.access import now, ports
from examapp.web.sentences import sentence_for

_AGAIN_SECONDS = "3"


def send_printed(kind: str, row_id: int, *, name: str, back: str):
    """The PDF under that name, or the page that says how it stands; `back` is where its reader came from."""
    try:
        body = printing.find_file(kind, row_id, now=now(), ports=ports())
    except DomainError as error:
        if error.code not in printing.TROUBLES:
            raise
        return _say_not_yet(error, back)
    return send_file(io.BytesIO(body), "application/pdf", download_name=name)


def _say_not_yet(error: DomainError, back: str):
    title, text = sentence_for(error)
    waits = error.code == "printing_slow"
    page = make_response(
        render_template("documents/waiting.html", title=title, text=text, waits=waits, back=back), 503
    )
    page.headers["Cache-Control"] = "no-store"
    if waits:
        page.headers["Refresh"] = page.headers["Retry-After"] = _AGAIN_SECONDS
    return page
