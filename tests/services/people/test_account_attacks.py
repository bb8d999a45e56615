"""Nobody gains an account that is not theirs: the reproduced take-over by an employer's slip, and its kin (S23)."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.candidate_accounts import CandidateAccount
from examapp.models.candidates import Candidate, Employment
from examapp.models.passkeys import Passkey
from examapp.services.core.notices import list_unread
from examapp.services.core.sealed_fields import open_field
from examapp.services.faces import face_references
from examapp.services.people import activations, candidate_sign_ins, own_factors, registers, roster_imports
from examapp.services.people.introductions import may_be_invited, require_first_employer
from tests.services.people.test_roster_imports import HEAD
from tests.world import id_number

NAME, SERIAL, PASSWORD, ROBBER = "周文员", 8, "gongchang-2026", "robber-pass-77"
NUMBER = id_number(SERIAL)
FACTS = {"role": "other", "posts": [], "job_title": "", "kind": "own", "started_on": date(2001, 1, 1)}


@pytest.fixture
def person(world) -> int:
    return db.session.query(Candidate).filter_by(name=NAME).one().id


@pytest.fixture
def activated(world, ports, person) -> str:
    """The person's own account with a key of the phone; gives the session."""
    token = use(slip(world, ports, person), ports)
    db.session.add(
        Passkey(
            candidate_id=person,
            credential_id=b"k",
            public_key=b"p",
            label="手机",
            created_at=ports.clock.now(),
        )
    )
    db.session.commit()
    return token


def slip(world, ports, person: int, login: str = "officer") -> str:
    return activations.issue_code(person, actor=world["actors"][login], now=ports.clock.now())


def use(code: str, ports, number: str = NUMBER, password: str = PASSWORD) -> str:
    return activations.activate(code, number, password, now=ports.clock.now(), device="", ports=ports)


def enter(ports, password: str = PASSWORD) -> str:
    return candidate_sign_ins.sign_in(NUMBER, password, now=ports.clock.now(), device="", ports=ports)


def add(world, ports, name: str = NAME, number: str = NUMBER, login: str = "foreign_officer", **more) -> int:
    """A foreign officer writes somebody on the own roster; gives the person."""
    actor = world["actors"][login]
    made = registers.add_employment(
        actor.enterprise_id, name, number, more.pop("phone", None), {**FACTS, **more},
        actor=actor, now=ports.clock.now(), ports=ports,
    )  # fmt: skip
    return made.candidate_id


def refused(act) -> str:
    with pytest.raises(DomainError) as error:
        act()
    db.session.rollback()
    return error.value.code


def test_an_officer_who_knows_name_and_number_gains_nothing_over_an_account_that_exists_S23(
    world, ports, person, activated
):
    assert add(world, ports) == person
    assert refused(lambda: slip(world, ports, person, "foreign_officer")) == "needs_bureau"
    assert enter(ports)
    assert candidate_sign_ins.find_candidate(activated, now=ports.clock.now()).id == person
    assert db.session.query(Passkey).count() == 1


@pytest.mark.parametrize("login", ["officer", "bureau"])
def test_nobody_s_slip_opens_an_account_that_exists_neither_the_employer_s_nor_a_bureau_s(
    world, ports, person, activated, login
):
    assert refused(lambda: slip(world, ports, person, login)) == "needs_bureau"


def test_a_slip_made_before_the_account_was_opened_opens_it_no_more(world, ports, person):
    code = slip(world, ports, person)
    db.session.add(CandidateAccount(candidate_id=person, password_hash="x", activated_at=ports.clock.now()))
    db.session.commit()
    assert refused(lambda: use(code, ports, password=ROBBER)) == "needs_bureau"
    assert db.session.get(CandidateAccount, person).password_hash == "x"


def test_a_later_employer_cannot_open_the_account_of_somebody_who_never_did_whatever_day_it_writes_S23(
    world, ports, person
):
    add(world, ports)
    assert refused(lambda: slip(world, ports, person, "foreign_officer")) == "needs_bureau"
    assert use(slip(world, ports, person), ports)


