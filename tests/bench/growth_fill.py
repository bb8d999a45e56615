"""Years of exams and quizzes as SQL makes them: small rows of the real shape, so many attempts as asked for.

Of ten attempts seven are of exams (two tries a person), three of spot quizzes (five people each); three answers an
attempt. They are spread evenly over 24 months that end now.
"""

import time
from datetime import datetime, timedelta

import psycopg

from examapp.services.core.transactions import canonical_json

SPAN = timedelta(days=730)
SLOTS, ENTERPRISES, PEOPLE, CHUNK = 3, 2_000, 20_000, 250_000
# Far above what the demonstration city and the bench itself use.
BASE = 1_000_000
_PAPER = canonical_json(
    {
        "number": 1,
        "slots": [
            {"choices": list("abcd"), "item": f"bench-0000{n}", "points": 10, "revision": 1}
            for n in range(1, SLOTS + 1)
        ],
    }
)
_MS = "(%(start)s::bigint + g::bigint * %(span)s / %(total)s)"
_ID = f"'t' || lpad(to_hex({_MS}), 11, '0') || lpad(to_hex(g), 20, '0')"
# The number of an exam's attempt, of its registration, of a quiz's participant, of a quiz; integer division throughout.
_TRY = "(g / 10 * 7 + g % 10)"
# When exam n was announced and everybody registered: before the first of its attempts.
_ANNOUNCED = "(%(start)s::bigint + {} * %(people)s::bigint * 20 / 7 * %(span)s / %(total)s - 600000)"
_SERIES = "generate_series(%(first)s::bigint, %(last)s::bigint) g"
_SCORE = "(400 + g * 7919 % 601)"

