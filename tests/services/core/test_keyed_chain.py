"""The audit log is only ever added to, and whoever rewrites it without the key is found."""

import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from examapp.extensions import chain_keys, db
from examapp.models.audit import AuditCheckpoint, AuditEntry
from examapp.models.signing_keys import SigningKey
from examapp.services.core.audit import chain_head, find_tampering, record_act
from examapp.services.core.chain_places import digest_entry, digest_heads
from examapp.services.core.checkpoints import ROLLING, end_unkeyed_chain
from examapp.services.core.signing_keys import key_set, publish_key
from examapp.services.core.transactions import transaction
from tests.console.operator import Operator
from tests.unguarded import unguarded

COLUMNS = ("id", "at", "actor", "act", "subject", "data", "previous", "digest", "mac", "mac_key")


def act(ports, subject: str = "x:1") -> None:
    with transaction():
        record_act("test.done", subject, actor="system", now=ports.clock.now(), data={"n": 1})


def run(statement: str, **values) -> None:
    """Somebody who may drop triggers first, as the owner of the database can."""
    with unguarded() as connection:
        connection.execute(text(statement), values)


def rewrite(from_id: int) -> None:
    """Every digest from there on computed anew, as anybody can who knows the program."""
    with unguarded() as connection:
        rows = connection.execute(text("select * from audit_entries order by id")).mappings().all()
        digests, last = {}, "0" * 64
        for row in rows:
            entry = AuditEntry(**row)
            if row["id"] >= from_id:
                places = [tuple(map(int, pair.split(":"))) for pair in (entry.seen or "").split()]
                heads = {lane: (place, digests[lane, place]) for lane, place in places}
                entry.previous = last if entry.place is None else digest_heads(heads)
                entry.digest = digest_entry(entry)
                connection.execute(
                    text("update audit_entries set previous = :p, digest = :d where id = :i"),
                    {"p": entry.previous, "d": entry.digest, "i": entry.id},
                )
            last = entry.digest
            digests[(-1, entry.id) if entry.place is None else (entry.lane, entry.place)] = last


def as_before(after: int = 0) -> None:
    """What a program of before keys and lanes would have written."""
    run(
        "update audit_entries set mac = null, mac_key = null, lane = null, place = null, seen = null where id > :i",
        i=after,
    )
    rewrite(after + 1)


