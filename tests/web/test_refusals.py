"""Refusals are written down with the address they came from, and without who it was or what was typed."""

import logging

import pytest


@pytest.fixture
def refusals(caplog):
    """The lines about refusals so far."""
    caplog.set_level(logging.WARNING, "examapp.web.refusals")
    return lambda: [line.getMessage() for line in caplog.records if line.name == "examapp.web.refusals"]


def test_failed_sign_ins_and_refusals_are_logged_with_address_and_without_personal_data(
    app, sign_in, refusals
):
    stranger = sign_in(None)
    stranger.post("/sign-in", {"login_name": "officer", "password": "guess-guess"})
    stranger.post("/me/sign-in", {"id_number": "320102199001011234", "password": "guess-guess"})
    stranger.get("/sign-in/a-bad-token")
    stranger.client.post("/sign-in", data={"login_name": "officer", "password": "guess-guess"})
    officer = sign_in("officer")
    officer.get("/accounts")
    officer.get("/people/999999")
    written = refusals()
    assert written == [
        "refused 403 form at sign_ins.create from 127.0.0.1",
        "refused 422 form at me.sign_in from 127.0.0.1",
        "refused 410 link_unusable at sign_ins.show_link from 127.0.0.1",
        "refused 400 csrf at sign_ins.create from 127.0.0.1",
        "refused 403 http_403 at accounts.index from 127.0.0.1",
        "refused 404 not_found at candidates.show from 127.0.0.1",
    ]


def test_pages_that_are_given_out_leave_no_line(sign_in, refusals):
    sign_in("officer").get("/people")
    assert refusals() == []


def test_an_address_that_only_takes_forms_leads_to_its_page_when_it_is_opened(sign_in):
    client = sign_in("bank_admin")
    assert client.get("/bank-imports/1/taking").headers["Location"] == "/bank-imports/1"
    # What the address asks besides, such as where to go on after signing in, goes along.
    assert client.get("/bank-imports/1/undoing?x=1").headers["Location"] == "/bank-imports/1?x=1"
    assert client.client.post("/bank-imports/1").status_code in (400, 405)
    json = {"Accept": "application/json"}
    assert client.client.get("/bank-imports/1/taking", headers=json).status_code == 405


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_is_examined_is_never_sent_to_the_sign_in_of_the_staff(app, world, sign_in):
    phone = sign_in(None)
    assert "回到首页" in phone.get("/no-such-page").text
    phone.client.set_cookie("examapp_me", "x" * 43)
    shown = phone.get("/no-such-page").text
    assert ("回到我的考核" in shown, "回到首页" in shown) == (True, False)
    seat = sign_in(None)
    seat.client.set_cookie("examapp_seat", "x" * 43)
    shown = seat.get("/seat").text
    assert ("重新输入抽考码" in shown, "回到首页" in shown) == (True, False)
