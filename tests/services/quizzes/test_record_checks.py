"""The checker says how much a record proves: of itself, by the system's signature, and beside the system today."""

import json
from datetime import timedelta

import pytest

from examapp.adapters.documents.judging import judge
from examapp.adapters.documents.page_signatures import check_pages
from examapp.domain.digests import canonical_json
from examapp.domain.record_copies import compare_online
from examapp.domain.record_judgements import Level, Outcome, TrustedKey
from examapp.domain.records import digest_record
from examapp.domain.unsigned_records import KNOWN
from examapp.extensions import db
from examapp.models.records import Record
from examapp.services.core.signing_keys import mark_stolen, trusted_keys
from examapp.services.quizzes.records import find_public_record, public_state
from examapp.verifying import read_key_set, say_judgement, verify_file
from tests.console.operator import Operator
from tests.services.quizzes.test_field_flow import finish
from tests.stories import amend, open_quiz, open_quiz_of_v1

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def record(app, world, ports) -> Record:
    return finish(app, world, ports, open_quiz(world, ports), [10, 8, 6])


def of_before(record: Record) -> bytes:
    """The facts of a record with draw v1 as it was written before the system signed any."""
    record = json.loads(record.content)
    content = {**_known("record", record), "format": "examapp-record/1"}
    content["draw"] = _known("draw", record["draw"])
    content["inspection"] = _known("inspection", record["inspection"])
    content["participants"] = [_known("participant", one) for one in record["participants"]]
    content["blueprints"] = {key: _known("blueprint", one) for key, one in record["blueprints"].items()}
    return canonical_json({**content, "digest": digest_record(content)}).encode()


def _known(kind: str, facts: dict) -> dict:
    return {name: value for name, value in facts.items() if name in KNOWN[kind]}


def wheres(judgement) -> set[str]:
    return {difference.where for difference in judgement.differences}


def test_a_genuine_record_is_issued_by_the_system_as_json_and_as_pdf(record, capsys):
    for file in (record.content.encode(), record.document):
        judgement = judge(file, trusted_keys())
        assert (judgement.outcome, judgement.level, judgement.remarks) == (Outcome.holds, Level.issued, ())
    say_judgement(judgement)
    assert "程度：由本系统签发" in capsys.readouterr().out


def test_without_keys_it_is_only_consistent_and_the_words_say_what_is_missing(record, capsys):
    judgement = judge(record.document, {})
    assert (judgement.outcome, judgement.level, judgement.remarks) == (
        Outcome.holds,
        Level.consistent,
        ("no_keys",),
    )
    say_judgement(judgement)
    said = capsys.readouterr().out
    assert "程度：前后一致" in said
    assert (judgement.exit_code, "复核通过" in said) == (3, False)
    assert "jwks.json" in said


def test_a_record_of_before_stays_consistent_and_says_that_anybody_could_have_made_it(
    app, world, ports, capsys
):
    old = finish(app, world, ports, open_quiz_of_v1(world, ports), [10, 8, 6])
    judgement = judge(of_before(old), trusted_keys())
    assert (judgement.differences, judgement.level) == ((), Level.consistent)
    assert (judgement.remarks, judgement.exit_code) == (("no_system_signature",), 3)
    say_judgement(judgement)
    said = capsys.readouterr().out
    assert "谁都能造出" in said
    assert "复核通过" not in said


def test_a_record_of_before_is_checked_like_a_signed_one(app, world, ports):
    old = json.loads(of_before(finish(app, world, ports, open_quiz_of_v1(world, ports), [10, 8, 6])))
    for name, change in {
        "participants.number": lambda record: record["participants"].pop(),
        "signatures": lambda record: record["signatures"].pop(),
        "closed_at": lambda record: record.update(closed_at="2020-01-01T00:00:00+00:00"),
        "format": lambda record: record.update(approval={"number": "1"}),
    }.items():
        record = json.loads(json.dumps(old))
        change(record)
        forged = canonical_json({**record, "digest": digest_record(record)}).encode()
        assert judge(forged, trusted_keys()).exit_code == 1, name


def test_the_key_of_another_system_does_not_count(record):
    stranger = {"x" * 43: TrustedKey(b"\1" * 32)}
    judgement = judge(record.content.encode(), stranger)
    assert (judgement.outcome, wheres(judgement)) == (Outcome.tampered, {"signature"})


def test_what_a_stolen_key_signed_afterwards_does_not_count(record, ports):
    now, kid = ports.clock.now(), ports.signer.kid
    mark_stolen(kid, now + timedelta(seconds=1), now=now)
    assert judge(record.document, trusted_keys()).level is Level.issued
    mark_stolen(kid, now, now=now)
    assert wheres(judge(record.document, trusted_keys())) == {"signature", "pages"}


