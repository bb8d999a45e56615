"""What a record says is stored first; its file follows, is one file whoever prints it, and can be asked for again."""

import io
import json
from dataclasses import replace

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from examapp.adapters.queue.queue import WaitingQueue
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Participant
from examapp.models.records import Record
from examapp.services.core import printing
from examapp.services.core.audit import find_tampering
from examapp.services.core.job_runs import count_open_runs
from tests.services.quizzes.test_field_flow import finish
from tests.stories import amend, open_quiz


class Broken:
    """A printer that refuses, and counts how often."""

    def __init__(self, code: str) -> None:
        self.code, self.asked = code, 0

    def make(self, sheet, *, seconds, patience):
        self.asked += 1
        assert not db.session().in_transaction(), "nothing waits for a printing process"
        raise DomainError(self.code)


@pytest.fixture
def unprinted(app, world, ports) -> Record:
    """A record whose file has not followed yet."""
    record = finish(app, world, replace(ports, queue=WaitingQueue()), open_quiz(world, ports), [10])
    db.session.remove()
    return record


def acts(record: Record) -> list[str]:
    db.session.rollback()
    query = db.session.query(AuditEntry.act).filter(AuditEntry.subject == f"record:{record.id}")
    return [act for (act,) in query.order_by(AuditEntry.id)]


def stored(record: Record) -> Record:
    db.session.rollback()
    return db.session.get(Record, record.id, populate_existing=True)


def test_a_record_is_whole_before_its_file_is_there_and_the_file_is_made_once(unprinted, ports):
    assert (stored(unprinted).document, stored(unprinted).document_digest) == (None, None)
    assert json.loads(stored(unprinted).content)["digest"] == stored(unprinted).digest
    assert count_open_runs()[0] == 1, "a server that dies now prints it when it is back"
    for _ in range(2):
        printing.print_document("record", unprinted.id, now=ports.clock.now(), ports=ports)
    body = printing.find_file("record", unprinted.id, now=ports.clock.now(), ports=ports)
    document = PdfReader(io.BytesIO(body))
    assert document.attachments["record.json"][0].decode() == unprinted.content
    assert acts(unprinted) == ["record.stored", "record.printed"]
    assert find_tampering() is None


def test_opening_a_file_that_is_not_there_makes_it(unprinted, ports):
    body = printing.find_file("record", unprinted.id, now=ports.clock.now(), ports=ports)
    assert body.startswith(b"%PDF")
    assert stored(unprinted).document == body


@pytest.mark.parametrize("code", sorted(printing.TROUBLES))
def test_a_printer_in_trouble_takes_nothing_from_the_record_and_it_can_be_asked_for_again(
    unprinted, ports, code
):
    broken = replace(ports, printer=Broken(code))
    with pytest.raises(DomainError, match=code):
        printing.find_file("record", unprinted.id, now=ports.clock.now(), ports=broken)
    assert (broken.printer.asked, stored(unprinted).document_digest) == (1, None)
    assert printing.find_file("record", unprinted.id, now=ports.clock.now(), ports=ports)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_who_print_at_once_store_one_file(unprinted, ports):
    class Twice:
        def make(self, sheet, **limits):
            if not first:
                first.append(sheet)
                printing.print_document("record", unprinted.id, now=ports.clock.now(), ports=ports)
            slower.append(ports.printer.make(sheet, **limits).replace(b"%PDF-1.7", b"%PDF-1.6"))
            return slower[0]

    first: list = []
    slower: list = []
    body = printing.find_file(
        "record", unprinted.id, now=ports.clock.now(), ports=replace(ports, printer=Twice())
    )
    assert body == stored(unprinted).document
    assert not body.startswith(slower[0])
    assert acts(unprinted) == ["record.stored", "record.printed"]


def test_an_amended_record_gets_a_file_of_its_own(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    amended = amend(world, ports, record.id, "写错岗位", base_url=record.base_url)
    assert stored(amended).document_digest not in (None, stored(record).document_digest)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_record_of_a_walk_in_with_odd_signs_is_printed_and_says_which_R46(app, world, ports):
    quiz = open_quiz(world, ports)
    odd = update(Participant).where(Participant.spot_quiz_id == quiz.id, Participant.number == 1)
    db.session.execute(odd.values(name="😀𠮷\u200b"))
    db.session.commit()
    record = finish(app, world, ports, quiz, [10])
    document = PdfReader(
        io.BytesIO(printing.find_file("record", record.id, now=ports.clock.now(), ports=ports))
    )
    text = "".join(page.extract_text() for page in document.pages).replace("\n", "")
    assert "U+1F600、U+20BB7" in text
    assert "😀𠮷\u200b" in document.attachments["record.json"][0].decode()
