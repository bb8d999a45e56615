"""Acts of the same moment stand in lanes of the chain; nothing can be taken out, whatever was rolled back beside it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from examapp.extensions import chain_keys, db
from examapp.models.audit import AuditEntry
from examapp.services.core.audit import chain_head, count_entries, find_tampering, record_act
from examapp.services.core.chain_places import digest_entry, lock_chain, take_place
from examapp.services.core.transactions import transaction
from tests.unguarded import unguarded

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def act(ports, *subjects: str) -> None:
    with transaction():
        for subject in subjects or ("x:1",):
            record_act("test.done", subject, actor="system", now=ports.clock.now(), data={"n": 1})


def fault() -> dict | None:
    db.session.remove()
    return find_tampering()


def rows() -> list[dict]:
    db.session.remove()
    query = select(AuditEntry.__table__).order_by(AuditEntry.id)
    return [dict(row) for row in db.session.execute(query).mappings()]


def beside_another(app, ports, subject: str) -> None:
    """An act that begins and ends while another holds a lane, and is then given up."""
    with app.app_context():
        take_place(db.session(), 1)
        with app.app_context():
            act(ports, subject)
        db.session.rollback()


def given_up(ports, subject: str) -> None:
    with suppress(ZeroDivisionError), transaction():
        record_act("test.done", subject, actor="system", now=ports.clock.now())
        raise ZeroDivisionError


def append_without_the_table(ports) -> None:
    with transaction() as session:
        session.execute(text("create table acts_of_this_test (id integer)"))
        record_act("test.done", "x:1", actor="system", now=ports.clock.now())
        session.execute(text("alter table audit_entries rename to audit_entries_away"))


def append_without_patience(app, ports) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("set local lock_timeout = '50ms'"))
        record_act("test.done", "x:3", actor="system", now=ports.clock.now())


@POSTGRESQL
def test_an_act_does_not_wait_for_the_commit_of_another_and_the_next_one_sees_both(app, ports):
    act(ports, "x:1")
    beside_another(app, ports, "x:2")
    act(ports, "x:3")
    first, second, third = rows()[-3:]
    assert (first["lane"], second["lane"], second["place"], third["lane"]) == (0, 1, 1, 0)
    assert third["seen"] == f"0:{first['place']} 1:1"
    assert third["place"] == first["place"] + 1, "places have no gaps"
    assert fault() is None


@POSTGRESQL
def test_a_number_that_was_given_back_is_no_deletion_and_no_deletion_passes_for_one(app, ports):
    for number in range(4):
        beside_another(app, ports, f"x:{number}")
        act(ports, f"y:{number}")
    ids = [row["id"] for row in rows()]
    assert ids[-1] - ids[0] >= len(ids), "numbers were given back"
    assert fault() is None
    for row in rows()[:-1]:
        with unguarded() as connection:
            connection.execute(text("delete from audit_entries where id = :i"), {"i": row["id"]})
        assert fault()["fault"] == "missing", row
        with db.engine.begin() as connection:
            connection.execute(insert(AuditEntry.__table__), row)
        db.session.remove()
    assert fault() is None


def test_entries_of_one_act_stand_together_or_are_not_there(app, ports):
    before = count_entries()
    act(ports, "x:1", "x:2", "x:3")
    assert [row["subject"] for row in rows()[-3:]] == ["x:1", "x:2", "x:3"]
    given_up(ports, "x:4")
    act(ports, "x:5")
    assert [row["subject"] for row in rows()[before:]] == ["x:1", "x:2", "x:3", "x:5"]
    places = [row["place"] for row in rows()]
    assert places == list(range(1, len(places) + 1))
    assert fault() is None


def test_an_entry_that_cannot_be_written_takes_its_act_along(app, ports):
    act(ports)
    before = count_entries()
    with pytest.raises(DBAPIError, match="audit_entries"):
        append_without_the_table(ports)
    db.session.remove()
    assert count_entries() == before
    with pytest.raises(DBAPIError, match="acts_of_this_test"):
        db.session.execute(text("select * from acts_of_this_test"))


@POSTGRESQL
def test_many_at_once_lose_nothing(app, ports):
    before = count_entries()

    def work(worker: int) -> None:
        with app.app_context():
            for number in range(10):
                act(ports, f"x:{worker}-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert fault() is None
    assert count_entries() == before + 40
    for worker in range(4):
        mine = [row["subject"] for row in rows() if row["subject"].startswith(f"x:{worker}-")]
        assert mine == [f"x:{worker}-{number}" for number in range(10)], "in the order of the acts"


@POSTGRESQL
def test_a_node_of_the_program_before_takes_its_turn_while_the_nodes_are_replaced(app, ports):
    act(ports, "x:1")
    beside_another(app, ports, "x:2")
    for number in range(2):
        with transaction() as session:
            lock_chain()
            with pytest.raises(OperationalError):
                append_without_patience(app, ports)
            last = chain_head()
            facts = {"at": ports.clock.now().isoformat(), "actor": "system", "act": "test.done", "data": "{}"}
            older = AuditEntry(id=last[0] + 1, subject=f"z:{number}", previous=last[1], **facts)
            older.digest = digest_entry(older)
            older.mac, older.mac_key = chain_keys().vouch("audit", older.digest)
            session.add(older)
        act(ports, f"y:{number}")
    assert [row["subject"] for row in rows()[-4:]] == ["z:0", "y:0", "z:1", "y:1"]
    assert rows()[-1]["seen"].startswith(f"-1:{rows()[-2]['id']} ")
    assert fault() is None
    with unguarded() as connection:
        connection.execute(text("delete from audit_entries where subject = 'z:1'"))
    assert fault()["fault"] == "missing"
