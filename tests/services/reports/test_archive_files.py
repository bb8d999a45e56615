"""Archive files are made by a worker: asked twice they are one job, done twice one file, lost they are told as lost."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from pypdf import PdfReader

from examapp.adapters.documents.printing import Printer
from examapp.adapters.queue.queue import WaitingQueue
from examapp.domain.errors import DomainError
from examapp.domain.job_runs import LEASE, MOST_TRIES
from examapp.domain.retention import planned_rules
from examapp.extensions import db
from examapp.models.archive_files import ArchiveFile
from examapp.models.audit import AuditEntry
from examapp.models.certificates import Certificate
from examapp.models.job_runs import JobRun
from examapp.models.organizations import Enterprise
from examapp.services.core.audit import find_tampering
from examapp.services.reports import archive_files
from examapp.services.upkeep.retention import clear_old
from tests.services.exams.test_exams import announced, registered, sit

NAME = "周文员"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def waiting(ports):
    """The ports of a node whose jobs wait for a worker."""
    return replace(ports, queue=WaitingQueue())


@pytest.fixture
def ask(world, ports):
    """ask(format, through) as the officer of the own enterprise; gives the id."""

    def of(format_: str = "xlsx", through=ports, who: str = "officer") -> int:
        facts = {"actor": world["actors"][who], "now": ports.clock.now(), "ports": through}
        facts["base_url"] = "https://examapp.test"
        made = archive_files.ask_for_file(world["own"].id, 2026, format_, **facts).id
        db.session.remove()
        return made

    return of


@pytest.fixture
def state(world, ports):
    """state(format): what the page of the own enterprise tells."""

    def of(format_: str = "xlsx") -> archive_files.FileState:
        db.session.rollback()
        found = archive_files.list_files(
            world["actors"]["officer"], world["own"].id, 2026, now=ports.clock.now()
        )
        return next(one for one in found if one.format == format_)

    return of


def acts() -> list[str]:
    db.session.rollback()
    query = db.session.query(AuditEntry.act).filter(AuditEntry.subject.startswith("archive_file:"))
    return [act for (act,) in query.order_by(AuditEntry.id)]


def body_of(world, file_id: int, who: str = "officer") -> bytes:
    return archive_files.get_file(world["actors"][who], file_id)[0].document


@on_sqlite
def test_a_file_holds_what_was_sat_and_says_of_which_moment(app, world, ports, ask, state):
    announced(world, ports)
    sit(app, registered(NAME), ports, right=20)
    db.session.expire_all()
    pages = PdfReader(io.BytesIO(body_of(world, ask("pdf")))).pages
    assert NAME in "".join(page.extract_text() for page in pages)
    book = openpyxl.load_workbook(io.BytesIO(body_of(world, ask("xlsx"))))
    assert [row[2] for row in book["明细"].iter_rows(values_only=True)] == ["姓名", NAME]
    assert state("pdf").made.data_at == state("xlsx").made.data_at == ports.clock.now()


def test_asking_while_it_is_being_made_is_one_job_and_making_twice_is_one_file(
    ports, waiting, world, ask, state
):
    first = ask(through=waiting)
    assert ask(through=waiting, who="bureau") == first
    assert ask("pdf", through=waiting) != first
    assert db.session.query(JobRun).count() == 2
    assert (state().asked.id, state().made) == (first, None)
    for _ in range(2):
        archive_files.make_file(first, now=ports.clock.now(), ports=ports)
    assert acts() == ["archive_file.asked", "archive_file.asked", "archive_file.made"]
    assert (state().asked, state().made.id, state().failed) == (None, first, None)
    assert find_tampering() is None


def test_the_older_file_stays_until_the_newer_is_there(ports, waiting, world, ask, state):
    older = ask()
    ports.clock.moment += timedelta(hours=1)
    newer = ask(through=waiting)
    assert (state().made.id, state().asked.id) == (older, newer)
    archive_files.make_file(newer, now=ports.clock.now(), ports=ports)
    assert state().made.id == newer
    assert db.session.query(ArchiveFile).count() == 1
    with pytest.raises(DomainError, match="not_found"):
        body_of(world, older)


@on_sqlite
def test_a_job_that_nobody_does_any_more_is_told_and_can_be_asked_for_again(
    ports, waiting, world, ask, state
):
    lost = ask(through=waiting)
    run = db.session.query(JobRun).one()
    run.tries, run.beat_at = MOST_TRIES, ports.clock.now()
    db.session.commit()
    assert state().asked.id == lost, "the last worker may still be at it"
    ports.clock.moment += LEASE
    assert (state().asked, state().failed.id) == (None, lost)
    again = ask()
    assert (state().made.id, state().failed) == (again, None)
    archive_files.make_file(lost, now=ports.clock.now(), ports=ports)
    assert state().made.id == again, "a worker that was only slow changes nothing"


@on_sqlite
def test_a_name_that_the_font_lacks_stops_no_file(ports, world, ask, state):
    db.session.get(Enterprise, world["own"].id).name = "甲区𪚥示例化工"
    db.session.commit()
    made = ask("pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body_of(world, made))).pages)
    assert "甲区〓示例化工" in text
    assert "U+2A6A5" in text


@on_sqlite
def test_a_file_that_was_not_printed_is_told_and_can_be_asked_for_again(ports, waiting, ask, state):
    asked = ask("pdf", through=waiting)
    fontless = replace(ports, printer=Printer(font_dir="/nowhere"))
    archive_files.make_file(asked, now=ports.clock.now(), ports=fontless)
    assert state("pdf").failed.failure == "font_missing"
    assert acts() == ["archive_file.asked", "archive_file.failed"]
    ask("pdf")
    assert (state("pdf").failed, state("pdf").made.state) == (None, "made")


@on_sqlite
def test_nobody_asks_for_or_fetches_a_file_beyond_their_scope(ports, world, ask):
    made = ask()
    for who in ("foreign_officer", "outsider"):
        with pytest.raises(DomainError, match="not_found"):
            ask(who=who)
        with pytest.raises(DomainError, match="not_found"):
            body_of(world, made, who)
    with pytest.raises(DomainError, match="not_found"):
        ask("docx")
    assert body_of(world, made, "bureau").startswith(b"PK")


@on_sqlite
def test_after_a_week_a_file_is_let_go(ports, world, ask, state):
    made = ask()
    later = ports.clock.now() + timedelta(days=7, seconds=1)
    assert clear_old(planned_rules({}), now=later)["archive_files"] == 1
    assert state().made is None
    with pytest.raises(DomainError, match="not_found"):
        body_of(world, made)


def test_all_certificates_of_a_year_come_in_one_file_also_those_nobody_fetched(app, world, ports, ask, state):
    announced(world, ports)
    for name in (NAME, "王经理"):
        sit(app, registered(name), ports, right=20)
    sit(app, registered("李安全"), ports, right=0)
    db.session.expire_all()
    for _ in range(2):
        packed = zipfile.ZipFile(io.BytesIO(body_of(world, ask("zip"))))
    sheet, *papers = packed.namelist()
    assert [name.partition("-")[0] for name in papers] == ["王经理", NAME]
    rows = openpyxl.load_workbook(io.BytesIO(packed.read(sheet))).active.iter_rows(values_only=True)
    assert [row[6] for row in rows] == ["文件", *papers]
    text = PdfReader(io.BytesIO(packed.read(papers[1]))).pages[0].extract_text()
    assert NAME in text
    made = db.session.query(Certificate).all()
    assert [one.base_url for one in made] == ["https://examapp.test"] * 2
    assert acts()[-1] == "archive_file.made"


@on_sqlite
def test_a_year_without_a_pass_says_so_instead_of_an_empty_file(ask, state):
    ask("zip")
    assert (state("zip").failed.failure, state("zip").made) == ("certificates_none", None)
