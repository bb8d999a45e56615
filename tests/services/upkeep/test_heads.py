"""A cut tail cannot be seen from inside; the end that was written to a file every hour knows better."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from examapp.extensions import db
from examapp.jobs import JOBS, PERIODIC
from examapp.services.core.audit import chain_head, find_tampering, record_act
from examapp.services.core.signing_keys import publish_key, trusted_keys
from examapp.services.core.transactions import transaction
from examapp.services.upkeep.heads import LostHead, export_head, find_lost_heads, last_exported
from examapp.services.upkeep.restores import settle_restored
from tests.console.operator import Operator
from tests.unguarded import unguarded


@pytest.fixture
def path(app, ports, tmp_path):
    publish_key(ports.signer, now=ports.clock.now())
    return tmp_path / "heads.jsonl"


def act(ports, subject: str = "x:1") -> None:
    with transaction():
        record_act("test.done", subject, actor="system", now=ports.clock.now())


def export(path, ports, hours: int = 0):
    return export_head(path, signer=ports.signer, now=ports.clock.now() + timedelta(hours=hours))


def cut(after: int) -> None:
    with unguarded() as connection:
        connection.execute(text("delete from audit_entries where id > :i"), {"i": after})


def lost(path) -> list[LostHead]:
    db.session.remove()
    return list(find_lost_heads(path, {kid: key.public for kid, key in trusted_keys().items()}))


def test_every_hour_the_end_of_the_log_goes_to_a_file_for_its_owner_alone(app, ports):
    assert PERIODIC["export_head"] == 3600
    file = app.extensions["settings"].heads_file
    for _ in range(2):
        JOBS["export_head"](app, ports)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["id"], line["digest"]) for line in lines] == [chain_head()] * 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert lost(file) == []


def test_a_cut_tail_and_a_rewritten_end_disagree_with_the_file(path, ports):
    export(path, ports)
    first = chain_head()[0]
    for _ in range(3):
        act(ports)
    head = export(path, ports, 1)
    assert lost(path) == []
    cut(first + 1)
    assert find_tampering() is None, "from inside nothing is missing"
    assert lost(path) == [LostHead(2, "cut", head)]
    for _ in range(3):
        act(ports, "y:1")
    assert lost(path) == [LostHead(2, "changed", head)]


def test_a_line_that_the_system_did_not_sign_is_no_head(path, ports):
    export(path, ports)
    line = json.loads(path.read_text())
    path.write_text(json.dumps({**line, "jws": line["jws"][:-4] + "AAAA"}) + "\nrubbish\n")
    assert [one.fault for one in lost(path)] == ["forged", "forged"]


def test_a_restore_may_step_back_when_the_log_names_the_head_that_was_ahead(path, ports):
    export(path, ports)
    restored = chain_head()
    act(ports)
    export(path, ports, 1)
    act(ports)
    ahead = export(path, ports, 2)
    cut(restored[0])
    facts = {"audit": {"entries": restored[0], "head": restored[1]}}
    now = ports.clock.now() + timedelta(hours=3)
    settle_restored(facts, known={}, skip=0, exported=last_exported(path), now=now)
    assert lost(path) == []
    assert export(path, ports, 4).epoch == ahead.epoch + 1
    cut(restored[0])
    settle_restored(facts, known={}, skip=0, exported={"id": ahead.id, "digest": "x"}, now=now)
    assert [one.head.id for one in lost(path)][:2] == [restored[0] + 1, ahead.id], "another head was named"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_finds_the_cut_by_the_file_of_this_machine(app, ports, tmp_path, database_url):
    act(ports)
    JOBS["export_head"](app, ports)
    here = Operator(tmp_path, database_url)
    db.session.remove()
    assert "完好" in here.does("audit", "verify")
    cut(chain_head()[0] - 1)
    said = here.tries("audit", "verify")
    assert said.exit_code == 1
    assert "尾部被截断" in said.output
