"""Inspectors: registered before or with the account, linked, merged when registered twice, removed;
nothing signed changes.
"""

import pytest
from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.audit import AuditEntry
from examapp.services.people import inspector_register, staff
from examapp.services.people.sign_ins import actor_of
from tests.stories import open_quiz


def act(world, ports, who: str = "administrator") -> dict:
    return {"actor": world["actors"][who], "now": ports.clock.now()}


def county(world) -> int:
    return world["own"].region_id


def add_account(world, ports, login: str, name: str, number: str, role: str = "inspector") -> Account:
    facts = {"login_name": login, "name": name, "role": role, "region_id": county(world)}
    return staff.add_account({**facts, "certificate_number": number}, **act(world, ports))


def count(model=Inspector) -> int:
    return db.session.scalar(select(func.count(model.id)))


def acts() -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEntry.act).where(AuditEntry.act.startswith("inspector.")).order_by(AuditEntry.id)
        )
    )


def test_an_account_finds_the_inspector_who_was_registered_before_it(world, ports):
    before = inspector_register.add_inspector("高先登", "试 2001", county(world), **act(world, ports))
    account = add_account(world, ports, "gao", "高先登", "试 2001")
    held = db.session.scalar(select(Inspector).where(Inspector.certificate_number == "试 2001"))
    assert (held.id, held.account_id) == (before.id, account.id)
    assert actor_of(account).inspector_id == before.id
    assert acts() == ["inspector.added", "inspector.linked"]


def test_the_same_inspector_twice_is_one_and_another_name_or_account_is_told_in_words(world, ports):
    inspector_register.add_inspector("高先登", "试 2001", county(world), **act(world, ports))
    total = count()
    inspector_register.add_inspector(" 高先登 ", "试 2001 ", county(world), **act(world, ports))
    assert count() == total
    accounts = count(Account)
    with pytest.raises(DomainError) as refused:
        add_account(world, ports, "other", "别人", "试 2001")
    assert (refused.value.code, refused.value.data["name"]) == ("certificate_other_name", "高先登")
    with pytest.raises(DomainError) as refused:
        add_account(world, ports, "other", "inspector甲", "试 0001")
    assert (refused.value.code, refused.value.data["login"]) == ("certificate_taken", "inspector")
    assert count(Account) == accounts


def test_an_account_is_taken_away_and_given_again(world, ports):
    colleague = world["colleague_id"]
    account_id = world["accounts"]["colleague"].id
    for _ in range(2):
        inspector_register.unlink_account(colleague, **act(world, ports))
    assert [one.id for one in inspector_register.list_free_accounts(world["actors"]["administrator"])] == [
        account_id
    ]
    for _ in range(2):
        inspector_register.link_account(colleague, account_id, **act(world, ports))
    assert acts() == ["inspector.unlinked", "inspector.linked"]
    with pytest.raises(DomainError, match="state_conflict"):
        inspector_register.link_account(colleague, world["accounts"]["inspector"].id, **act(world, ports))


def test_two_rows_of_one_person_become_one_and_the_account_goes_over(world, ports):
    first = inspector_register.add_inspector("colleague甲", "试 10002", county(world), **act(world, ports))
    for _ in range(2):
        inspector_register.merge_inspector(world["colleague_id"], first.id, **act(world, ports))
    old = db.session.get(Inspector, world["colleague_id"])
    assert (old.state, old.account_id, old.merged_into_id) == ("left", None, first.id)
    assert actor_of(world["accounts"]["colleague"]).inspector_id == first.id
    assert acts() == ["inspector.added", "inspector.merged"]
    with pytest.raises(DomainError, match="certificate_merged"):
        inspector_register.add_inspector("colleague甲", "试 0002", county(world), **act(world, ports))


def test_two_accounts_or_an_unfinished_quiz_stand_against_merging_and_removing(world, ports):
    with pytest.raises(DomainError, match="inspector_two_accounts"):
        inspector_register.merge_inspector(world["colleague_id"], world["inspector_id"], **act(world, ports))
    open_quiz(world, ports)
    for forbidden in (inspector_register.remove_inspector, inspector_register.unlink_account):
        with pytest.raises(DomainError, match="inspector_unfinished"):
            forbidden(world["colleague_id"], **act(world, ports))
    assert db.session.get(Inspector, world["colleague_id"]).state == "active"


def test_whoever_was_at_an_inspection_leaves_and_whoever_was_not_is_deleted(world, ports):
    quiz = open_quiz(world, ports)
    quiz.state = "recorded"
    db.session.commit()
    fresh = inspector_register.add_inspector("没来过", "试 2002", county(world), **act(world, ports))
    for inspector_id in (fresh.id, fresh.id, world["colleague_id"], world["colleague_id"]):
        inspector_register.remove_inspector(inspector_id, **act(world, ports))
    assert db.session.get(Inspector, fresh.id) is None
    assert db.session.get(Inspector, world["colleague_id"]).state == "left"
    assert quiz.inspection.second_inspector_id == world["colleague_id"]
    back = inspector_register.add_inspector("colleague甲", "试 0002", county(world), **act(world, ports))
    assert (back.id, back.state) == (world["colleague_id"], "active")


def test_facts_are_put_right_but_never_to_another_persons_number(world, ports):
    inspector_register.save_inspector(
        world["colleague_id"], "新名", "试 9", county(world), **act(world, ports)
    )
    assert db.session.get(Inspector, world["colleague_id"]).name == "新名"
    with pytest.raises(DomainError, match="certificate_taken"):
        inspector_register.save_inspector(
            world["colleague_id"], "新名", "试 0001", county(world), **act(world, ports)
        )


def test_another_county_finds_nobody_here(world, ports):
    with pytest.raises(DomainError, match="not_found"):
        inspector_register.get_inspector(world["actors"]["county"], world["colleague_id"])
    with pytest.raises(DomainError, match="not_found"):
        inspector_register.remove_inspector(world["colleague_id"], **act(world, ports, "county"))


def test_no_administrator_makes_an_auditor_or_a_link_into_an_auditors_account(world, ports):
    with pytest.raises(DomainError, match="auditor_by_console"):
        add_account(world, ports, "second", "孔二", "", role="auditor")
    with pytest.raises(DomainError, match="auditor_by_console"):
        staff.invite(world["accounts"]["auditor"].id, **act(world, ports))


def test_a_certificate_number_in_another_case_width_or_with_a_space_is_the_same_person(world, ports):
    first = inspector_register.add_inspector("李志发", "浙A12345", county(world), **act(world, ports))
    for number in ("浙a12345", "浙Ａ１２３４５", " 浙A 12345 ", "浙\u200bA12345"):
        again = inspector_register.add_inspector("李志发", number, county(world), **act(world, ports))
        assert again.id == first.id


def test_the_account_follows_name_and_area_of_the_register(world, ports):
    inspector_id, region = world["colleague_id"], world["foreign"].region_id
    inspector_register.save_inspector(inspector_id, "改正名", "试0002", region, **act(world, ports))
    account = db.session.get(Account, world["accounts"]["colleague"].id, populate_existing=True)
    assert (account.name, account.region_id) == ("改正名", region)
    inspector_register.unlink_account(inspector_id, **act(world, ports))
    inspector_register.save_inspector(inspector_id, "又改名", "试0002", region, **act(world, ports))
    inspector_register.link_account(inspector_id, account.id, **act(world, ports))
    assert db.session.get(Account, account.id, populate_existing=True).name == "又改名"
