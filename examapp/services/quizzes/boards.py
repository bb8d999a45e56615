"""The live board of a quiz, and the talk card made of its results."""

import json
from collections import Counter, defaultdict
from datetime import datetime

from sqlalchemy import select

from examapp.domain.id_documents import DocumentKind
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult, AttemptStep
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.attempts.attempts import finish_overdue_attempts, latest_results, to_ms
from examapp.services.attempts.explanations import explain_slots
from examapp.services.attempts.standing_clocks import paused_left
from examapp.services.core.days import SHANGHAI
from examapp.services.core.ports import Ports
from examapp.services.quizzes.likenesses import find_likenesses
from examapp.services.quizzes.quiz_pauses import find_pause
from examapp.services.quizzes.seat_claims import list_claims

TALK_POINTS = 3


def read_board(
    quiz: SpotQuiz, *, now: datetime, grace_seconds: int | None, ports: Ports | None = None
) -> dict:
    """Everybody with state, progress, time left and score, in the order of their numbers; times in milliseconds.

    With `grace_seconds`, attempts whose time is over are handed in first; with `ports`, a walk-in's claim names those
    of the list who may be the same person.
    """
    if grace_seconds is not None:
        finish_overdue_attempts(now=now, grace_seconds=grace_seconds)
    rows = db.session.execute(
        select(Participant, Attempt)
        .join(Attempt, Attempt.participant_id == Participant.id)
        .where(Participant.spot_quiz_id == quiz.id, Participant.state != "swapped")
        .order_by(Participant.number)
    ).all()
    answered = _answered_slots([attempt.id for _, attempt in rows if attempt.state == "open"])
    results = latest_results([attempt.id for _, attempt in rows if attempt.state == "submitted"])
    pause = find_pause(quiz, now=now)
    people = [_describe(one, attempt, answered, results.get(attempt.id), now) for one, attempt in rows]
    waiting = list_claims(quiz.id, now=now) if quiz.state == "open" else []
    likenesses = find_likenesses([one for one, _ in rows], waiting, ports) if ports else {}
    claims = [_describe_claim(claim, likenesses.get(claim.id, [])) for claim in waiting]
    counts = {
        **_counts(people),
        "waiting": len({claim["who"] for claim in claims if claim["state"] == "asked"}),
    }
    return {
        "state": quiz.state,
        "server_time": to_ms(now),
        "people": people,
        "claims": claims,
        "paused": pause.reason if pause else "",
        "ready": _first_claims(claims, people),
        "counts": counts,
    }


def watch_board(quiz: SpotQuiz, *, now: datetime, grace_seconds: int | None, ports: Ports) -> dict:
    """The board for those who watch it: at most a second old, computed once for all of them."""
    key = _key(quiz.id)
    generation, board = ports.copies.find(key)
    if board is None:
        board = read_board(quiz, now=now, grace_seconds=grace_seconds, ports=ports)
        ports.copies.keep(key, generation, board)
    return {**board, "state": quiz.state, "server_time": to_ms(now)}


def renew_board(quiz_id: int, *, ports: Ports) -> None:
    """Somebody has done something to this quiz: the next look is a fresh one."""
    ports.copies.renew(_key(quiz_id))


def _key(quiz_id: int) -> str:
    return f"examapp:board:{quiz_id}"


def _describe(
    participant: Participant, attempt: Attempt, answered: dict, result: AttemptResult | None, now: datetime
) -> dict:
    return {
        "id": participant.id,
        "number": participant.number,
        "name": participant.name,
        "role": participant.role,
        "post": participant.post,
        "origin": participant.origin,
        "state": participant.state,
        "reason": participant.reason,
        "identity_level": participant.identity_level,
        "attempt_id": attempt.id,
        "slot_count": attempt.slot_count,
        "answered": sorted(answered.get(attempt.id, ())) if result is None else _answered_of(result),
        "marks": _right_slots(attempt, result) if result else None,
        "deadline": _shown_deadline(attempt, to_ms(now)) if attempt.state == "open" else None,
        "score_tenths": result.score_tenths if result else None,
        "full_tenths": result.full_tenths if result else None,
        "passed": result.passed if result else None,
        "how": attempt.how,
    }


