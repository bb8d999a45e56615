"""What a handed-over tablet may open, attacked: whatever is typed, kept, copied or planted, nothing of the staff opens (S24)."""

import re

import pytest
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.audit import AuditEntry
from tests.handed_over import PIN, cookie, hand_over, is_shut, press, sit_down
from tests.pages import Browser
from tests.stories import confirmed, open_quiz
from tests.web.test_access import LOGINS, address

OPEN = {
    "handovers.queue",
    "handovers.people",
    "handovers.sit",
    "handovers.wipe",
    "handovers.end",
    "attempts.show",
    "attempts.result",
    "attempts_api.show",
    "attempts_api.begin",
    "attempts_api.standing",
    "attempts_api.save",
    "attempts_api.note",
    "attempts_api.submit",
    "attempts_api.result",
    "assets.show",
    "pictures.show",
}


@pytest.fixture
def quiz(world, ports):
    made = open_quiz(world, ports)
    confirmed(world, ports, made)
    confirmed(world, ports, made, 1)
    return made


@pytest.fixture
def tablet(quiz, sign_in):
    """The inspector's browser, handed over."""
    return hand_over(sign_in("inspector"), quiz)


def test_the_browser_holds_no_staff_session_while_the_tablet_is_handed_over(tablet):
    with tablet.client.session_transaction() as session:
        assert "_user_id" not in session
    # The mark of the authority's browsers opens nothing: it only keeps them from rating their own visits.
    names = {one.key for one in tablet.client._cookies.values()}
    assert names <= {"examapp", "examapp_kiosk", "examapp_staff"}


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


def test_cookies_planted_on_the_tablet_are_not_the_session_that_the_pin_gives(app, tablet, quiz):
    planted = "a-token-that-somebody-else-knows"
    with tablet.client.session_transaction() as session:
        session["_user_id"], session["csrf_token"] = planted, "0" * 40
    tablet.get("/handover/queue")
    press(tablet, "/handover/end", pin=PIN)
    with tablet.client.session_transaction() as session:
        assert session["_user_id"] != planted
        assert session.get("csrf_token") != "0" * 40


def test_a_made_up_tablet_has_no_queue_and_no_pin(sign_in):
    stranger = sign_in(None)
    stranger.client.set_cookie("examapp_kiosk", "x" * 43)
    assert stranger._send("get", "/handover/queue").location == "/"
    for _ in range(8):
        assert stranger.post("/handover/end", {"pin": PIN}).location == "/"


def test_a_browser_that_the_release_before_handed_over_is_signed_out(sign_in):
    browser = sign_in("inspector")
    with browser.client.session_transaction() as session:
        session["kiosk_quiz"] = 1
    assert browser._send("get", "/tablet/").location == "/sign-in"
    assert Browser(browser.app, browser.token).get("/tablet/").location.startswith("/sign-in")


def test_no_page_of_the_tablet_is_kept_by_a_cache(tablet, quiz):
    paper = sit_down(tablet, quiz)
    for path in (paper, "/handover/queue"):
        assert tablet.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_back_to_the_paper_of_the_one_before_leads_to_the_queue_and_asks_nobody_to_scan(app, tablet, quiz):
    paper = sit_down(tablet, quiz)
    press(tablet, "/handover/wipe")
    shown = tablet.get(paper)
    for words, stands in (
        ("上一位已经离开", True),
        ("回到这台平板", True),
        ("抽考码", False),
        ("回到首页", False),
    ):
        assert (words in shown.text) is stands, words
