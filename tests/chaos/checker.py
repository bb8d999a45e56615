"""The judge: what candidates saw acknowledged against what the database holds. Pure; each finding names the broken invariant.

I1 acknowledged is counted · I2 one attempt, one final score · I3 repeated, delayed, reordered: the same end · I4 time is the
server's · I5 hand-in is all or nothing · I6 a paper never changes · I7 the same id with other content never overwrites ·
I8 nothing disappears silently · I9 time given is time granted · I10 the audit chain holds (`judge_round`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from question_bank.marking import mark
from question_bank.model import Item
from tests.chaos.facts import Facts, StoredRow
from tests.chaos.histories import History

Items = Mapping[tuple[str, int], Item]
LOST, DOUBLED, SCORE, OTHER = "lost", "doubled", "score", "other"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must not be."""

    kind: str
    invariant: str
    attempt: str
    what: str


def judge_attempt(
    history: History, facts: Facts | None, items: Items, *, grace_seconds: int, paper_before: str
) -> Iterator[Finding]:
    """Everything wrong with one attempt."""
    if facts is None:
        yield Finding(LOST, "I1", history.attempt, "the attempt is gone")
        return
    for kind, invariant, what in (
        *_judge_steps(history, facts),
        *_judge_time(history, facts, grace_seconds),
        *_judge_state(history, facts, paper_before),
        *_judge_score(history, facts, items, grace_seconds),
    ):
        yield Finding(kind, invariant, history.attempt, what)


def judge_effects(counts: Mapping[str, int]) -> list[Finding]:
    """Each named effect must have happened once, however often its job was begun, killed and begun again."""
    return [
        Finding(DOUBLED if times > 1 else LOST, "I5", "", f"{effect}: {times} times")
        for effect, times in counts.items()
        if times != 1
    ]


def _judge_steps(history: History, facts: Facts) -> Iterator[tuple[str, str, str]]:
    stored = {row.id: row for row in facts.steps}
    for one, times in Counter(row.id for row in facts.steps).items():
        if times > 1:
            yield DOUBLED, "I3", f"step {one} is stored {times} times"
    for seq, times in Counter(row.seq for row in stored.values()).items():
        if times > 1:
            yield DOUBLED, "I3", f"seq {seq} is stored {times} times"
    for one in history.acked:
        if one not in stored:
            yield LOST, "I1", f"step {one} was acknowledged and is not stored"
    for one, row in stored.items():
        made = history.made.get(one)
        if made is None:
            yield OTHER, "I3", f"step {one} was made by nobody"
        elif (made.seq, made.slot, made.response) != (row.seq, row.slot, row.response):
            yield OTHER, "I7", f"step {one} is not stored as it was first given"
    for one, code in history.refused.items():
        if one in stored and one not in history.acked and code == "attempt_submitted":
            yield OTHER, "I5", f"step {one} was refused after the hand-in and is stored"
    # Whatever was made is acknowledged, refused with a reason, or still in the candidate's own outbox, which the log is.
    for one in history.acked:
        if one not in history.made:
            yield OTHER, "I8", f"step {one} was acknowledged and never made"


def _judge_time(history: History, facts: Facts, grace_seconds: int) -> Iterator[tuple[str, str, str]]:
    if facts.started_ms is None or facts.deadline_ms is None:
        if facts.state != "ready":
            yield OTHER, "I4", "begun without a beginning"
        return
    granted = (facts.allowed_seconds + facts.extra_seconds) * 1000
    if facts.deadline_ms - facts.started_ms != granted:
        yield OTHER, "I9", f"granted {granted} ms, given {facts.deadline_ms - facts.started_ms} ms"
    if any(deadline != facts.deadline_ms for deadline in history.deadlines):
        yield OTHER, "I9", "the candidate was told another deadline"
    until_ms = facts.deadline_ms + grace_seconds * 1000
    for row in facts.steps:
        # What comes after an early hand-in by somebody else does not count either, whatever the clock says.
        ended = facts.how == "inspector" and row.received_ms >= facts.submitted_ms
        if row.late != (row.received_ms > until_ms) and not (row.late and ended):
            yield OTHER, "I4", f"step {row.id} is flagged wrongly by the server's own clock"


