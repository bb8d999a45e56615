"""Every record is signed by the system; the key set names each key that ever signed one."""

import json

import pytest

from examapp.adapters.security.signing import check_detached, from_jwk, public_key, thumbprint
from examapp.domain.errors import DomainError
from examapp.domain.records import digest_record, signed_bytes
from examapp.services.core.signing_keys import key_set, list_keys, mark_stolen
from tests.console.operator import Operator
from tests.services.quizzes.test_field_flow import finish
from tests.stories import amend, open_quiz

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def published() -> dict[str, bytes]:
    return {jwk["kid"]: from_jwk(jwk) for jwk in key_set()["keys"]}


def test_a_record_is_signed_over_its_canonical_text(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    content = json.loads(record.content)
    assert content["format"] == "examapp-record/2"
    assert content["address"] == f"https://example.invalid/r/{record.public_token}"
    assert record.digest == content["digest"] == digest_record(content)
    signed = check_detached(content["signature"], signed_bytes(content), published())
    assert signed.kid == content["key_id"] == ports.signer.kid
    assert signed.at == int(ports.clock.now().timestamp())


def test_after_a_rotation_old_records_hold_and_new_ones_name_the_new_key(
    app, world, ports, tmp_path, database_url
):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    before, seed = ports.signer.kid, json.loads((tmp_path / "keys.json").read_text())["signing_keys"]
    said = Operator(tmp_path, database_url).does("keys", "rotate", "signing")
    assert ports.signer.kid != before
    assert ports.signer.kid in said
    keys = json.loads((tmp_path / "keys.json").read_text())
    # The old private key is gone; its public half stays for ever.
    assert list(keys["signing_keys"]) == ["signing2"]
    assert list(seed) == ["signing1"]
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    made = amend(world, ports, record.id)
    assert [row.kid for row in list_keys() if row.retired_at is None] == [ports.signer.kid]
    for row, kid in ((record, before), (made, ports.signer.kid)):
        content = json.loads(row.content)
        assert check_detached(content["signature"], signed_bytes(content), published()).kid == kid


def test_a_stolen_key_says_since_when_and_the_earliest_moment_counts(app, world, ports):
    finish(app, world, ports, open_quiz(world, ports), [10])
    now, kid = ports.clock.now(), ports.signer.kid
    with pytest.raises(DomainError, match="signing_key_unknown"):
        mark_stolen("x" * 43, now, now=now)
    mark_stolen(kid, now, now=now)
    mark_stolen(kid, now.replace(year=2030), now=now)
    assert key_set()["keys"][0]["revoked_at"] == int(now.timestamp())


@sqlite_only
def test_an_installation_of_before_gets_the_same_keys_on_every_node(app, tmp_path):
    keys = json.loads((tmp_path / "keys.json").read_text())
    of_before = {name: keys[name] for name in ("secret_key", "field_keys", "field_key_id", "lookup_key")}
    kids = set()
    for node in ("a", "b"):
        folder = tmp_path / node
        folder.mkdir()
        (folder / "keys.json").write_text(json.dumps(of_before))
        said = Operator(folder, app.extensions["settings"].database_url).does("keys", "show")
        after = json.loads((folder / "keys.json").read_text())
        kids.add(thumbprint(public_key(bytes.fromhex(after["signing_keys"][after["signing_key_id"]]))))
        # That its sealed values are bound to their rows is noted by the start that binds them.
        assert set(after) == set(keys) - {"fields_bound"}
        assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600
        assert kids <= set(said.split())
    assert len(kids) == 1
