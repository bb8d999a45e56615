"""Training archives as files: asked for in a request, made by a worker, fetched by whoever may see the enterprise."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.archive_files import ArchiveFile
from examapp.models.job_runs import JobRun
from examapp.models.organizations import Enterprise
from examapp.services.core.audit import record_act
from examapp.services.core.demonstration import is_demonstration
from examapp.services.core.job_runs import LOST, is_lost, request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_enterprise
from examapp.services.core.transactions import insert_once, reading, transaction
from examapp.services.reports.training_archives import (
    Archive,
    archive_for_print,
    archive_to_excel,
    read_archive,
)

JOB = "make_archive_file"
FORMATS = ("pdf", "xlsx", "zip")
Packer = Callable[..., bytes]
# A year of a large enterprise has many pages.
MOST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class FileState:
    """One format of a year: the newest file that is there, whether one is being made, and why the last one failed."""

    format: str
    made: ArchiveFile | None
    asked: ArchiveFile | None
    failed: ArchiveFile | None

    @property
    def mark(self) -> str:
        """Changes when there is something new to show."""
        newest = self.asked or self.failed or self.made
        return f"{self.format}-{newest.id}-{'asked' if self.asked else 'still'}" if newest else self.format


def ask_for_file(
    enterprise_id: int,
    year: int,
    format_: str,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
    base_url: str = "",
) -> ArchiveFile:
    """Have it made; asking while it is being made gives that one. Raises not_found.

    `base_url` stands in the QR codes of certificates that nobody has fetched yet.
    """
    enterprise = get_enterprise(actor, enterprise_id)
    if format_ not in FORMATS:
        raise DomainError("not_found", what="archive_file")
    key = f"{enterprise.id}:{year}:{format_}"
    facts = {"enterprise_id": enterprise.id, "year": year, "format": format_}
    with transaction() as session:
        _end_lost(key, now)
        new = insert_once(ArchiveFile, **facts, open_key=key, asked_by_id=actor.account_id, asked_at=now)
        # The newest is the one just asked for, or that of whoever was a moment earlier, even if it is made by now.
        newest = select(ArchiveFile).filter_by(**facts).order_by(ArchiveFile.id.desc()).limit(1)
        asked = session.scalars(newest).one()
        if not new:
            return asked
        asked.run_id = request_run(JOB, now=now, file_id=asked.id, base_url=base_url)
        record_act("archive_file.asked", f"archive_file:{asked.id}", actor=actor, now=now, data=facts)
    send_run(asked.run_id, ports=ports)
    return asked


def _end_lost(key: str, now: datetime) -> None:
    held = db.session.scalar(select(ArchiveFile).where(ArchiveFile.open_key == key).with_for_update())
    if held is not None and is_lost(_run_of(held), now=now):
        held.state, held.open_key, held.failure, held.finished_at = "failed", None, LOST, now
        db.session.flush()


def _run_of(asked: ArchiveFile) -> JobRun | None:
    return db.session.get(JobRun, asked.run_id, populate_existing=True) if asked.run_id else None


def make_file(
    file_id: int, *, now: datetime, ports: Ports, pack: Packer | None = None, base_url: str = ""
) -> None:
    """The job. Done twice, or by two at once, it is one file: whoever is first stores it.

    `pack` packs certificates: they belong to a room beside this one.
    """
    asked = db.session.get(ArchiveFile, file_id, populate_existing=True)
    if asked is None or asked.state != "asked":
        return
    format_ = asked.format
    with reading():
        enterprise = db.session.get(Enterprise, asked.enterprise_id)
        archive = read_archive(enterprise, asked.year, now=now)
        demonstration = is_demonstration()
    try:
        if format_ == "zip" and pack is not None:
            body = pack(enterprise, archive.year, base_url=base_url, now=now, ports=ports)
        else:
            body = _render(archive, format_, demonstration, now, ports)
    except DomainError as error:
        _end(file_id, now, state="failed", failure=error.code, failure_data=error.data)
        return
    digest = hashlib.sha256(body).hexdigest()
    _end(file_id, now, state="made", data_at=now, document=body, document_digest=digest)


def _render(archive: Archive, format_: str, demonstration: bool, now: datetime, ports: Ports) -> bytes:
    if format_ == "xlsx":
        return archive_to_excel(archive)
    sheet = archive_for_print(archive, demonstration=demonstration, now=now)
    return ports.printer.make(sheet, seconds=MOST_SECONDS, patience=MOST_SECONDS)


def _end(file_id: int, now: datetime, **facts: object) -> None:
    with transaction() as session:
        asked = session.get(ArchiveFile, file_id, populate_existing=True, with_for_update=True)
        if asked is None or asked.state != "asked":
            return
        for name, value in {**facts, "open_key": None, "finished_at": now}.items():
            setattr(asked, name, value)
        if asked.state == "made":
            session.execute(delete(ArchiveFile).where(*_same(asked), ArchiveFile.id < asked.id))
        told = {"digest": asked.document_digest} if asked.state == "made" else {"failure": asked.failure}
        act = "archive_file.made" if asked.state == "made" else "archive_file.failed"
        record_act(act, f"archive_file:{file_id}", actor="system", now=now, data=told)


def _same(one: ArchiveFile) -> tuple:
    return (
        ArchiveFile.enterprise_id == one.enterprise_id,
        ArchiveFile.year == one.year,
        ArchiveFile.format == one.format,
    )


def list_files(actor: Actor, enterprise_id: int, year: int, *, now: datetime) -> list[FileState]:
    """How it stands with each format. Raises not_found."""
    enterprise = get_enterprise(actor, enterprise_id)
    query = (
        select(ArchiveFile, JobRun)
        .outerjoin(JobRun, JobRun.id == ArchiveFile.run_id)
        .where(ArchiveFile.enterprise_id == enterprise.id, ArchiveFile.year == year)
        .order_by(ArchiveFile.id)
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(query).all()
    return [_state([row for row in rows if row[0].format == one], one, now) for one in FORMATS]


def _state(rows: list, format_: str, now: datetime) -> FileState:
    made = next((one for one, _ in reversed(rows) if one.state == "made"), None)
    newest, run = rows[-1] if rows else (None, None)
    lost = newest is not None and newest.state == "asked" and is_lost(run, now=now)
    failed = newest is not None and (lost or newest.state == "failed")
    asked = newest is not None and newest.state == "asked" and not lost
    return FileState(format_, made, newest if asked else None, newest if failed else None)


def get_file(actor: Actor, file_id: int) -> tuple[ArchiveFile, Enterprise]:
    """A made file with its bytes. Raises not_found, also when its week is over."""
    found = db.session.get(ArchiveFile, file_id, options=[undefer(ArchiveFile.document)])
    if found is None or found.state != "made":
        raise DomainError("not_found", what="archive_file")
    return found, get_enterprise(actor, found.enterprise_id)
