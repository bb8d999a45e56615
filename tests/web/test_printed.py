"""Whoever opens a PDF gets it, or a page that says how it stands, what is safe, and tries again."""

from dataclasses import replace

import pytest

from examapp.adapters.documents.printing import Printer
from examapp.adapters.queue.queue import WaitingQueue
from examapp.domain.errors import DomainError
from examapp.extensions import db
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Refusing:
    """A printer in trouble."""

    def __init__(self, code: str) -> None:
        self.code = code

    def make(self, sheet, **limits):
        raise DomainError(self.code)


@pytest.fixture
def record(app, world, ports):
    """A record without a file."""
    made = finish(app, world, replace(ports, queue=WaitingQueue()), open_quiz(world, ports), [10])
    db.session.remove()
    return made


def test_the_pdf_opens_although_no_job_has_printed_it(record, sign_in):
    shown = sign_in("inspector").client.get(f"/records/{record.id}/record.pdf")
    assert (shown.status_code, shown.mimetype, shown.data[:4]) == (200, "application/pdf", b"%PDF")


@pytest.mark.parametrize("code", ["printing_slow", "printing_failed", "font_missing"])
def test_while_there_is_none_the_page_says_what_is_safe_and_offers_it_again(
    app, ports, record, sign_in, code
):
    app.extensions["ports"] = replace(ports, printer=Refusing(code))
    inspector = sign_in("inspector")
    shown = inspector.get(f"/records/{record.id}/record.pdf")
    assert shown.status_code == 503
    assert "所有内容都已保存" in shown.text
    assert "再试一次" in shown.text
    assert f'href="/records/{record.id}"' in shown.text
    assert ("Refresh" in shown.headers) == (code == "printing_slow"), "nobody tries for ever what is broken"
    assert "PDF 还没有生成" in sign_in(None).get(f"/r/{record.public_token}").text
    app.extensions["ports"] = replace(ports, printer=Printer())
    assert inspector.client.get(f"/records/{record.id}/record.pdf").data.startswith(b"%PDF")
