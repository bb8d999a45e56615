"""What somebody should know before the clock of an exam runs: items, minutes, what passes, how many tries are left."""

import json
from dataclasses import dataclass

from examapp.domain.exams import with_extra_time
from examapp.services.attempts.attempt_owners import cut_score_of
from examapp.services.exams.registrations import Duty
from examapp.services.papers.paper_pools import load_definition


@dataclass(frozen=True, slots=True)
class ExamTerms:
    """Of the try under way, or the next: points of the paper, percent of them that passes, tries still open."""

    item_count: int
    minutes: int
    full_points: int
    cut_score: int
    tries_left: int

    @property
    def full_tenths(self) -> int:
        """The points in tenths, as results have them."""
        return self.full_points * 10


def read_terms(duty: Duty) -> ExamTerms | None:
    """The terms of a duty; a resit that is not built yet is like the paper before it. None where there is no paper: an
    exam that was called off before the person began.
    """
    registration, attempt = duty.registration, duty.attempt
    if attempt is None and not duty.tries:
        return None
    paper_of = attempt if attempt is not None else duty.tries[-1][0]
    if attempt is not None:
        seconds = attempt.allowed_seconds + attempt.extra_seconds
    else:
        blueprint = load_definition(registration.blueprint_id, registration.blueprint_revision)
        seconds = with_extra_time(blueprint.minutes * 60, registration.extra_percent)
    used = len(duty.tries) + duty.running
    return ExamTerms(
        item_count=paper_of.slot_count,
        minutes=seconds // 60,
        full_points=sum(slot["points"] for slot in json.loads(paper_of.paper)["slots"]),
        cut_score=cut_score_of(paper_of),
        tries_left=max(registration.exam.attempts_allowed - used, 0),
    )
