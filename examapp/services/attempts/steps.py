"""Storing answers: committed before they are acknowledged, once however often they arrive.

This is the hot path of the whole system; it runs on the driver's cursor (adapters/statements.py): on PostgreSQL one
statement for a running attempt, else two in one transaction.
"""

import json
from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from examapp.adapters.databases.statements import DriverStatement, driver_transaction
from examapp.domain.attempts import (
    SlotRule,
    Step,
    encode_response,
    is_over,
    parse_steps,
    rule_of_item,
    slot_rules,
)
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptStep
from examapp.services.attempts.standing_clocks import paused_left
from examapp.services.attempts.step_intakes import admit_steps, refuse_changed_steps
from examapp.services.core.archive_borders import is_within, newest_archive
from examapp.services.core.transactions import reading
from examapp.services.items.item_contents import get_items

_RULES: dict[str, tuple[SlotRule, ...]] = {}
_MOST_CACHED_PAPERS = 20_000
# A hand-in that holds the row is waited for, and the row is then read as the hand-in left it; so `held` says what is
# true while the answers are kept, and nothing is kept unless it runs.
_AT_ONCE = """
WITH held AS MATERIALIZED (
  SELECT id, state, deadline_ms, token_version, paused_ms FROM attempts WHERE id = %(attempt_id)s FOR KEY SHARE
), kept AS (
  INSERT INTO attempt_steps (attempt_id, client_id, seq, slot, response, device_ms, received_ms, late)
  SELECT held.id, decode(step.client_id, 'hex'), step.seq, step.slot, step.response, step.device_ms,
         %(now_ms)s::bigint, %(now_ms)s::bigint > held.deadline_ms + %(grace_ms)s::bigint
  FROM held, json_to_recordset(%(steps)s::json) AS step
       (client_id text, seq integer, slot integer, response text, device_ms bigint)
  WHERE held.state = 'open' AND held.token_version = %(token_version)s
  ON CONFLICT DO NOTHING
  RETURNING 1
)
SELECT state, token_version, deadline_ms, paused_ms, (SELECT count(*) FROM kept) FROM held
"""


def store_steps(
    attempt_id: str, body: object, *, token_version: int, now_ms: int, grace_seconds: int
) -> dict:
    """Keep every step of the body and say which ids the server now holds, and which of them came too late to count.

    Steps new after a hand-in by the person are refused (attempt_submitted); after the deadline they are kept as late.
    Raises bad_json, slot_unknown, choice_unknown, number_unreadable, text_malformed, token_refused, attempt_unknown,
    attempt_not_open; steps_too_many and steps_too_fast before anything is locked; attempt_archived for new steps of an
    attempt that is read-only by now; step_changed, after the rest was kept, for an id held with another answer.
    """
    rules = rules_of(attempt_id)
    steps = parse_steps(body, rules)
    admit_steps(attempt_id, steps, slot_count=len(rules), now_ms=now_ms)
    store = _store_at_once if db.engine.dialect.name == "postgresql" else _store_in_turn
    state, deadline_ms, paused_ms, kept_count = store(attempt_id, steps, token_version, now_ms, grace_seconds)
    if kept_count < len(steps):
        refuse_changed_steps(attempt_id, steps)
    over = state == "submitted" or is_over(deadline_ms, grace_seconds, now_ms)
    return {
        "acked": [step.client_text for step in steps],
        "late": _late_of(attempt_id, steps) if over else [],
        "server_time": now_ms,
        "deadline": deadline_ms,
        "paused_left": paused_left(deadline_ms, paused_ms, now_ms),
    }


def _late_of(attempt_id: str, steps: list[Step]) -> list[str]:
    """Which of the steps are kept as late: what people are told is what is stored, also of a step that is sent again."""
    query = select(AttemptStep.client_id).where(
        AttemptStep.attempt_id == attempt_id, AttemptStep.late.is_(True)
    )
    with reading():
        late = {bytes(client_id) for client_id in db.session.scalars(query)}
    return [step.client_text for step in steps if step.client_id in late]


def _store_at_once(
    attempt_id: str, steps: list[Step], token_version: int, now_ms: int, grace_seconds: int
) -> tuple[str, int, int | None, int]:
    # JSON holds no bytes.
    rows = [{**_answer(step), "client_id": step.client_id.hex()} for step in steps]
    asked = {
        "attempt_id": attempt_id,
        "token_version": token_version,
        "now_ms": now_ms,
        "grace_ms": grace_seconds * 1000,
        "steps": json.dumps(rows),
    }
    with driver_transaction(db.engine, single=True) as cursor:
        cursor.execute(_AT_ONCE, asked)
        state, version, deadline_ms, paused_ms, kept_count = cursor.fetchone() or _unknown(attempt_id)
    if (state, version) == ("open", token_version):
        return state, deadline_ms, paused_ms, kept_count
    return _store_in_turn(attempt_id, steps, token_version, now_ms, grace_seconds)