def test_a_later_employer_does_not_keep_the_first_one_from_handing_the_slip(world, ports, person):
    code = slip(world, ports, person)
    add(world, ports)
    assert use(code, ports)


def test_whoever_left_the_first_employer_gets_the_slip_from_the_new_one_and_the_old_slip_is_dead(
    world, ports, person
):
    old = slip(world, ports, person)
    first = db.session.scalars(select(Employment).where(Employment.candidate_id == person)).one()
    first.ended_on = ports.clock.now().date() - timedelta(days=1)
    db.session.commit()
    add(world, ports)
    assert refused(lambda: use(old, ports)) == "needs_bureau"
    assert use(slip(world, ports, person, "foreign_officer"), ports)


def test_a_worker_who_changes_the_employer_keeps_the_one_account(world, ports, person, activated):
    add(world, ports)
    assert candidate_sign_ins.find_candidate(enter(ports), now=ports.clock.now()).id == person
    assert may_be_invited([person], world["foreign"].id, now=ports.clock.now()) == set()


def test_a_slip_is_good_for_a_week_once_and_dies_after_five_wrong_numbers(world, ports, person):
    code = slip(world, ports, person)
    for number in map(id_number, range(20, 25)):
        assert refused(partial(use, code, ports, number)) == "code_unusable"
    assert refused(lambda: use(code, ports)) == "code_unusable"
    again = slip(world, ports, person)
    ports.clock.moment += timedelta(days=7)
    assert refused(lambda: use(again, ports)) == "code_unusable"
    assert db.session.query(CandidateAccount).count() == 0


def test_the_slip_says_who_made_it_and_for_whom_without_the_full_name(world, ports, person):
    shown = activations.read_slip(slip(world, ports, person), now=ports.clock.now())
    assert (shown.maker, shown.name, shown.is_reset) == (world["own"].name, "周**", False)


def test_a_bureau_resets_in_person_and_every_device_is_told(world, ports, person, activated):
    actor, now = world["actors"]["bureau"], ports.clock.now()
    code = activations.offer_reset(person, NUMBER, card_seen=True, actor=actor, now=now, ports=ports)
    assert "正在当面为您重设密码" in list_unread(person)[0].text
    fresh = use(code, ports, password="new-factory-9")
    assert candidate_sign_ins.find_ending(activated)[0] == "reset"
    assert refused(lambda: candidate_sign_ins.find_candidate(activated, now=now)) == "candidate_signed_out"
    assert refused(lambda: enter(ports)) == "candidate_refused"
    assert candidate_sign_ins.find_candidate(fresh, now=now).id == person
    assert db.session.query(Passkey).count() == 0
    assert "通行密钥已删除" in list_unread(person)[0].text
    acts = set(db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"candidate:{person}")))
    assert {"candidate.reset_offered", "candidate.reset"} <= acts


def test_a_reset_needs_the_card_the_scope_and_half_an_hour(world, ports, person, activated):
    def offer(login="bureau", number=NUMBER, card_seen=True):
        actor = world["actors"][login]
        return activations.offer_reset(
            person, number, card_seen=card_seen, actor=actor, now=ports.clock.now(), ports=ports
        )

    assert refused(lambda: offer(card_seen=False)) == "card_not_seen"
    assert refused(lambda: offer(number=id_number(9))) == "card_differs"
    assert refused(lambda: offer("officer")) == "not_found"
    assert refused(lambda: offer("county")) == "not_found"
    code = offer()
    ports.clock.moment += timedelta(minutes=30)
    assert refused(lambda: use(code, ports, password=ROBBER)) == "code_unusable"
    assert (
        db.session.scalar(
            select(func.count(AuditEntry.id)).where(AuditEntry.act == "candidate.reset_refused")
        )
        == 1
    )