def test_the_same_online_is_the_third_level_and_later_versions_are_named(record, world, ports):
    judgement = judge(record.document, trusted_keys())
    said = public_state(*find_public_record(record.public_token))
    assert compare_online(judgement, said).level is Level.online
    amend(world, ports, record.id)
    later = compare_online(judgement, public_state(*find_public_record(record.public_token)))
    assert (later.level, later.remarks) == (Level.online, ("amended_later",))
    assert compare_online(judgement, None).remarks == ("unknown_online",)
    other = compare_online(judgement, {**said, "digest": "0" * 64})
    assert (other.outcome, wheres(other)) == (Outcome.tampered, {"digest"})


@sqlite_only
@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf, text: b"",
        lambda pdf, text: b"%PDF-1.7\n",
        lambda pdf, text: b"\xff\xfe" * 40,
        lambda pdf, text: b"[" * 100_000,
        lambda pdf, text: b"[]",
        lambda pdf, text: b'{"conclusion":{"passed":0},' + text[1:],
        lambda pdf, text: b"\xef\xbb\xbf" + text,
        lambda pdf, text: b'{"format": "something else"}',
        lambda pdf, text: text[: len(text) // 2],
        lambda pdf, text: b"%PDF" + pdf[2000:6000],
    ],
)
def test_a_damaged_file_is_unreadable_and_no_traceback(record, tmp_path, capsys, damage):
    (tmp_path / "record").write_bytes(damage(record.document, record.content.encode()))
    assert verify_file(str(tmp_path / "record"), trusted_keys()) == 2
    assert "读不出记录" in capsys.readouterr().out


@sqlite_only
def test_the_command_knows_the_keys_of_its_installation_and_takes_those_of_another(
    record, tmp_path, database_url, sign_in
):
    jwks = sign_in(None).client.get("/.well-known/jwks.json").text
    assert set(read_key_set(jwks)) == set(trusted_keys())
    (tmp_path / "jwks.json").write_text(jwks)
    (tmp_path / "record.pdf").write_bytes(record.document)
    db.session.remove()
    here = Operator(tmp_path, database_url)
    assert "由本系统签发" in here.does("verify", tmp_path / "record.pdf", "--offline")
    stranger = Operator(tmp_path / "elsewhere")
    alone = stranger.tries("verify", tmp_path / "record.pdf", "--offline")
    assert (alone.exit_code, "前后一致" in alone.output) == (3, True)
    assert not (tmp_path / "elsewhere").exists()
    said = stranger.does("verify", tmp_path / "record.pdf", "--offline", "--keys", tmp_path / "jwks.json")
    assert "由本系统签发" in said
    assert stranger.tries("verify", tmp_path / "record.pdf", "--keys", tmp_path / "record.pdf").exit_code == 2


@sqlite_only
def test_the_signature_of_the_pages_covers_every_byte(record):
    keys = {kid: key.public for kid, key in trusted_keys().items()}
    file = record.document
    assert check_pages(file, keys).state == "whole"
    for place in (0, 9, 1000, len(file) // 2, len(file) - 1300):
        changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        assert check_pages(changed, keys).state == "changed", place
    for changed in (file + b"\n", file[:-1], file + file[-1200:]):
        assert check_pages(changed, keys).state == "added"
    for place in range(len(file) - 1260, len(file), 7):
        changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        assert check_pages(changed, keys).state != "whole", place
    assert check_pages(file, {}).state != "whole"


@sqlite_only
def test_the_state_of_a_record_is_public_and_names_nobody(record, sign_in):
    page = sign_in(None).client
    said = page.get(f"/r/{record.public_token}/state.json").get_json()
    assert said == {
        "number": record.number,
        "version": 1,
        "digest": record.digest,
        "state": "current",
        "newest": 1,
    }
    assert page.get("/r/nobody/state.json").status_code == 404


def test_times_out_of_order_are_a_fault_unless_the_system_signed_them(record, ports):
    content = json.loads(record.content)
    content["closed_at"] = "2020-01-01T00:00:00+00:00"
    content["digest"] = digest_record(content)
    after = {f"participants[{index}].submitted_ms" for index in range(3)}
    assert wheres(judge(canonical_json(content).encode(), {})) == {"closed_at", *after}
    unsigned = {name: value for name, value in content.items() if name != "signature"}
    content["signature"] = ports.signer.sign_detached(
        canonical_json(unsigned).encode(), now=ports.clock.now()
    )
    judgement = judge(canonical_json(content).encode(), trusted_keys())
    assert (judgement.level, judgement.remarks) == (Level.issued, ("times",))
