"""A tablet in candidates' hands: whatever is typed, kept, copied or raced, nothing of the staff opens (S24)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import AccountSession
from examapp.models.audit import AuditEntry
from examapp.services.people import sign_ins
from tests.pages import Browser
from tests.web.quizzes.handovers.steps import PIN, cookie, hand_over, is_shut, press, sit_down
from tests.web.test_access import LOGINS, address

OPEN = {
    "handovers.queue",
    "handovers.sit",
    "handovers.wipe",
    "handovers.end",
    "attempts.show",
    "attempts.result",
    "attempts_api.show",
    "attempts_api.save",
    "attempts_api.note",
    "attempts_api.submit",
    "attempts_api.result",
    "assets.show",
    "pictures.show",
}


def test_the_browser_holds_no_staff_session_while_the_tablet_is_handed_over(tablet):
    with tablet.client.session_transaction() as session:
        assert "_user_id" not in session
    assert {one.key for one in tablet.client._cookies.values()} <= {"examapp", "examapp_kiosk"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_role_reaches_any_other_route_from_a_tablet_that_is_handed_over(
    app, world, ports, tablet, sign_in
):
    for login in (None, *LOGINS):
        browser = Browser(app, sign_in(login).token if login else None)
        browser.client.set_cookie("examapp_kiosk", cookie(tablet, "examapp_kiosk"))
        before = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()))
        for rule in app.url_map.iter_rules():
            if rule.endpoint in OPEN:
                continue
            for method in sorted(rule.methods & {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"}):
                answer = browser._send(method.lower(), address(rule))
                assert is_shut(answer), (login, method, rule.rule, answer.status_code)
        assert db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc())) == before
    for path in ("/no/such/page", "/favicon.ico", "/static/x.css", "/handover", "/assets"):
        assert is_shut(tablet._send("get", path)), path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_valid_csrf_token_opens_nothing_more(app, tablet, world):
    token = re.search(r'name="csrf_token" value="([^"]+)"', tablet.get("/handover/queue").text).group(1)
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and rule.endpoint not in OPEN:
            answer = tablet._send("post", address(rule), data={"csrf_token": token})
            assert answer.status_code == 403, rule.rule
            assert "平板在作答人员手里" in answer.text, rule.rule


def test_a_cookie_copied_before_opens_nothing_during_and_after_the_handover(app, quiz, sign_in):
    inspector = sign_in("inspector")
    copied = inspector.token
    hand_over(inspector, quiz)
    assert Browser(app, copied).get("/tablet/").location.startswith("/sign-in")
    press(inspector, "/handover/end", pin=PIN)
    assert inspector.get("/tablet/").status_code == 200
    assert Browser(app, copied).get("/tablet/").location.startswith("/sign-in")


def test_a_second_start_is_refused_and_the_first_pin_stays(tablet, quiz):
    assert tablet._send("get", f"/handover/start/{quiz.id}").location == "/handover/queue"
    refused = press(tablet, f"/handover/start/{quiz.id}", pin="9999")
    assert refused.status_code == 403
    assert press(tablet, "/handover/end", pin="9999").status_code == 403
    assert press(tablet, "/handover/end", pin=PIN).location == f"/tablet/quizzes/{quiz.id}/board"


def test_two_windows_that_start_at_once_make_one_handover(app, quiz, sign_in):
    first = sign_in("inspector")
    second = Browser(app, first.token)
    page = second.get(f"/handover/start/{quiz.id}").text
    hand_over(first, quiz)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    late = second._send("post", f"/handover/start/{quiz.id}", data={"pin": "9999", "csrf_token": token})
    assert late.status_code == 302
    assert late.location.startswith("/sign-in")
    assert press(first, "/handover/end", pin=PIN).status_code == 303


def test_after_the_return_the_inspector_goes_on_as_before(tablet, quiz, world):
    paper = sit_down(tablet, quiz)
    assert tablet.get(paper).status_code == 200
    back = press(tablet, "/handover/end", pin=PIN)
    assert (back.status_code, back.location) == (303, f"/tablet/quizzes/{quiz.id}/board")
    assert tablet.get(back.location).status_code == 200
    assert (cookie(tablet, "examapp_kiosk"), cookie(tablet, "examapp_seat")) == (None, None)
    sessions = db.session.query(AccountSession).filter_by(account_id=world["accounts"]["inspector"].id).all()
    assert [one.revoked_at for one in sessions] == [None]
    hand_over(tablet, quiz, "135790")
    assert press(tablet, "/handover/end", pin=PIN).status_code == 403
    assert press(tablet, "/handover/end", pin="135790").status_code == 303


def test_a_window_left_at_the_queue_goes_on_to_the_board_after_the_return(app, tablet, quiz):
    other = Browser(app, None)
    other.client.set_cookie("examapp_kiosk", cookie(tablet, "examapp_kiosk"))
    page = other.get("/handover/queue").text
    press(tablet, "/handover/end", pin=PIN)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    answer = other._send("post", "/handover/end", data={"pin": PIN, "csrf_token": token})
    assert (answer.status_code, answer.location) == (303, f"/tablet/quizzes/{quiz.id}/board")
    # The inspector's new session in this browser is not written over.
    assert not any(line.startswith("examapp=") for line in answer.headers.getlist("Set-Cookie"))
    assert other._send("get", answer.location).location.startswith("/sign-in")


def test_five_wrong_pins_and_the_inspector_signs_in_again(app, tablet, quiz, world):
    for left in (4, 3, 2, 1):
        page = press(tablet, "/handover/end", pin="1111")
        assert (page.status_code, f"还可以试 {left} 次" in page.text) == (403, True)
    last = press(tablet, "/handover/end", pin="1111")
    assert (last.status_code, last.location) == (303, f"/sign-in?next=/tablet/quizzes/{quiz.id}/board")
    page = tablet.get(last.location).text
    assert "临时密码错了 5 次" in page
    assert press(tablet, "/handover/end", last.location, pin=PIN).location == "/"
    account = world["accounts"]["inspector"].id
    assert all(one.revoked_at for one in db.session.query(AccountSession).filter_by(account_id=account))


def test_a_pin_of_the_wrong_form_costs_no_try(tablet):
    for pin in ("", "12", "1234567", "abcd", "１２３４") * 3:
        assert "4 到 6 位数字" in press(tablet, "/handover/end", pin=pin).text
    assert press(tablet, "/handover/end", pin=PIN).status_code == 303


def test_the_pin_still_works_when_only_the_lasting_cookies_survived_a_dead_battery(app, tablet, quiz):
    restarted = Browser(app, None)
    restarted.client.set_cookie("examapp_kiosk", cookie(tablet, "examapp_kiosk"))
    assert is_shut(restarted._send("get", "/tablet/"))
    assert press(restarted, "/handover/end", pin=PIN).status_code == 303
    assert restarted.get("/tablet/").status_code == 200


def test_a_tablet_that_lost_everything_is_taken_back_from_the_next_sign_in(app, tablet, quiz, sign_in):
    lost = cookie(tablet, "examapp_kiosk")
    again = sign_in("inspector")
    page = again.get(f"/handover/start/{quiz.id}").text
    recall = re.search(r'action="(/handover/\d+/recall)"', page).group(1)
    for _ in range(2):
        assert press(again, recall, f"/handover/start/{quiz.id}").status_code == 303
    assert "已经交出去的平板" not in again.get(f"/handover/start/{quiz.id}").text
    tablet.client.set_cookie("examapp_kiosk", lost)
    assert tablet._send("get", "/handover/queue").location == f"/tablet/quizzes/{quiz.id}/board"
    assert tablet._send("get", "/tablet/").location.startswith("/sign-in")


def test_nobody_of_another_county_takes_a_tablet_back(tablet, sign_in):
    assert sign_in("outsider").post("/handover/1/recall").status_code == 404
    assert press(tablet, "/handover/end", pin=PIN).status_code == 303


def test_a_handover_ends_with_the_account_and_expires_with_the_session(app, world, ports, quiz, sign_in):
    tablet = hand_over(sign_in("inspector"), quiz)
    sign_ins.revoke_sessions(
        world["accounts"]["inspector"].id, actor=world["actors"]["administrator"], now=ports.clock.now()
    )
    assert tablet._send("get", "/handover/queue").location == f"/tablet/quizzes/{quiz.id}/board"
    tablet = hand_over(sign_in("inspector"), quiz)
    ports.clock.moment += timedelta(hours=13)
    assert "请点自己的名字" in tablet.get("/handover/queue").text
    late = press(tablet, "/handover/end", pin=PIN)
    assert "登录已过期" in tablet.get(late.location).text
