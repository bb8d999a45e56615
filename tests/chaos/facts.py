"""What the database holds of some attempts: read with plain SQL, so that no code of the application stands between."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, bindparam, text

from examapp.domain.attempts import decode_response


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One stored step."""

    id: str
    seq: int
    slot: int
    response: tuple[str, ...]
    received_ms: int
    late: bool


@dataclass(frozen=True, slots=True)
class StoredResult:
    """One stored result."""

    version: int
    score_tenths: int
    full_tenths: int
    responses: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Facts:
    """One attempt as it is stored."""

    attempt: str
    state: str
    how: str | None
    started_ms: int | None
    deadline_ms: int | None
    submitted_ms: int | None
    allowed_seconds: int
    extra_seconds: int
    paper: str
    owner_fits: bool
    attempts_of_owner: int = 1
    steps: list[StoredRow] = field(default_factory=list)
    results: list[StoredResult] = field(default_factory=list)
    acts: dict[str, int] = field(default_factory=dict)

    @property
    def paper_digest(self) -> str:
        """SHA-256 of the frozen paper."""
        return hashlib.sha256(self.paper.encode()).hexdigest()


_ATTEMPTS = """
    select a.id, a.state, a.how, a.started_ms, a.deadline_ms, a.submitted_ms, a.allowed_seconds, a.extra_seconds, a.paper,
      p.state as participant_state, r.state as registration_state,
      (select count(*) from attempts b where b.participant_id = a.participant_id) as same_owner
    from attempts a left join participants p on p.id = a.participant_id left join registrations r on r.id = a.registration_id
    where a.id in :wanted"""
_STEPS = "select attempt_id, client_id, seq, slot, response, received_ms, late from attempt_steps where attempt_id in :wanted"
_RESULTS = "select attempt_id, version, score_tenths, full_tenths, responses from attempt_results where attempt_id in :wanted"
_ACTS = (
    "select subject, act, count(*) as times from audit_entries where subject in :wanted group by subject, act"
)


def read_facts(engine: Engine, attempts: Sequence[str]) -> dict[str, Facts]:
    """Facts by attempt id, of those that exist."""
    with engine.connect() as connection:

        def rows(query: str, wanted: Sequence[str]) -> list:
            statement = text(query).bindparams(bindparam("wanted", expanding=True))
            return connection.execute(statement, {"wanted": list(wanted)}).all()

        found = {row.id: _facts(row) for row in rows(_ATTEMPTS, attempts)}
        for row in rows(_STEPS, attempts):
            found[row.attempt_id].steps.append(_step(row))
        for row in rows(_RESULTS, attempts):
            found[row.attempt_id].results.append(_result(row))
        for row in rows(_ACTS, [f"attempt:{one}" for one in attempts]):
            found[row.subject.removeprefix("attempt:")].acts[row.act] = row.times
    return found


def _facts(row) -> Facts:
    return Facts(
        attempt=row.id,
        state=row.state,
        how=row.how,
        started_ms=row.started_ms,
        deadline_ms=row.deadline_ms,
        submitted_ms=row.submitted_ms,
        allowed_seconds=row.allowed_seconds,
        extra_seconds=row.extra_seconds,
        paper=row.paper,
        owner_fits=_fits(row),
        attempts_of_owner=max(row.same_owner, 1),
    )


def _fits(row) -> bool:
    """Whether the person's own state agrees with that of the paper."""
    if row.participant_state is not None:
        return (row.participant_state == "done") == (row.state == "submitted")
    return (row.registration_state == "sitting") == (row.state == "open")


def _step(row) -> StoredRow:
    response = decode_response(row.response)
    client_id = str(uuid.UUID(bytes=bytes(row.client_id)))
    return StoredRow(client_id, row.seq, row.slot, response, row.received_ms, bool(row.late))


def _result(row) -> StoredResult:
    responses = tuple(tuple(one) for one in json.loads(row.responses))
    return StoredResult(row.version, row.score_tenths, row.full_tenths, responses)