def fault() -> dict | None:
    db.session.remove()
    return find_tampering()


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entries set actor = 'x'",
        "delete from audit_entries",
        "update audit_checkpoints set last_id = 999",
        "delete from audit_checkpoints",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_log(app, ports, statement):
    act(ports)
    with transaction() as session:
        session.add(
            AuditCheckpoint(last_id=0, digest="", made_at=ports.clock.now(), jws="", mac="", mac_key="")
        )
    with pytest.raises(DBAPIError, match="only ever added to"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_nor_can_an_entry_be_replaced_or_the_table_emptied(app, ports):
    act(ports)
    row = {"id": chain_head()[0], **dict.fromkeys(COLUMNS[1:], "x")}
    names, values = ", ".join(COLUMNS), ", ".join(f":{name}" for name in COLUMNS)
    db.session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    insert = f"insert or replace into audit_entries ({names}) values ({values})"
    with pytest.raises(DBAPIError, match="only ever added to"), db.engine.begin() as connection:
        connection.execute(text(insert if sqlite else "truncate audit_entries"), row if sqlite else {})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_entry_takes_the_place_of_another_on_a_connection_of_somebody_else(app, ports):
    act(ports)
    db.session.remove()
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        names = ", ".join(COLUMNS[1:]) + ", lane, place, seen"
        taken = f"insert or replace into audit_entries (id, {names}) select max(id) + 1, {names} from audit_entries"
        with pytest.raises(sqlite3.DatabaseError, match="only ever added to"):
            connection.execute(taken)


def test_a_changed_a_missing_and_a_rewritten_entry_are_found(app, ports):
    for number in range(4):
        act(ports, f"x:{number}")
    assert fault() is None
    last = chain_head()[0]
    run("update audit_entries set data = '{}' where id = :i", i=last - 1)
    assert fault() == {"id": last - 1, "fault": "changed"}
    rewrite(last - 1)
    assert fault() == {"id": last - 1, "fault": "changed"}, "the digests fit again, the key does not"
    run("update audit_entries set mac = null, mac_key = null where id >= :i", i=last - 1)
    assert fault() == {"id": last - 1, "fault": "unkeyed"}
    run("delete from audit_entries where id = :i", i=last - 1)
    assert fault() == {"id": last - 1, "fault": "missing"}


def test_entries_of_before_end_in_a_checkpoint_and_cannot_be_rewritten_either(app, ports):
    now = ports.clock.now()
    act(ports)
    as_before()
    assert fault() == {"id": 1, "fault": "unkeyed"}
    last = chain_head()[0]
    made = end_unkeyed_chain(ports.signer, now=now)
    assert (made.last_id, made.broken_id) == (last, None)
    assert json.loads(json.dumps(made.jws)).count(".") == 2
    assert end_unkeyed_chain(ports.signer, now=now) is None
    assert fault() is None
    act(ports)
    assert fault() is None
    run("update audit_entries set data = '[9]' where id = :i", i=last)
    rewrite(last)
    assert fault() == {"id": last, "fault": "changed"}


def test_a_broken_chain_of_before_is_never_mended_and_the_checkpoint_says_where(app, ports):
    act(ports)
    last = chain_head()[0]
    as_before()
    run("update audit_entries set data = '[9]' where id = :i", i=last)
    assert end_unkeyed_chain(ports.signer, now=ports.clock.now()).broken_id == last
    assert fault() == {"id": last, "fault": "changed"}


def test_an_older_node_may_go_on_for_a_week_and_no_longer(app, ports):
    now = ports.clock.now()
    act(ports)
    as_before()
    first = end_unkeyed_chain(ports.signer, now=now)
    act(ports)
    as_before(first.last_id)
    assert fault() == {"id": first.last_id + 1, "fault": "unkeyed"}
    assert end_unkeyed_chain(ports.signer, now=now + ROLLING * 2) is None
    assert end_unkeyed_chain(ports.signer, now=now + ROLLING / 2).last_id == first.last_id + 1
    assert fault() is None


def test_a_checkpoint_without_the_key_covers_nothing(app, ports):
    act(ports)
    as_before()
    last = chain_head()
    with transaction() as session:
        facts = {"jws": "", "mac": "0" * 64, "mac_key": chain_keys().vouch("x", "y")[1]}
        session.add(AuditCheckpoint(last_id=last[0], digest=last[1], made_at=ports.clock.now(), **facts))
    assert fault() == {"id": last[0], "fault": "changed"}


def test_a_signing_key_that_was_written_into_the_database_is_not_published(app, ports):
    now = ports.clock.now()
    publish_key(ports.signer, now=now)
    with transaction() as session:
        session.add(SigningKey(kid="x" * 43, public="00" * 32, created_at=now, mac="0" * 64, mac_key="x"))
    assert [jwk["kid"] for jwk in key_set()["keys"]] == [ports.signer.kid]
    with transaction() as session:
        session.get(SigningKey, ports.signer.kid).compromised_at = now
    assert key_set()["keys"] == [], "nor can a stolen key be whitewashed or a good one be blackened"
    publish_key(ports.signer, now=now)
    (jwk,) = key_set()["keys"]
    assert (jwk["kid"], "revoked_at" in jwk) == (ports.signer.kid, False), (
        "the own key is put right at the next start"
    )


def test_after_a_rotation_older_entries_are_checked_with_their_key(app, ports, tmp_path, database_url):
    act(ports)
    Operator(tmp_path, database_url).does("keys", "rotate", "audit")
    act(ports)
    assert fault() is None
    names = set(db.session.scalars(db.select(AuditEntry.mac_key)))
    assert len(names) == 2
