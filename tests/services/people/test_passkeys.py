"""Passkeys: added once signed in, good for one's own sign-in only, one challenge for one answer, removed at once."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.adapters.security.passkeys import Site
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.candidate_accounts import CandidateAccount
from examapp.models.candidates import Candidate
from examapp.models.passkeys import Passkey
from examapp.services.core import audit
from examapp.services.core.notices import list_unread
from examapp.services.people import activations, candidate_sign_ins, passkeys, sign_ins
from examapp.services.people.passkeys import KeyOwner, new_challenge
from tests.authenticators import SoftKey, to_bytes
from tests.world import id_number

SITE = Site("kaoshi.example", "https://kaoshi.example")


@pytest.fixture
def owner(world, ports) -> KeyOwner:
    """Somebody who has activated an account."""
    person = db.session.query(Candidate).filter_by(name="周文员").one()
    db.session.add(
        CandidateAccount(candidate_id=person.id, password_hash="x", activated_at=ports.clock.now())
    )
    db.session.commit()
    return KeyOwner("candidate", person.id, person.name, ports.clock.now())


@pytest.fixture
def staff(world, ports) -> KeyOwner:
    account = world["accounts"]["officer"]
    return KeyOwner("account", account.id, account.name, ports.clock.now())


def add(owner: KeyOwner, ports, key: SoftKey | None = None, rp_id: str = SITE.rp_id) -> SoftKey:
    key, challenge = key or SoftKey(SITE.origin), new_challenge()
    options = json.loads(
        passkeys.offer_key(owner, challenge=challenge, site=SITE, now=ports.clock.now(), ports=ports)
    )
    options["rp"]["id"] = rp_id
    passkeys.add_key(
        owner, key.create(options), challenge=challenge, label="手机", site=SITE, now=ports.clock.now()
    )
    return key


def enter(key: SoftKey, ports, kind: str = "candidate", challenge: bytes | None = None, **changes) -> str:
    challenge = challenge or new_challenge()
    answer = {**key.get(json.loads(passkeys.ask_key(challenge=challenge, site=SITE))), **changes}
    return passkeys.sign_in(
        answer,
        kind=kind,
        challenge=challenge,
        site=SITE,
        now=ports.clock.now(),
        hours=12,
        device="test",
    )


def refused(act) -> str:
    with pytest.raises(DomainError) as error:
        act()
    db.session.rollback()
    return error.value.code


def test_a_key_opens_a_session_of_its_owner_and_only_the_public_half_is_kept(owner, ports):
    key = add(owner, ports)
    token = enter(key, ports)
    assert candidate_sign_ins.find_candidate(token, now=ports.clock.now()).id == owner.id
    held = db.session.query(Passkey).one()
    assert (held.label, held.sign_count, held.last_used_at) == ("手机", 1, ports.clock.now())
    assert audit.find_tampering() is None


def test_a_key_of_staff_opens_staff_and_neither_kind_opens_the_other(owner, staff, ports):
    key, own = add(staff, ports), add(owner, ports)
    found = sign_ins.find_session(enter(key, ports, "account"), now=ports.clock.now())
    assert found.account_id == staff.id
    assert refused(lambda: enter(key, ports, "candidate")) == "passkey_refused"
    assert refused(lambda: enter(own, ports, "account")) == "passkey_refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_is_good_once_and_for_its_own_challenge_only(owner, ports):
    key, challenge = add(owner, ports), new_challenge()
    enter(key, ports, challenge=challenge)
    assert refused(lambda: enter(key, ports, challenge=challenge)) == "passkey_refused"
    other = key.get(json.loads(passkeys.ask_key(challenge=new_challenge(), site=SITE)))
    assert refused(lambda: enter(key, ports, response=other["response"])) == "passkey_refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", ["phishing page", "no user check", "copied key", "unknown key", "nonsense"])
def test_what_does_not_prove_the_key_opens_nothing(owner, ports, fault):
    key = add(owner, ports)
    enter(key, ports)
    changes = {}
    if fault == "phishing page":
        key.origin = "https://kaoshi.example.evil"
    elif fault == "no user check":
        key.flags = 0x01
    elif fault == "copied key":
        key.count = 0
    elif fault == "unknown key":
        key.id = b"u" * 32
    else:
        changes = {"id": 7}
    assert refused(lambda: enter(key, ports, **changes)) == "passkey_refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_removed_locked_or_somebody_elses(owner, staff, ports):
    key = add(owner, ports)
    held = passkeys.list_keys(owner)[0].id
    passkeys.remove_key(staff, held, now=ports.clock.now())
    assert enter(key, ports)
    db.session.get(CandidateAccount, owner.id).state = "locked"
    db.session.commit()
    assert refused(lambda: enter(key, ports)) == "candidate_refused"
    db.session.get(CandidateAccount, owner.id).state = "active"
    db.session.commit()
    for _ in range(2):
        passkeys.remove_key(owner, held, now=ports.clock.now())
    assert refused(lambda: enter(key, ports)) == "passkey_refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_same_key_twice_and_a_key_for_another_address_are_not_kept(owner, ports):
    key = add(owner, ports)
    assert refused(lambda: add(owner, ports, key)) == "passkey_refused"
    assert refused(lambda: add(owner, ports, rp_id="other.example")) == "passkey_refused"
    assert len(passkeys.list_keys(owner)) == 1
    options = json.loads(
        passkeys.offer_key(owner, challenge=b"c" * 32, site=SITE, now=ports.clock.now(), ports=ports)
    )
    assert [len(one["id"]) > 0 for one in options["excludeCredentials"]] == [True]
    # The device learns a keyed hash of the owner: 32 bytes that another installation would not give.
    assert len(to_bytes(options["user"]["id"])) == 32
    assert (
        to_bytes(options["user"]["id"]) != hashlib.sha256(f"passkey:candidate:{owner.id}".encode()).digest()
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reset_in_person_ends_the_keys_of_a_lost_phone(world, owner, ports):
    key, now = add(owner, ports), ports.clock.now()
    number = id_number(8)
    code = activations.offer_reset(
        owner.id, number, card_seen=True, actor=world["actors"]["bureau"], now=now, ports=ports
    )
    activations.activate(code, number, "gongchang-2026", now=now, device="", ports=ports)
    assert refused(lambda: enter(key, ports)) == "passkey_refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_key_is_added_only_where_the_present_factor_was_shown_within_ten_minutes(owner, staff, ports):
    earlier = replace(owner, proved_at=ports.clock.now() - timedelta(minutes=10))
    assert refused(lambda: add(earlier, ports)) == "proof_needed"
    options = json.loads(
        passkeys.offer_key(owner, challenge=b"d" * 32, site=SITE, now=ports.clock.now(), ports=ports)
    )
    late = {"challenge": b"d" * 32, "label": "", "site": SITE, "now": ports.clock.now()}
    assert (
        refused(lambda: passkeys.add_key(earlier, SoftKey(SITE.origin).create(options), **late))
        == "proof_needed"
    )
    # An account of staff that has nothing yet gets its first key within ten minutes of its link, from nobody later.
    long_ago = replace(staff, proved_at=ports.clock.now() - timedelta(hours=3))
    assert refused(lambda: add(long_ago, ports)) == "link_needed"
    add(replace(staff, proved_at=ports.clock.now()), ports)
    assert refused(lambda: add(long_ago, ports)) == "proof_needed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_person_is_told_of_every_key_that_is_added_or_removed(owner, ports):
    add(owner, ports)
    passkeys.remove_key(owner, passkeys.list_keys(owner)[0].id, now=ports.clock.now())
    assert [one.text[:9] for one in list_unread(owner.id)] == ["您的账号删除了一把", "您的账号添加了一把"]
