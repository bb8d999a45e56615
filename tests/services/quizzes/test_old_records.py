"""Records of before the system signed any are signed once afterwards, which proves no more than it says."""

import json

import pytest
from sqlalchemy import select, text

from examapp.domain.record_judgements import Level
from examapp.extensions import db
from examapp.models.records import Record, RecordAttestation
from examapp.services.core.audit import find_tampering, record_act
from examapp.services.core.checkpoints import end_unkeyed_chain
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import record_checks
from examapp.services.quizzes.old_records import attest_old_records, is_attested
from examapp.services.upkeep.heads import export_head, find_lost_heads, last_exported
from examapp.services.upkeep.restores import settle_restored
from tests.services.core.test_keyed_chain import as_before
from tests.services.quizzes.test_field_flow import finish
from tests.services.quizzes.test_record_checks import of_before
from tests.services.upkeep.test_heads import cut
from tests.stories import open_quiz, open_quiz_of_v1
from tests.unguarded import unguarded


@pytest.fixture
def old(app, world, ports) -> tuple[int, bytes]:
    """A record as a program of before signatures and keys has left it: its number in the table, and its content."""
    record = finish(app, world, ports, open_quiz_of_v1(world, ports), [10, 6])
    content = of_before(record)
    digest = json.loads(content)["digest"]
    with unguarded() as connection:
        values = {"c": content.decode(), "d": digest, "o": record.digest, "i": record.id}
        connection.execute(
            text("update records set content = :c, digest = :d, created_at = '2020-01-01' where id = :i"),
            values,
        )
        connection.execute(text("update audit_entries set data = replace(data, :o, :d)"), values)
    as_before()
    end_unkeyed_chain(ports.signer, now=ports.clock.now())
    return record.id, content


def attest(ports) -> int:
    return attest_old_records(ports.signer, now=ports.clock.now())


def named(record_id: int) -> tuple[str, int, str]:
    record = db.session.get(Record, record_id, populate_existing=True)
    return record.number, record.version, record.digest


def test_an_old_record_is_signed_once_and_whoever_checks_it_reads_that_it_came_afterwards(
    old, ports, monkeypatch
):
    record_id, content = old
    assert not is_attested(*named(record_id))
    assert [attest(ports), attest(ports)] == [1, 0]
    row = db.session.get(RecordAttestation, record_id)
    assert (row.digest, row.jws.count(".")) == (json.loads(content)["digest"], 2)
    assert is_attested(*named(record_id))
    judgement = record_checks.check_file(content)
    assert judgement.level is Level.consistent, "never more than that"
    assert judgement.remarks == ("no_system_signature", "same_online", "attested")
    assert find_tampering() is None


def test_what_the_log_does_not_tell_of_is_not_signed_and_another_digest_is_not_attested(old, ports):
    record_id, content = old
    changed = json.loads(content) | {"city": "别处"}
    with unguarded() as connection:
        facts = {"c": json.dumps(changed), "i": record_id}
        connection.execute(text("update records set content = :c where id = :i"), facts)
    assert attest(ports) == 0
    with unguarded() as connection:
        connection.execute(
            text("update records set content = :c where id = :i"), {"c": content.decode(), "i": record_id}
        )
    db.session.remove()
    assert attest(ports) == 1
    number, version, _ = named(record_id)
    assert not is_attested(number, version, "0" * 64)
    with unguarded() as connection:
        connection.execute(text("update record_attestations set jws = 'x.y.z'"))
    assert not is_attested(*named(record_id))


def test_checkpoint_and_attestation_hold_after_a_restore_that_the_exported_head_is_ahead_of(
    old, ports, tmp_path
):
    record_id, _ = old
    attest(ports)
    path, now = tmp_path / "heads.jsonl", ports.clock.now()
    restored = export_head(path, signer=ports.signer, now=now)
    with transaction():
        record_act("test.done", "x:1", actor="system", now=now)
    export_head(path, signer=ports.signer, now=now)
    cut(restored.id)
    facts = {"audit": {"entries": restored.id, "head": restored.digest}}
    keys = {kid: key.public for kid, key in trusted_keys().items()}
    assert [one.fault for one in find_lost_heads(path, keys)] == ["cut"]
    settle_restored(facts, known={}, skip=0, exported=last_exported(path), now=now)
    db.session.remove()
    assert list(find_lost_heads(path, keys)) == []
    assert find_tampering() is None
    assert is_attested(*named(record_id))
    assert db.session.scalars(select(RecordAttestation.record_id)).all() == [record_id]


def test_a_record_of_after_the_first_key_needs_no_signature_afterwards(old, app, world, ports):
    record_id, _ = old
    later = finish(app, world, ports, open_quiz(world, ports), [10, 6])
    assert later.id > record_id
    assert [attest(ports), attest(ports)] == [1, 0]
    assert db.session.scalars(select(RecordAttestation.record_id)).all() == [record_id]