def _judge_state(history: History, facts: Facts, paper_before: str) -> Iterator[tuple[str, str, str]]:
    if facts.paper_digest != paper_before or len(history.papers) > 1:
        yield OTHER, "I6", "the paper changed"
    if facts.attempts_of_owner != 1:
        yield OTHER, "I2", f"{facts.attempts_of_owner} attempts of one person"
    started, submitted = facts.acts.get("attempt.started", 0), facts.acts.get("attempt.submitted", 0)
    if started != (facts.state != "ready"):
        yield OTHER, "I5", f"{started} audit entries of the start"
    done = facts.state == "submitted"
    if submitted != done:
        yield DOUBLED if submitted > 1 else OTHER, "I5", f"{submitted} audit entries of the hand-in"
    if len(facts.results) != done:
        yield DOUBLED if len(facts.results) > 1 else OTHER, "I2", f"{len(facts.results)} results"
    if done != (facts.submitted_ms is not None and facts.how is not None):
        yield OTHER, "I5", "half a hand-in"
    if done and facts.how == "deadline" and facts.submitted_ms != facts.deadline_ms:
        yield OTHER, "I4", "handed in by the server at another time than the deadline"
    if not facts.owner_fits:
        yield OTHER, "I5", f"the paper is {facts.state}, the person's own state says something else"
    if history.results and not done:
        yield LOST, "I1", "the candidate was told a result and the paper is not handed in"


def _judge_score(
    history: History, facts: Facts, items: Items, grace_seconds: int
) -> Iterator[tuple[str, str, str]]:
    if facts.state != "submitted" or not facts.results:
        return
    until_ms = facts.deadline_ms + grace_seconds * 1000
    counted = newest_by_slot(row for row in facts.steps if row.received_ms <= until_ms)
    told = newest_acked(history)
    for slot, (seq, response) in told.items():
        held = counted.get(slot)
        if held is None or held.seq < seq or (held.seq == seq and held.response != response):
            yield SCORE, "I1", f"slot {slot}: acknowledged with seq {seq}, not what counts"
    score, full, responses = recompute(facts.paper, counted, items)
    result = facts.results[0]
    if (result.score_tenths, result.full_tenths) != (score, full):
        yield SCORE, "I5", f"stored {result.score_tenths}/{result.full_tenths}, right is {score}/{full}"
    if result.responses != responses:
        yield SCORE, "I5", "the stored responses are not those that count"
    for one in history.results:
        if one != (result.score_tenths, result.full_tenths):
            yield SCORE, "I2", f"told {one[0]}/{one[1]}, stored {result.score_tenths}/{result.full_tenths}"


def newest_by_slot(rows: Iterable[StoredRow]) -> dict[int, StoredRow]:
    """The row that counts per slot: highest seq, then larger id."""
    best: dict[int, StoredRow] = {}
    for row in sorted(rows, key=lambda one: (one.seq, bytes.fromhex(one.id.replace("-", "")))):
        best[row.slot] = row
    return best


def newest_acked(history: History) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Per slot the newest answer that the candidate saw acknowledged in time."""
    best: dict[int, tuple[int, tuple[str, ...]]] = {}
    for one in history.acked:
        step = history.made.get(one)
        if step is not None and one not in history.late and step.seq > best.get(step.slot, (0, ()))[0]:
            best[step.slot] = (step.seq, step.response)
    return best


def recompute(
    paper: str, counted: Mapping[int, StoredRow], items: Items
) -> tuple[int, int, tuple[tuple[str, ...], ...]]:
    """Score and full score in tenths and the responses, by the bank's own marking and our own adding up."""
    score, full, responses = 0, 0, []
    for number, slot in enumerate(json.loads(paper)["slots"], start=1):
        response = counted[number].response if number in counted else ()
        share = mark(items[(slot["item"], slot["revision"])], response).fraction
        score += int(share * slot["points"] * 10 + Fraction(1, 2))
        full += slot["points"] * 10
        responses.append(response)
    return score, full, tuple(responses)