def test_the_person_replaces_the_password_only_shortly_after_showing_the_factor(ports, person, activated):
    other = enter(ports)
    ports.clock.moment += timedelta(minutes=10)

    def change(password="other-words-31"):
        own_factors.change_password(activated, password, now=ports.clock.now(), ports=ports)

    assert refused(change) == "proof_needed"
    assert refused(lambda: own_factors.prove(activated, ROBBER, now=ports.clock.now())) == "password_wrong"
    own_factors.prove(activated, PASSWORD, now=ports.clock.now())
    assert refused(lambda: change("short")) == "password_weak"
    change()
    assert candidate_sign_ins.find_ending(other)[0] == "password"
    assert candidate_sign_ins.find_candidate(activated, now=ports.clock.now()).id == person
    assert refused(lambda: enter(ports)) == "candidate_refused"
    assert enter(ports, "other-words-31")


def test_a_wrong_name_is_answered_as_a_number_that_nobody_has(world, ports, person, activated):
    known = add(world, ports, name="王冒名")
    unknown = add(world, ports, name="李新人", number=id_number(50))
    assert len({known, unknown, person}) == 3
    for somebody, number in ((known, NUMBER), (unknown, id_number(50))):
        assert use(slip(world, ports, somebody, "foreign_officer"), ports, number, ROBBER)
    assert candidate_sign_ins.find_candidate(enter(ports), now=ports.clock.now()).id == person
    assert candidate_sign_ins.find_candidate(enter(ports, ROBBER), now=ports.clock.now()).id == known


def test_a_number_taken_under_a_wrong_name_first_keeps_nobody_out(world, ports):
    number = id_number(51)
    squatter = add(world, ports, name="占号人", number=number)
    assert add(world, ports, name="真本人", number=number, login="officer") != squatter


def test_the_own_roster_s_other_name_is_told_because_it_is_the_own(world, ports, person):
    assert (
        refused(lambda: add(world, ports, name="周文圆", login="officer", started_on=date(2025, 1, 1)))
        == "name_differs"
    )


def test_spaces_and_dots_make_no_other_person(world, ports):
    held = db.session.query(Candidate).filter_by(name="欧阳·阿依古丽").one()
    assert add(world, ports, name=" 欧阳•阿依古丽 ", number=id_number(7)) == held.id


def test_another_employer_does_not_replace_the_telephone(world, ports, person):
    add(world, ports, login="officer", phone="19900000001", started_on=date(2024, 1, 1))
    add(world, ports, phone="19900000666")
    known = db.session.get(Candidate, person, populate_existing=True)
    assert open_field(known, "phone_sealed", ports.sealer) == "19900000001"


def test_an_import_answers_a_wrong_name_as_a_number_that_nobody_has(world, ports, person):
    reports = []
    for name, number in (("王冒名", NUMBER), ("李新人", id_number(52))):
        line = [name, number, "", "其他从业人员", "", "", "", "2026-01-01", ""]
        rows = "\n".join(",".join(cells) for cells in (HEAD, line))
        act = {"actor": world["actors"]["foreign_officer"], "now": ports.clock.now(), "ports": ports}
        kept = roster_imports.preview_roster(rows.encode(), "名单.csv", world["foreign"].id, **act)
        preview = dict(kept.report)
        roster_imports.start_import(kept.id, **act)
        done = roster_imports.get_import(act["actor"], kept.id)
        reports.append((preview, done.state, done.report))
    assert reports[0] == reports[1]
    assert reports[0][1] == "done"


def test_an_officer_of_a_later_employer_enrols_and_settles_no_face(world, ports, person):
    add(world, ports)
    foreign = {"actor": world["actors"]["foreign_officer"], "now": ports.clock.now()}
    assert refused(lambda: face_references.settle_offered(person, agree=True, **foreign)) == "needs_bureau"
    assert (
        refused(lambda: require_first_employer(foreign["actor"], person, now=foreign["now"]))
        == "needs_bureau"
    )
    own = {"actor": world["actors"]["officer"], "now": ports.clock.now()}
    assert refused(lambda: face_references.settle_offered(person, agree=True, **own)) == "face_too_few"
