"""Pages around accounts: the proof before a change, the reset at the desk, what slips say, what the auditor is told."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Candidate
from examapp.services.exams import registrations
from examapp.services.people import activations
from examapp.services.people.sign_ins import invite_auditor, issue_sign_in_link
from tests.pages import Browser
from tests.services.exams.test_exams import announced, registered
from tests.stories import Device, right_answers, step
from tests.web.people.test_me import NAME, PASSWORD, SERIAL, Phone
from tests.world import id_number

NUMBER = id_number(SERIAL)


@pytest.fixture
def person(world) -> int:
    return db.session.query(Candidate).filter_by(name=NAME).one().id


@pytest.fixture
def phone(app, world, ports, person) -> Phone:
    """Signed in by the own slip."""
    made = Phone(app)
    made.activate(activations.issue_code(person, actor=world["actors"]["officer"], now=ports.clock.now()))
    return made


def test_the_reset_at_the_desk_goes_to_the_person_s_phone_and_the_older_phone_is_told_why(
    app, phone, person, sign_in
):
    desk = sign_in("bureau")
    path = f"/people/{person}/reset"
    assert "照着证件" in desk.get(path).text
    assert desk.post(path, {"id_number": NUMBER}).status_code == 422
    assert desk.post(path, {"id_number": id_number(9), "card_seen": "yes"}).status_code == 422
    shown = desk.post(path, {"id_number": NUMBER, "card_seen": "yes"}).text
    code = re.search(r"slip__code\">([^<]+)<", shown).group(1).replace(" ", "")
    newer = Phone(app)
    assert "当面办理" in newer.get(f"/me/activate?code={code}").text
    assert "已在监管科室当面重设" in newer.activate(code, password="new-factory-9").text
    assert "/me/sign-in" in phone.get("/me").headers["Location"]
    assert "您的密码在监管科室当面重设过" in phone.get("/me/sign-in").text


@pytest.mark.parametrize("login", ["officer", "inspector", "administrator", "auditor"])
def test_nobody_but_a_bureau_resets(person, sign_in, login):
    assert sign_in(login).post(f"/people/{person}/reset", {"id_number": NUMBER}).status_code == 403


def test_a_bureau_of_another_county_finds_nobody_to_reset(person, sign_in):
    county = sign_in("county")
    assert (
        county.post(f"/people/{person}/reset", {"id_number": NUMBER, "card_seen": "yes"}).status_code == 404
    )


def test_the_page_of_a_slip_names_the_enterprise_before_anything_is_typed(app, world, ports, person):
    code = activations.issue_code(person, actor=world["actors"]["officer"], now=ports.clock.now())
    page = Phone(app).get(f"/me/activate?code={code}").text
    assert world["own"].name in page
    assert NAME not in page


def test_a_password_is_changed_after_a_fresh_proof_only_and_the_other_phone_is_told(app, phone, ports):
    other = Phone(app)
    other.post("/me/sign-in", id_number=NUMBER, password=PASSWORD)
    ports.clock.moment += timedelta(minutes=10)
    assert "/me/proof?next=password" in phone.get("/me/password").headers["Location"]
    wrong = phone.post("/me/proof?next=password", password="not this one")
    assert (wrong.status_code, "现在的密码不对" in wrong.text) == (422, True)
    assert "新密码" in phone.post("/me/proof?next=password", password=PASSWORD).text
    assert "密码改好了" in phone.post("/me/password", password="another-2027").text
    assert "/me/sign-in" in other.get("/me").headers["Location"]
    assert "另一台设备上改过" in other.get("/me/sign-in").text


def test_a_proof_leads_nowhere_but_to_pages_of_ours(phone):
    answer = phone.post("/me/proof?next=https://elsewhere.example", follow=False, password=PASSWORD)
    assert answer.headers["Location"] == "/me"


def test_a_key_is_offered_after_a_fresh_proof_only(phone, ports):
    ports.clock.moment += timedelta(minutes=10)
    page = phone.get("/me/passkeys").text
    assert "/me/proof?next=passkeys" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.get("/me").text).group(1)
    db.session.remove()
    with phone.app.app_context():
        refused = phone.client.post(
            "/me/passkeys/offer", json={}, headers={"X-CSRFToken": token, "Accept": "application/json"}
        )
    assert refused.json["error"] == "proof_needed"


def test_the_slips_name_whom_the_enterprise_cannot_help(world, ports, phone, sign_in):
    announced(world, ports)
    page = sign_in("officer").post(f"/exams/{registered(NAME).exam_id}/slips").text
    assert "没有打印的 1 人" in page
    assert NAME in page.partition("没有打印的")[2]


def test_an_account_of_staff_gives_the_present_password_to_change_it_and_stays_signed_in(sign_in, ports):
    desk = sign_in("officer")
    assert desk.post("/accounts/password", {"password": "long enough 2026"}).status_code == 303
    ports.clock.moment += timedelta(minutes=11)
    assert "现在的密码" in desk.get("/accounts/password").text
    stolen = desk.post("/accounts/password", {"password": "stolen desk 2026"})
    assert (stolen.status_code, "现在的密码不对" in stolen.text) == (422, True)
    right = {"present": "long enough 2026", "password": "another one 2027"}
    assert desk.post("/accounts/password", right).headers["Location"] == "/accounts/password"
    assert desk.get("/accounts/password").status_code == 200


def test_the_auditor_sees_links_without_asking(world, sign_in):
    sign_in("administrator").post(f"/accounts/{world['accounts']['reviewer'].id}/link")
    assert "近 7 天发出的登录链接" in sign_in("auditor").get("/audit").text


def test_the_bureau_sees_one_number_under_two_names(world, ports, person, sign_in):
    from tests.services.people.test_account_attacks import add

    add(world, ports, name="王冒名")
    assert "王冒名" in sign_in("bureau").get(f"/people/{person}").text
    assert "王冒名" not in sign_in("officer").get(f"/people/{person}").text


def test_a_refused_password_is_told_on_the_form_of_the_set_up_and_the_link_goes_on(app, ports):
    token = issue_sign_in_link(None, purpose="set_up", now=ports.clock.now())
    facts = {"name": "钱管理", "login_name": "qian"}
    form = facts | {"password": "admin@123456", "repeated": "admin@123456"}
    refused = Browser(app, None).post(f"/set-up/{token}", form)
    assert refused.status_code == 422
    assert "这样的密码在别处泄露过" in refused.text
    assert 'value="钱管理"' in refused.text
    form |= {"password": "three-grey-herons", "repeated": "three-grey-herons"}
    assert Browser(app, None).post(f"/set-up/{token}", form).status_code == 302


def test_whoever_came_by_a_link_is_told_and_asked_before_it_costs_the_way_in(sign_in):
    inspector = sign_in("inspector")
    assert "您是用一次性链接进来的" in inspector.get("/tablet/").text
    asked = inspector.post("/sign-out")
    assert (asked.status_code, "先设一个密码" in asked.text) == (200, True)
    assert inspector.get("/tablet/").status_code == 200
    assert inspector.post("/sign-out", {"confirmed": "yes"}).status_code == 302
    assert inspector._send("get", "/tablet/").location.startswith("/sign-in")


def test_an_unlocked_desk_gives_nobody_the_account_ten_minutes_after_the_link(ports, sign_in):
    inspector = sign_in("inspector")
    ports.clock.moment += timedelta(minutes=11)
    page = inspector.get("/accounts/password").text
    assert ("请系统管理员重新发一个链接" in page, 'name="password"' in page) == (True, False)
    answer = inspector.post("/accounts/password", {"password": "qing-shan-lu-47"})
    assert (answer.status_code, "要在打开一次性链接以后 10 分钟内办" in answer.text) == (422, True)
    assert inspector.post("/passkeys/offer").status_code in (403, 409, 422)


def test_the_browser_of_an_administrator_opens_no_link_into_a_chair_of_another_duty(
    app, world, ports, sign_in
):
    desk = sign_in("administrator")
    now = ports.clock.now()
    own, other = (
        issue_sign_in_link(world["accounts"][who].id, purpose="sign_in", now=now)
        for who in ("inspector", "reviewer")
    )
    assert "不能用这个链接变成执法人员" in desk.get(f"/sign-in/{own}").text
    assert "链接没有用掉" in desk.post(f"/sign-in/{own}").text
    auditors = invite_auditor(now=now)
    assert "不能用这个链接变成审计员" in desk.get(f"/set-up/{auditors}").text
    assert "进入系统" in desk.get(f"/sign-in/{other}").text
    assert Browser(app, None).post(f"/sign-in/{own}").status_code == 302


def test_the_auditor_is_told_of_a_link_for_a_further_auditor(ports, sign_in):
    invite_auditor(now=ports.clock.now())
    assert "再设置一名审计员" in sign_in("auditor").get("/audit").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("/exams?page=2", "/exams?page=2"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("/\t/evil.example", "/home"),
        ("https://evil.example", "/home"),
        ("/exams\r\nSet-Cookie: examapp=x", "/home"),
        ("/exams\0", "/home"),
    ],
)
def test_after_signing_in_one_comes_to_a_page_of_this_site_whatever_the_address_said(
    world, sign_in, ports, target, page
):
    now = ports.clock.now()
    link = issue_sign_in_link(world["accounts"]["officer"].id, purpose="sign_in", now=now)
    answer = sign_in(None).post(f"/sign-in/{link}?{urlencode({'next': target})}")
    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_after_a_reset_in_person_what_the_thief_s_phone_holds_of_a_running_exam_is_worth_nothing(
    app, world, ports, person, phone
):
    announced(world, ports)
    attempt = registrations.prepare_try(person, registered(NAME).id, now=ports.clock.now())
    stolen = Device(app, attempt)
    assert stolen.read().status_code == 200
    code = activations.offer_reset(
        person, NUMBER, card_seen=True, actor=world["actors"]["bureau"], now=ports.clock.now(), ports=ports
    )
    Phone(app).activate(code, password="new-factory-9")
    assert stolen.put(step(1, right_answers(attempt)[0], 1)).status_code == 409
    assert stolen.submit(0).status_code == 409
    db.session.rollback()
    assert db.session.get(Attempt, attempt.id).state == "open"
