"""Sign-in links and passwords of staff: for somebody else only, never into a chair that has an owner,
and the owner notices (S32).
"""

from datetime import timedelta
from functools import partial

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.audit import AuditEntry
from examapp.services.people import sign_ins, staff
from examapp.services.people.sign_ins import find_session, sign_in_by_link
from examapp.services.quizzes.tablet_home import list_colleagues

PASSWORD = "long enough 2026"


def enter(token: str, ports) -> str:
    return sign_in_by_link(token, now=ports.clock.now(), hours=12, device="test")


def link(world, ports, login: str, by: str = "administrator") -> str:
    return staff.invite(world["accounts"][login].id, actor=world["actors"][by], now=ports.clock.now())[1]


def refused(act) -> str:
    with pytest.raises(DomainError) as error:
        act()
    db.session.rollback()
    return error.value.code


def test_nobody_makes_a_link_for_oneself(world, ports):
    assert refused(lambda: link(world, ports, "administrator")) == "link_for_oneself"


def test_a_link_for_an_auditor_comes_from_the_console_only(world, ports):
    assert refused(lambda: link(world, ports, "auditor")) == "auditor_by_console"


@pytest.mark.parametrize("login", ["inspector", "bureau"])
def test_an_administrator_cannot_sit_down_in_a_chair_that_has_an_owner(world, ports, login):
    own = enter(link(world, ports, login), ports)
    sign_ins.set_own_password(own, PASSWORD, now=ports.clock.now())
    assert refused(lambda: link(world, ports, login)) == "link_by_operator"
    assert staff.invite_by_operator(login, now=ports.clock.now())


def test_a_new_link_ends_the_one_before_and_both_are_told_to_the_auditor(world, ports):
    first, second = link(world, ports, "officer"), link(world, ports, "officer")
    assert refused(lambda: enter(first, ports)) == "link_unusable"
    assert enter(second, ports)
    assert [one.account.login_name for one in staff.list_recent_links(now=ports.clock.now())] == [
        "officer"
    ] * 2
    assert db.session.query(AuditEntry).filter_by(act="account.invited").count() == 2


def test_a_link_used_on_an_account_with_an_owner_ends_the_owner_s_sessions_so_that_it_is_seen(world, ports):
    own = enter(link(world, ports, "officer"), ports)
    sign_ins.set_own_password(own, PASSWORD, now=ports.clock.now())
    enter(link(world, ports, "officer"), ports)
    assert find_session(own, now=ports.clock.now()) is None


def test_a_password_is_replaced_only_with_the_present_one_and_ends_the_other_sessions(world, ports):
    own, other = (enter(link(world, ports, "officer"), ports) for _ in range(2))
    # The first password needs none before it: a link is all there is, and it opened this browser just now.
    sign_ins.set_own_password(own, PASSWORD, now=ports.clock.now())
    ports.clock.moment += timedelta(minutes=11)
    assert find_session(other, now=ports.clock.now()) is None
    change = partial(sign_ins.set_own_password, own, "another one 2027")
    assert refused(lambda: change(now=ports.clock.now())) == "password_wrong"
    sign_ins.prove(own, PASSWORD, now=ports.clock.now())
    # A proof opens other doors for ten minutes; the password asks for the one before it all the same.
    assert refused(lambda: change("wrong", now=ports.clock.now())) == "password_wrong"
    again = sign_ins.sign_in_by_password(
        "officer", PASSWORD, now=ports.clock.now(), hours=12, device="another browser"
    )
    change(PASSWORD, now=ports.clock.now())
    assert find_session(again, now=ports.clock.now()) is None
    assert find_session(own, now=ports.clock.now()) is not None


def test_a_forgotten_password_is_replaced_shortly_after_a_link_and_not_later(world, ports):
    own = enter(link(world, ports, "officer"), ports)
    sign_ins.set_own_password(own, PASSWORD, now=ports.clock.now())
    later = enter(link(world, ports, "officer"), ports)
    sign_ins.set_own_password(later, "another one 2027", now=ports.clock.now())
    ports.clock.moment += timedelta(minutes=10)
    assert (
        refused(lambda: sign_ins.set_own_password(later, PASSWORD, now=ports.clock.now())) == "password_wrong"
    )


@pytest.mark.parametrize("role", ["inspector", "bureau"])
def test_an_administrator_adds_no_such_account_under_the_own_name(world, ports, role):
    own = world["accounts"]["administrator"]
    facts = {
        "login_name": "second-chair",
        "name": own.name,
        "role": role,
        "region_id": world["own"].region_id,
        "certificate_number": "ZF-990100-77",
    }
    add = partial(staff.add_account, actor=world["actors"]["administrator"], now=ports.clock.now())
    assert refused(lambda: add(facts)) == "duties_clash"
    assert add({**facts, "name": "郑别人"}).role == role


def test_an_inspector_is_made_no_administrator_either(world, ports):
    facts = {
        "login_name": "second-chair",
        "name": world["accounts"]["inspector"].name,
        "role": "administrator",
    }
    act = partial(staff.add_account, facts, actor=world["actors"]["administrator"], now=ports.clock.now())
    assert refused(act) == "duties_clash"


def test_an_administrator_sets_up_no_auditor_under_the_own_name_and_the_link_stays_good(world, ports):
    token = sign_ins.invite_auditor(now=ports.clock.now())
    set_up = partial(sign_ins.set_up_account, token, login_name="kong", password="three-grey-herons")
    name = world["accounts"]["administrator"].name
    assert refused(lambda: set_up(name=name, now=ports.clock.now())) == "duties_clash"
    assert set_up(name="孔审计", now=ports.clock.now())


def test_a_stopped_account_gets_no_link_and_the_link_it_had_says_that_it_is_stopped(world, ports):
    token = link(world, ports, "officer")
    account = db.session.get(Account, world["accounts"]["officer"].id)
    account.state = "locked"
    db.session.commit()
    assert refused(lambda: enter(token, ports)) == "account_stopped"
    assert refused(lambda: link(world, ports, "officer")) == "account_stopped"
    assert refused(lambda: staff.invite_by_operator("officer", now=ports.clock.now())) == "account_stopped"
    db.session.get(Account, account.id).state = "active"
    db.session.commit()
    assert enter(token, ports), "the refused press used nothing up"


def test_an_inspector_whose_account_is_stopped_is_no_colleague(world, ports):
    actor = world["actors"]["inspector"]
    before = [one.id for one in list_colleagues(actor)]
    stopped = next(one for one in list_colleagues(actor) if one.account is not None)
    stopped.account.state = "locked"
    db.session.commit()
    assert [one.id for one in list_colleagues(actor)] == [one for one in before if one != stopped.id]
