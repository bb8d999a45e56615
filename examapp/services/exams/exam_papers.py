"""The papers of an exam: since draw v3 beside those of the same hundred registrations."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from examapp.domain.attempt_ids import RANDOM_BYTES, make_attempt_id
from examapp.domain.draws_v1 import derive_draw_seed
from examapp.domain.exams import paper_number, with_extra_time
from examapp.domain.papers import Paper, assemble_paper, paper_to_dict, stored_items
from examapp.domain.surroundings import EarlierPaper, Surroundings, UseTable, surround
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Exam, Registration
from examapp.services.core.transactions import canonical_json
from examapp.services.papers.paper_pools import blueprint_key, load_definition, load_pool

# Registrations 1 to 100, 101 to 200, ...: what holds in each of them holds of all papers, and no paper has to know of
# more than 99 others. Who sits beside whom is not known: the eight registered before, often of the same enterprise.
BLOCK, NEIGHBOURS = 100, 8


@dataclass
class ExamBlock:
    """First papers of one hundred registrations by number, read once for all that are built in a row."""

    exam_id: int
    start: int = 0
    papers: dict[int, EarlierPaper] = field(default_factory=dict)

    def before(self, number: int) -> list[EarlierPaper]:
        """The first papers of those with lower numbers in the hundred of this one, in their order."""
        start = (number - 1) // BLOCK * BLOCK + 1
        if start != self.start:
            self.start, self.papers = start, _first_papers(self.exam_id, start)
        return [self.papers[other] for other in sorted(self.papers) if other < number]

    def note(self, registration: Registration, paper: Paper) -> None:
        """One more first paper."""
        self.papers[registration.number] = EarlierPaper(_key_of(registration), paper.items)


def build_try(
    exam: Exam,
    registration: Registration,
    try_number: int,
    excluded: frozenset[str],
    met: Collection[str],
    *,
    block: ExamBlock | None = None,
    now: datetime,
) -> Attempt:
    """A paper without the `excluded` items, ready to be begun; call inside a transaction. Raises pool_too_small.

    `met`: ids that the person met within 90 days.
    """
    blueprint = load_definition(registration.blueprint_id, registration.blueprint_revision)
    audience = {name: getattr(registration, name) for name in ("role", "industry", "post")}
    pool = load_pool(exam.item_pool_digest, **audience)
    seed, number = derive_draw_seed(exam.seed, ""), paper_number(registration.number, try_number)
    if exam.algorithm == "v1":
        paper, facts = assemble_paper(blueprint, pool, seed, number, excluded), {}
    else:
        block = block or ExamBlock(exam.id)
        facts = {"met": sorted(set(met) - excluded)}
        near = exam_surroundings(block.before(registration.number), registration, facts["met"])
        key = _key_of(registration)
        paper = assemble_paper(blueprint, pool, seed, number, excluded, key=key, surroundings=near)
        if try_number == 1:
            block.note(registration, paper)
    attempt = Attempt(
        id=make_attempt_id(now, secrets.token_bytes(RANDOM_BYTES)),
        registration_id=registration.id,
        try_number=try_number,
        paper=canonical_json({**paper_to_dict(paper), **facts}),
        slot_count=len(paper.slots),
        allowed_seconds=with_extra_time(blueprint.minutes * 60, registration.extra_percent),
        created_at=now,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def exam_surroundings(
    earlier: list[EarlierPaper], registration: Registration, met: list[str]
) -> Surroundings:
    """Nothing is counted before the exam: where every hundred keeps the share, all of them do."""
    return surround(UseTable(), earlier, _key_of(registration), met, near=NEIGHBOURS)


def _key_of(registration: Registration) -> str:
    return blueprint_key(registration.blueprint_id, registration.blueprint_revision)


def _first_papers(exam_id: int, start: int) -> dict[int, EarlierPaper]:
    query = (
        select(Registration.number, Registration.blueprint_id, Registration.blueprint_revision, Attempt.paper)
        .join(Attempt, Attempt.registration_id == Registration.id)
        .where(Registration.exam_id == exam_id, Attempt.try_number == 1)
        .where(Registration.number >= start, Registration.number < start + BLOCK)
    )
    return {
        row.number: EarlierPaper(
            blueprint_key(row.blueprint_id, row.blueprint_revision), stored_items(row.paper)
        )
        for row in db.session.execute(query)
    }