_ONCE = [
    """insert into enterprises (id, uscc, name, name_pinyin, name_initials, region_id, industry, size, risk_tags,
        address, state, created_at)
    select %(base)s + n, 'G' || lpad(n::text, 17, '0'), '增长示例企业' || n, '', '', (select id from regions
        where level = 'county' order by id offset n % (select count(*) from regions where level = 'county') limit 1),
        'gongmao', 'small', '[]', '', 'active', now() from generate_series(0, %(enterprises)s - 1) n""",
    """insert into candidates (id, name, name_pinyin, name_initials, id_number_sealed, id_number_hash, created_at)
    select %(base)s + n, '增长示例' || n, '', '', '\\x00', 'growth-' || n, now() from generate_series(0, %(people)s - 1) n""",
    """insert into employments (id, candidate_id, enterprise_id, role, posts, job_title, kind, started_on)
    select %(base)s + n, %(base)s + n, %(base)s + n % %(enterprises)s, 'key_post', '[]', '', 'own', '2020-01-01'
    from generate_series(0, %(people)s - 1) n""",
    f"""insert into exams (id, name, kind, state, audience, attempts_allowed, wait_hours, identity_level, shows, seed,
        commitment, next_number, created_by_id, created_at)
    select %(base)s + n, '增长示例考核' || n, 'staff_yearly', 'closed', '{{}}', 2, 24, 'L1', 'at_once', '\\x00', '', 1,
        (select min(id) from accounts), to_timestamp({_ANNOUNCED.format("n")} / 1000)
    from generate_series(0, %(total)s * 7 / 20 / %(people)s) n""",
    f"""insert into sittings (id, exam_id, opens_at, closes_at)
    select %(base)s + n, %(base)s + n, to_timestamp({_ANNOUNCED.format("n")} / 1000),
        to_timestamp({_ANNOUNCED.format("(n + 1)")} / 1000)
    from generate_series(0, %(total)s * 7 / 20 / %(people)s) n""",
]
_EACH = [
    f"""insert into registrations (id, exam_id, number, candidate_id, employment_id, enterprise_id, role, industry, state,
        blueprint_id, blueprint_revision, extra_percent, large_print, accommodation_reason, registered_at)
    select %(base)s + r, %(base)s + r / %(people)s, r % %(people)s + 1, %(base)s + r % %(people)s,
        %(base)s + r % %(people)s, %(base)s + r % %(people)s % %(enterprises)s, 'key_post', 'gongmao',
        case when r % 5 = 0 then 'failed' else 'passed' end, %(blueprint)s, 1, 0, false, '',
        to_timestamp({_ANNOUNCED.format("(r / %(people)s)")} / 1000)
    from (select {_TRY} / 2 as r, g from {_SERIES} where g % 10 < 7 and {_TRY} % 2 = 0) made""",
    f"""insert into inspections (id, number, enterprise_id, inspected_on, origin, place, exemption_reason, note, created_at)
    select %(base)s + q, 'G' || q, %(base)s + q % %(enterprises)s, to_timestamp({_MS} / 1000)::date, 'site', '', '', '', now()
    from (select g / 10 * 3 / 5 as q, min(g) as g from {_SERIES} where g % 50 = 0 or g % 50 = 17 or g % 50 = 38
        group by 1) made on conflict do nothing""",
    """insert into spot_quizzes (id, inspection_id, kind, state, code, seed, commitment, nonce, next_number, committed_at)
    select id, id, 'quiz', 'closed', number, '\\x00', '', '', 6, now() from inspections
    where id >= %(base)s + %(first)s / 10 * 3 / 5 and not exists (select from spot_quizzes q where q.id = inspections.id)""",
    f"""insert into participants (id, spot_quiz_id, number, name, role, origin, state, reason, blueprint_id,
        blueprint_revision, excluded_items, created_at)
    select %(base)s + p, %(base)s + p / 5, p % 5 + 1, '增长示例', (array['lead', 'manager', 'key_post'])[1 + p % 3], 'drawn',
        'done', '', %(blueprint)s, 1, '[]', now()
    from (select g / 10 * 3 + g % 10 - 7 as p from {_SERIES} where g % 10 >= 7) made""",
    f"""insert into attempts (id, participant_id, registration_id, try_number, state, paper, slot_count, allowed_seconds,
        extra_seconds, token_version, created_at, started_ms, deadline_ms, submitted_ms, submission_id, how)
    select {_ID}, case when g % 10 >= 7 then %(base)s + g / 10 * 3 + g % 10 - 7 end,
        case when g % 10 < 7 then %(base)s + {_TRY} / 2 end, case when g % 10 < 7 then {_TRY} % 2 + 1 else 1 end,
        'submitted', %(paper)s, {SLOTS}, 1800, 0, 1, to_timestamp({_MS} / 1000), {_MS}, {_MS} + 1800000,
        {_MS} + 600000, md5(g::text), 'self' from {_SERIES}""",
    f"""insert into attempt_steps (attempt_id, client_id, seq, slot, response, device_ms, received_ms, late)
    select {_ID}, decode(md5(g || '-' || s), 'hex'), s, s, 'b', {_MS} + s * 20000, {_MS} + s * 20000, false
    from {_SERIES}, generate_series(1, {SLOTS}) s""",
    f"""insert into attempt_results (id, attempt_id, version, score_tenths, full_tenths, passed, marks, responses, created_at)
    select %(base)s + g, {_ID}, 1, {_SCORE}, 1000, {_SCORE} >= 800, '[100,100,0]', '[["b"],["b"],["b"]]',
        to_timestamp({_MS} / 1000) from {_SERIES}""",
]


def fill(url: str, total: int, now: datetime) -> float:
    """Store `total` finished attempts with everything they need; gives the seconds it took, cleaning up included."""
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        # Every row is right by its making; a check of 60 million references would take longer than the rest.
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        blueprint = connection.execute("select min(id) from blueprints").fetchone()[0]
        values = {
            "base": BASE, "enterprises": ENTERPRISES, "people": PEOPLE, "total": total, "paper": _PAPER,
            "start": int((now - SPAN).timestamp() * 1000), "span": int(SPAN.total_seconds() * 1000), "blueprint": blueprint,
        }  # fmt: skip
        for statement in _ONCE:
            _run(connection, statement, values)
        for first in range(0, total, CHUNK):
            for statement in _EACH:
                _run(connection, statement, {**values, "first": first, "last": min(first + CHUNK, total) - 1})
            print(
                f"  {min(first + CHUNK, total):,} / {total:,}  {time.perf_counter() - began:.0f} s",
                flush=True,
            )
        # As autovacuum would have done long ago; frozen, so that it has nothing to do while somebody measures.
        connection.execute("vacuum (freeze, analyze)")
        connection.execute("checkpoint")
    return time.perf_counter() - began


def _run(connection: psycopg.Connection, statement: str, values: dict) -> None:
    # Written into the text by the client: the same number stands in many places and must be one number for the planner.
    psycopg.ClientCursor(connection).execute(statement.replace(" % ", " %% "), values)
