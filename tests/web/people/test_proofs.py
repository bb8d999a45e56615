"""Before files about many, answer keys, results and accounts a desk shows once more who sits there (ASVS 6.3.3)."""

from datetime import timedelta

import pytest

from examapp.adapters.clock import FixedClock
from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.domain.permissions import PERMISSIONS, PROOF_TO_ACT, PROOF_TO_OPEN
from examapp.extensions import db, limiter
from examapp.models.accounts import Account, AccountSession
from examapp.services.people import sign_ins
from examapp.web import proofs
from tests.databases import make_settings
from tests.pages import Browser, check_page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PASSWORD = "correct-horse-battery"
NEW = {"login_name": "xinren", "name": "新人", "role": "bank_admin"}


@pytest.fixture
def desk(sign_in, ports):
    """desk("administrator"): signed in by a link, a password set, and then left for a quarter of an hour; of several
    logins a list.
    """

    def sit(*logins: str) -> Browser | list[Browser]:
        browsers = [sign_in(login) for login in logins]
        for browser in browsers:
            sign_ins.set_own_password(browser.token, PASSWORD, now=ports.clock.now())
        ports.clock.moment += timedelta(minutes=15)
        return browsers if len(browsers) > 1 else browsers[0]

    return sit


def doors(app) -> list[tuple[str, str, str]]:
    """(permission, method, path) of every route that asks."""
    found = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", "")
        path = app.url_map.bind("localhost").build(
            rule.endpoint, dict.fromkeys(rule.arguments, 1), force_external=False
        )
        for method in rule.methods & {"GET", "POST"}:
            if permission in PROOF_TO_OPEN or (permission in PROOF_TO_ACT and method == "POST"):
                found.append((permission, method, path))
    return sorted(found)


def login_of(permission: str) -> str:
    return sorted(PERMISSIONS[permission])[0].value


def send(browser: Browser, method: str, path: str, **data: str):
    return browser.get(path) if method == "GET" else browser.post(path, data)


def test_every_such_door_asks_and_opens_without_a_word_within_ten_minutes(app, desk, sign_in):
    everything = doors(app)
    assert {permission for permission, _, _ in everything} == PROOF_TO_OPEN | PROOF_TO_ACT
    logins = sorted({login_of(permission) for permission, _, _ in everything})
    left = dict(zip(logins, desk(*logins), strict=True))
    for permission, method, path in everything:
        asked = send(left[login_of(permission)], method, path)
        assert (asked.status_code, "现在的密码" in asked.text) == (428, True), path
    # A new link ends the other sessions of its owner.
    there = {login: sign_in(login) for login in logins}
    for login in logins:
        answers = [
            send(there[login], method, path)
            for permission, method, path in everything
            if login_of(permission) == login
        ]
        assert 428 not in {answer.status_code for answer in answers}, login


def test_the_form_stands_in_the_page_and_goes_on_with_the_password_only(app, desk):
    browser = desk("administrator")
    asked = browser.post("/accounts", NEW, headers={"Referer": "http://localhost/accounts"})
    check_page(asked)
    assert (asked.status_code, "还没有办，填的都在" in asked.text) == (428, True)
    for name, value in NEW.items():
        assert f'name="{name}" value="{value}"' in asked.text
    wrong = browser.post("/accounts", {**NEW, proofs.FIELD: "wrong-wrong-wrong"})
    assert (wrong.status_code, "密码不对" in wrong.text) == (403, True)
    assert "wrong-wrong-wrong" not in wrong.text
    assert db.session.query(Account).filter_by(login_name="xinren").count() == 0
    assert browser.post("/accounts", {**NEW, proofs.FIELD: PASSWORD}).status_code in (200, 303)
    assert db.session.query(Account).filter_by(login_name="xinren").count() == 1
    again = browser.post("/accounts", {**NEW, "login_name": "xinren2"})
    assert again.status_code in (200, 303), "asked once in ten minutes"


def test_a_file_is_opened_after_the_password(desk):
    browser = desk("bank_admin")
    asked = browser.get("/bank-exports")
    assert asked.status_code == 428
    proved = browser.post("/accounts/proof?to=/bank-exports", {"password": PASSWORD})
    assert (proved.status_code, proved.location) == (303, "/bank-exports")
    assert browser.get("/bank-exports").status_code == 200


def test_who_has_nothing_to_show_asks_for_a_new_link_and_a_demonstration_does_not_ask(
    sign_in, ports, monkeypatch
):
    browser = sign_in("bank_admin")
    ports.clock.moment += timedelta(minutes=15)
    refused = browser.get("/bank-exports")
    assert (refused.status_code, "一次性链接" in refused.text) == (422, True)
    monkeypatch.setattr(proofs, "is_demonstration", lambda: True)
    assert browser.get("/bank-exports").status_code == 200


def test_guesses_are_counted_over_all_pages_that_ask(desk, world, database_url, tmp_path, ports):
    browser = desk("administrator")
    settings = make_settings(tmp_path, database_url, EXAMAPP_RATE_LIMITS="1")
    counted = Browser(
        create_app(settings, clock=FixedClock(ports.clock.now()), queue=InlineQueue()), browser.token
    )
    try:
        paths = ["/accounts", "/accounts/1/link", "/accounts/1/state", "/accounts/1/keys"] * 3
        said = [counted.post(path, {proofs.FIELD: f"wrong-{turn}"}).text for turn, path in enumerate(paths)]
    finally:
        limiter.enabled = False
    assert [("密码不对" in text) for text in said] == [True] * 8 + [False] * 4
    assert "试得太多了" in said[-1]
    assert db.session.query(AccountSession).filter_by(token_hash=sign_ins.hash_token(browser.token)).one()
