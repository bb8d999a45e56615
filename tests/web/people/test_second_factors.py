"""Roles that must show a key of their device: a password alone opens nothing, and lost keys are removed in the open."""

import json
import re
from datetime import timedelta

import pytest

from examapp.domain.account_rules import second_factor_roles
from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.passkeys import Passkey
from examapp.services.people import second_factors, sign_ins
from examapp.services.people.sign_ins import find_session, set_own_password
from tests.authenticators import SoftKey
from tests.services.people.test_staff_links import PASSWORD, enter, link, refused

ORIGIN = "http://localhost"


@pytest.fixture(autouse=True)
def strict(app) -> None:
    app.extensions["second_factor_roles"] = frozenset({AccountRole.bureau})


def ask(desk, path: str, body: dict) -> dict:
    page = desk._send("get", "/second-factor") if "key" not in path else desk._send("get", "/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = desk._send("post", path, json=body, headers=headers)
    return json.loads(answer.text) if answer.is_json else {"redirected": answer.headers["Location"]}


def add_key(desk) -> SoftKey:
    key = SoftKey(ORIGIN)
    ask(
        desk, "/passkeys", {"credential": key.create(ask(desk, "/passkeys/offer", {})), "label": "桌上的电脑"}
    )
    return key


def show_key(desk, key: SoftKey) -> dict:
    return ask(desk, "/passkeys/session", {"credential": key.get(ask(desk, "/passkeys/challenge", {}))})


def test_a_role_that_must_show_a_key_opens_nothing_by_a_link_or_password_alone(sign_in):
    desk = sign_in("bureau")
    for path in ("/home", "/exams", "/passkeys", "/accounts/password"):
        assert desk.get(path).headers["Location"].startswith("/second-factor?next=")
    assert desk.post("/inspections/new").headers["Location"].startswith("/second-factor")
    assert "在这台设备上添加" in desk.get("/second-factor?next=%2Fexams").text
    assert sign_in("officer").get("/exams").status_code == 200


def test_the_first_key_is_made_shortly_after_the_password_and_opens_the_pages(sign_in):
    desk = sign_in("bureau")
    key = add_key(desk)
    assert "/second-factor" in desk.get("/exams").headers["Location"]
    assert show_key(desk, key)["next"]
    assert desk.get("/exams").status_code == 200
    assert desk.get("/second-factor").headers["Location"] == "/"


def test_with_a_key_nobody_adds_another_by_the_password_alone(sign_in):
    key = add_key(sign_in("bureau"))
    thief = sign_in("bureau")
    assert "用通行密钥登录" in thief.get("/second-factor").text
    assert "/second-factor" in ask(thief, "/passkeys/offer", {})["redirected"]
    assert db.session.query(Passkey).count() == 1
    assert show_key(thief, key)["next"]


def test_a_first_key_is_not_made_long_after_the_password(sign_in, ports):
    desk = sign_in("bureau")
    sign_in("bureau")
    add_key(desk)
    db.session.query(Passkey).delete()
    db.session.commit()
    ports.clock.moment += timedelta(minutes=11)
    late = sign_in("bureau")
    assert "在这台设备上添加" in late.get("/second-factor").text
    # Nobody has a factor yet, so that a link is all there is; with a password there is one.
    set_own_password(late.token, PASSWORD, now=ports.clock.now())
    ports.clock.moment += timedelta(minutes=11)
    assert "请退出后重新登录" in late.get("/second-factor").text


def test_signing_out_ends_a_session_that_waits(sign_in, ports):
    desk = sign_in("bureau")
    desk.post("/sign-out", {"confirmed": "yes"})
    assert find_session(desk.token, now=ports.clock.now()) is None


def test_lost_keys_are_removed_by_the_administrator_and_the_owner_and_the_auditor_are_told(
    world, sign_in, ports
):
    desk = sign_in("bureau")
    set_own_password(desk.token, PASSWORD, now=ports.clock.now())
    add_key(desk)
    number = world["accounts"]["bureau"].id
    assert "取消验证码和密钥" in sign_in("administrator").get("/accounts").text
    answer = sign_in("administrator").post(f"/accounts/{number}/keys")
    assert answer.headers["Location"] == "/accounts"
    assert find_session(desk.token, now=ports.clock.now()) is None
    assert "近 7 天取消的验证码和通行密钥（1）" in sign_in("auditor").get("/audit").text
    again = sign_ins.sign_in_by_password("bureau", PASSWORD, now=ports.clock.now(), hours=12, device="")
    desk.token = again
    with desk.client.session_transaction() as session:
        session["_user_id"] = again
    page = desk.get("/second-factor").text
    assert "全部取消了。不是您要求的，请马上告诉审计员" in page
    assert "在这台设备上添加" in page


def test_keys_are_not_removed_for_oneself_nor_where_an_administrator_could_then_sit_down(
    world, sign_in, ports
):
    add_key(sign_in("bureau"))
    act = {"actor": world["actors"]["administrator"], "now": ports.clock.now()}
    chair, own = world["accounts"]["bureau"].id, world["accounts"]["administrator"].id
    assert refused(lambda: second_factors.remove_keys_of(chair, **act)) == "keys_by_operator"
    assert refused(lambda: second_factors.remove_keys_of(own, **act)) == "keys_of_oneself"
    assert refused(lambda: link(world, ports, "bureau")) == "link_by_operator"
    second_factors.remove_keys_by_operator("bureau", now=ports.clock.now())
    assert second_factors.last_removal(chair, now=ports.clock.now()).by is None
    assert enter(link(world, ports, "bureau"), ports)


def test_nobody_but_an_administrator_removes_keys(world, sign_in):
    for login in ("officer", "inspector", "auditor"):
        assert sign_in(login).post(f"/accounts/{world['accounts']['bureau'].id}/keys").status_code == 403


def test_a_role_that_does_not_exist_stops_the_start_and_nobody_must_unless_it_is_set():
    with pytest.raises(ValueError, match="boss"):
        second_factor_roles(["boss"])
    assert second_factor_roles([]) == frozenset()
    assert second_factor_roles(["bureau"]) == {AccountRole.bureau}
