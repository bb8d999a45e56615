"""Archive PDFs of large enterprises, asked for twice and killed in the making: one whole file each, asked and made once."""

import hashlib
import io
from collections.abc import Callable
from datetime import datetime

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.services.core.days import SHANGHAI
from examapp.services.people.sign_ins import actor_of
from examapp.services.reports import archive_files
from tests.chaos.sites import Site

ENTERPRISES = 3
PAPERS = 3_000
# Everybody's first paper of a quiz of the demonstration city, so many times over.
_ENLARGE = (
    """insert into participants (spot_quiz_id, number, name, role, origin, state, reason, blueprint_id,
        blueprint_revision, excluded_items, identity_level, created_at)
    select spot_quiz_id, 100000 + n, '故障' || n, role, 'drawn', 'done', '', blueprint_id, blueprint_revision,
        excluded_items, identity_level, created_at
    from participants, generate_series(1, :papers) n where id = :model""",
    """insert into attempts (id, participant_id, state, paper, slot_count, allowed_seconds, extra_seconds,
        token_version, created_at, started_ms, deadline_ms, submitted_ms, how, try_number)
    select md5('archive ' || p.id), p.id, 'submitted', '{"slots"\\:[]}', 0, allowed_seconds, 0, 1, a.created_at,
        started_ms, deadline_ms, submitted_ms, how, 1
    from participants p join attempts a on a.participant_id = :model
    where p.spot_quiz_id = :quiz and p.number > 100000""",
    """insert into attempt_results (attempt_id, version, score_tenths, full_tenths, passed, marks, responses, created_at)
    select md5('archive ' || id), 1, 800, 1000, true, '[]', '[]', created_at
    from participants where spot_quiz_id = :quiz and number > 100000""",
)
_MODELS = """select distinct on (i.enterprise_id) i.enterprise_id, q.id, p.id, a.submitted_ms
    from attempts a join participants p on p.id = a.participant_id join spot_quizzes q on q.id = p.spot_quiz_id
    join inspections i on i.id = q.inspection_id
    where a.state = 'submitted' and a.submitted_ms is not null and p.name not like '压测%' and p.number < 100000
    order by i.enterprise_id, p.id limit :enterprises"""


def ask_for_archives(site: Site) -> list[int]:
    """Ids of the files, each asked for twice."""
    with site.inside() as ports:
        bureau = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-bureau")))
        models = db.session.execute(db.text(_MODELS), {"enterprises": ENTERPRISES}).all()
        years = {enterprise: _enlarge(*model) for enterprise, *model in models}
        facts = {"actor": bureau, "now": ports.clock.now(), "ports": ports}
        asked = [
            archive_files.ask_for_file(enterprise, year, "pdf", **facts).id
            for enterprise, year in [*years.items(), *years.items()]
        ]
    return sorted(set(asked))


def _enlarge(quiz_id: int, model_id: int, submitted_ms: int) -> int:
    for statement in _ENLARGE:
        db.session.execute(db.text(statement), {"papers": PAPERS, "model": model_id, "quiz": quiz_id})
    db.session.commit()
    return datetime.fromtimestamp(submitted_ms / 1000, tz=SHANGHAI).year


def runs_of(rows: Callable[[str], list], file_ids: list[int]) -> list[tuple[int, bool]]:
    """How often each job was begun, and whether it is done."""
    query = "select tries, finished_at is not null from job_runs where job = 'make_archive_file'"
    return [rows(f"{query} and arguments::text like '%\"file_id\": {one}}}%'")[0] for one in file_ids]


def are_rendered(rows: Callable[[str], list], file_ids: list[int]) -> bool:
    """Whether every job has read its papers, so that what is not done yet is being rendered just now."""
    reading = rows(
        "select count(*) from pg_stat_activity where application_name like 'worker-%'"
        " and xact_start is not null and backend_xid is null"
    )
    return not reading[0][0] and all(tries for tries, _ in runs_of(rows, file_ids))


def count_archives(rows: Callable[[str], list], file_ids: list[int]) -> dict[str, int]:
    """What there must be once of each: the row, a whole document, and the two entries of the log."""
    counts = {"archive files asked for twice": int(len(file_ids) == ENTERPRISES)}
    for one in file_ids:
        held = rows(
            "select document, document_digest from archive_files f where state = 'made' and (enterprise_id, year, format) ="
            f" (select enterprise_id, year, format from archive_files where id = {one})"
        )
        counts[f"archive file {one}"] = len(held)
        counts[f"archive file {one} whole"] = int(len(held) == 1 and is_whole(bytes(held[0][0]), held[0][1]))
        for act in ("archive_file.asked", "archive_file.made"):
            noted = (
                f"select count(*) from audit_entries where act = '{act}' and subject = 'archive_file:{one}'"
            )
            counts[f"{act} {one} in the audit log"] = rows(noted)[0][0]
    return counts


def is_whole(document: bytes, digest: str) -> bool:
    """Whether it is the PDF that was stored, from its first to its last byte, with pages that can be read."""
    if not document.startswith(b"%PDF") or not document.rstrip().endswith(b"%%EOF"):
        return False
    try:
        pages = PdfReader(io.BytesIO(document), strict=True).pages
        return (
            bool(pages[0].extract_text() and pages[-1].extract_text())
            and digest == hashlib.sha256(document).hexdigest()
        )
    except PyPdfError:
        return False