def _store_in_turn(
    attempt_id: str, steps: list[Step], token_version: int, now_ms: int, grace_seconds: int
) -> tuple[str, int, int | None, int]:
    statements = _statements(db.engine)
    with driver_transaction(db.engine) as cursor:
        cursor.execute(statements["attempt"].sql, statements["attempt"].bind({"wanted": attempt_id}))
        state, deadline_ms, version, how, paused_ms = cursor.fetchone() or _unknown(attempt_id)
        _check_open(state, version, token_version)
        new = _after_hand_in(cursor, statements, attempt_id, how, steps) if state == "submitted" else steps
        # After a hand-in nothing new counts, whatever the clock says.
        late, kept_count = state == "submitted" or is_over(deadline_ms, grace_seconds, now_ms), 0
        for step in new:
            cursor.execute(
                statements["insert"].sql, statements["insert"].bind(_row(attempt_id, step, now_ms, late))
            )
            kept_count += cursor.rowcount
    return state, deadline_ms, paused_ms, kept_count


def rules_of(attempt_id: str) -> tuple[SlotRule, ...]:
    """Slot rules of an attempt's paper; papers never change, so they are read once per process."""
    rules = _RULES.get(attempt_id)
    if rules is None:
        text = db.session.scalar(select(Attempt.paper).where(Attempt.id == attempt_id))
        if text is None:
            _unknown(attempt_id)
        rules = _rules_of_paper(json.loads(text))
        db.session.commit()
        if len(_RULES) >= _MOST_CACHED_PAPERS:
            _RULES.clear()
        _RULES[attempt_id] = rules
    return rules


def _rules_of_paper(paper: Mapping) -> tuple[SlotRule, ...]:
    items = get_items((slot["item"], slot["revision"]) for slot in paper["slots"])
    return tuple(slot_rules(paper, {key: rule_of_item(item) for key, item in items.items()}))


def _check_open(state: str, version: int, token_version: int) -> None:
    if version != token_version:
        raise DomainError("attempt_moved")
    if state == "ready":
        raise DomainError("attempt_not_open")


def _after_hand_in(
    cursor, statements: Mapping[str, DriverStatement], attempt_id: str, how: str, steps: list[Step]
) -> list[Step]:
    """Steps to keep of those sent after the hand-in: what is held is acknowledged, new ones only come late by deadline."""
    cursor.execute(statements["held"].sql, statements["held"].bind({"wanted": attempt_id}))
    held = {bytes(row[0]) for row in cursor.fetchall()}
    new = [step for step in steps if step.client_id not in held]
    if new and how == "self":
        raise DomainError("attempt_submitted", refused=[step.client_text for step in new])
    if new and _is_archived(cursor, statements["archive"], attempt_id):
        raise DomainError("attempt_archived")
    return new


def _is_archived(cursor, statement: DriverStatement, attempt_id: str) -> bool:
    # On this cursor, because on SQLite another connection would wait for the lock that this one holds.
    cursor.execute(statement.sql, statement.bind({}))
    return is_within(cursor.fetchone(), attempt_id)


def _row(attempt_id: str, step: Step, now_ms: int, late: bool) -> dict:
    return {
        **_answer(step),
        "attempt_id": attempt_id,
        "client_id": step.client_id,
        "received_ms": now_ms,
        "late": late,
    }


def _answer(step: Step) -> dict:
    return {
        "seq": step.seq,
        "slot": step.slot,
        "response": encode_response(step.response),
        "device_ms": step.device_ms,
    }


def _unknown(attempt_id: str):
    raise DomainError("attempt_unknown", attempt=attempt_id)


@lru_cache(maxsize=8)
def _statements(engine: Engine) -> dict[str, DriverStatement]:
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    # Key share: waits for a hand-in that holds the row, then sees its state; parallel steps do not wait for each other.
    attempt = (
        select(Attempt.state, Attempt.deadline_ms, Attempt.token_version, Attempt.how, Attempt.paused_ms)
        .where(Attempt.id == bindparam("wanted"))
        .with_for_update(read=True, key_share=True)
    )
    held = select(AttemptStep.client_id).where(AttemptStep.attempt_id == bindparam("wanted"))
    columns = [column.name for column in AttemptStep.__table__.columns]
    insert = (
        dialect.insert(AttemptStep)
        .values({name: bindparam(name) for name in columns})
        .on_conflict_do_nothing()
    )
    return {
        name: DriverStatement(statement, engine)
        for name, statement in (
            ("attempt", attempt),
            ("held", held),
            ("insert", insert),
            ("archive", newest_archive()),
        )
    }