def _shown_deadline(attempt: Attempt, now_ms: int) -> int | None:
    """The end of a running clock; that of a standing one if it went on now."""
    left = paused_left(attempt.deadline_ms, attempt.paused_ms, now_ms)
    return attempt.deadline_ms if left is None else now_ms + left


def _first_claims(claims: list[dict], people: list[dict]) -> list[int]:
    """Claims that may be granted all at once: of people of the list who hold no device yet and ask from one only."""
    waiting = {one["id"] for one in people if one["state"] == "waiting"}
    asked = Counter(claim["who"] for claim in claims if claim["state"] == "asked")
    return [
        claim["id"]
        for claim in claims
        if claim["state"] == "asked" and claim["participant_id"] in waiting and asked[claim["who"]] == 1
    ]


def _describe_claim(claim: SeatClaim, likenesses: list[Participant]) -> dict:
    """`who` is the same for all devices of one person; `may_be`: people of the list whom a walk-in resembles."""
    person = claim.participant
    return {
        "id": claim.id,
        "participant_id": claim.participant_id,
        "who": f"p{person.id}" if person else f"c{claim.id}",
        "name": person.name if person else claim.name,
        "role": person.role if person else claim.role,
        "post": person.post if person else claim.post,
        "may_be": [{"id": one.id, "name": one.name} for one in likenesses],
        "document": DocumentKind(claim.document_kind).label if claim.document_kind else "",
        "device": claim.device,
        "asked": claim.asked_at.astimezone(SHANGHAI).strftime("%H:%M:%S"),
        "state": claim.state,
        "reason": claim.reason,
    }


def _answered_of(result: AttemptResult) -> list[int]:
    """The slots that hold an answer in a result; what was left empty is not among them."""
    return [number for number, response in enumerate(json.loads(result.responses), start=1) if response]


def _answered_slots(attempt_ids: list[str]) -> dict[str, set[int]]:
    latest: dict[tuple[str, int], tuple[int, str]] = {}
    rows = db.session.execute(
        select(AttemptStep.attempt_id, AttemptStep.slot, AttemptStep.seq, AttemptStep.response).where(
            AttemptStep.attempt_id.in_(attempt_ids)
        )
    )
    for row in rows:
        held = latest.get((row.attempt_id, row.slot), (0, ""))
        latest[(row.attempt_id, row.slot)] = max(held, (row.seq, row.response))
    answered = defaultdict(set)
    for (attempt_id, slot), (_, response) in latest.items():
        if response:
            answered[attempt_id].add(slot)
    return answered


def _right_slots(attempt: Attempt, result: AttemptResult) -> list[bool]:
    slots = json.loads(attempt.paper)["slots"]
    return [mark == slot["points"] * 10 for mark, slot in zip(json.loads(result.marks), slots, strict=True)]


def _counts(people: list[dict]) -> dict:
    states = Counter(one["state"] for one in people)
    return {
        "total": len(people),
        "waiting": states["waiting"],
        "ready": states["confirmed"],
        "answering": states["answering"],
        "done": states["done"],
        "absent": states["absent"],
        "passed": sum(one["passed"] is True for one in people),
    }


def make_talk_card(quiz: SpotQuiz) -> list[dict]:
    """The most-missed points of the quiz, most missed first: topic, how many missed of how many met,
    one example with law.
    """
    met: Counter = Counter()
    missed: Counter = Counter()
    empty: Counter = Counter()
    example: dict[str, dict] = {}
    for attempt, result in _handed_in(quiz):
        for slot in explain_slots(attempt, result):
            met[slot["topic"]] += 1
            if not slot["correct"]:
                missed[slot["topic"]] += 1
                empty[slot["topic"]] += not slot["mine_words"]
                example.setdefault(slot["topic"], slot)
    return [
        {"topic": topic, "missed": count, "empty": empty[topic], "met": met[topic], "example": example[topic]}
        for topic, count in sorted(
            missed.items(), key=lambda pair: (-pair[1], -pair[1] / met[pair[0]], pair[0])
        )[:TALK_POINTS]
    ]


def _handed_in(quiz: SpotQuiz) -> list[tuple[Attempt, AttemptResult]]:
    rows = db.session.execute(
        select(Attempt, AttemptResult)
        .join(Participant, Participant.id == Attempt.participant_id)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Participant.spot_quiz_id == quiz.id)
        .order_by(AttemptResult.version)
    )
    return list({attempt.id: (attempt, result) for attempt, result in rows}.values())
