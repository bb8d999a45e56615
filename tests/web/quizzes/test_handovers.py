"""Lending the tablet and getting it back: one PIN, five tries, several windows and tablets, and nothing lost (S24)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import AccountSession
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.people import sign_ins
from examapp.services.quizzes.handover_queues import list_confirmed, list_expected
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.pauses import pause_quiz
from examapp.services.quizzes.spot_quizzes import close_quiz
from tests.handed_over import PIN, cookie, hand_over, is_shut, press, sit_down
from tests.pages import Browser
from tests.stories import Device, confirmed, open_quiz


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


def test_a_second_start_is_refused_and_the_first_pin_stays(tablet, quiz):
    assert tablet._send("get", f"/handover/start/{quiz.id}").location == "/handover/queue"
    refused = press(tablet, f"/handover/start/{quiz.id}", pin="9999")
    assert refused.status_code == 403
    assert press(tablet, "/handover/end", pin="9999").location == "/handover/queue"
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
    assert press(tablet, "/handover/end", pin=PIN).location == "/handover/queue"
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


def test_a_window_that_was_sent_to_the_queue_goes_back_to_its_page_when_it_asks_before_it_hears_of_the_return(
    tablet, quiz
):
    press(tablet, "/handover/end", pin=PIN)
    sent = "/handover/queue?from=%2Ftablet%2Fenterprises%3Fq%3D1"
    assert tablet._send("get", sent).location == "/tablet/enterprises?q=1"
    assert tablet._send("get", "/handover/queue?from=//elsewhere.example").location == "/"


def test_five_wrong_pins_and_the_inspector_signs_in_again(app, tablet, quiz, world):
    for left in (4, 3, 2, 1):
        answer = press(tablet, "/handover/end", pin="1111")
        assert (answer.status_code, answer.location) == (303, "/handover/queue")
        # Told once: neither a reload nor the next worker at the tablet sees it again.
        assert f"还可以试 {left} 次" in tablet.get("/handover/queue").text
        assert "还可以试" not in tablet.get("/handover/queue").text
    last = press(tablet, "/handover/end", pin="1111")
    assert (last.status_code, last.location) == (303, f"/sign-in?next=/tablet/quizzes/{quiz.id}/board")
    page = tablet.get(last.location).text
    assert "临时密码错了 5 次" in page
    assert press(tablet, "/handover/end", last.location, pin=PIN).location == "/"
    account = world["accounts"]["inspector"].id
    assert all(one.revoked_at for one in db.session.query(AccountSession).filter_by(account_id=account))


def test_a_pin_of_the_wrong_form_costs_no_try(tablet):
    for pin in ("", "12", "1234567", "abcd", "１２３４") * 3:
        press(tablet, "/handover/end", pin=pin)
        assert "4 到 6 位数字" in tablet.get("/handover/queue").text
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


def test_the_next_person_sees_nothing_of_the_one_before(app, tablet, quiz):
    paper = sit_down(tablet, quiz)
    seat = cookie(tablet, "examapp_seat")
    press(tablet, "/handover/wipe", paper if "csrf_token" in tablet.get(paper).text else "/handover/queue")
    assert cookie(tablet, "examapp_seat") is None
    assert tablet._send("get", paper).status_code != 200
    copier = Browser(app, None)
    copier.client.set_cookie("examapp_seat", seat)
    assert copier._send("get", paper).status_code != 200
    other = sit_down(tablet, quiz, 1)
    assert other != paper
    assert tablet._send("get", paper).status_code == 404
    assert tablet._send("get", f"{paper}/result").status_code == 404


def test_who_goes_back_to_the_queue_has_left_the_seat_and_may_sit_down_again(tablet, quiz):
    paper = sit_down(tablet, quiz)
    tablet.get("/handover/queue")
    assert cookie(tablet, "examapp_seat") is None
    assert sit_down(tablet, quiz) == paper
    tablet.get("/handover/queue?from=/tablet/")
    assert tablet.get(paper).status_code == 200


def test_storage_with_somebodys_answers_is_not_cleared(app, world, ports, tablet, quiz):
    paper = sit_down(tablet, quiz)
    assert press(tablet, "/handover/wipe").headers["Clear-Site-Data"] == '"storage"'
    person = db.session.query(Participant).filter_by(spot_quiz_id=quiz.id, state="confirmed").first()
    person.state = "answering"
    db.session.commit()
    assert paper
    assert "Clear-Site-Data" not in press(tablet, "/handover/wipe").headers


def test_people_of_another_quiz_do_not_sit_down_here(world, ports, tablet, quiz):
    other = open_quiz(world, ports)
    stranger, _ = confirmed(world, ports, other)
    assert press(tablet, f"/handover/queue/{stranger.id}").status_code == 422
    assert is_shut(tablet._send("get", f"/q/{other.code}"))


def test_two_tablets_of_one_quiz_have_each_their_own_pin(quiz, sign_in):
    first = hand_over(sign_in("inspector"), quiz, "111111")
    second = hand_over(sign_in("colleague"), quiz, "222222")
    assert press(first, "/handover/end", pin="222222").location == "/handover/queue"
    assert press(first, "/handover/end", pin="111111").status_code == 303
    assert press(second, "/handover/end", pin="222222").status_code == 303


def test_the_tablet_comes_back_after_the_quiz_was_closed_from_elsewhere(world, ports, tablet, quiz):
    close_quiz(
        quiz.id,
        absent_reason="轮休",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        grace_seconds=5,
    )
    assert db.session.get(SpotQuiz, quiz.id).state == "closed"
    assert "都答完了" in tablet.get("/handover/queue").text
    assert press(tablet, "/handover/end", pin=PIN).status_code == 303


def test_the_log_tells_who_lent_the_tablet_how_it_ended_and_every_pin(tablet, world, quiz):
    press(tablet, "/handover/end", pin="1111")
    press(tablet, "/handover/end", pin=PIN)
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.act.startswith("handover.")).order_by(AuditEntry.id)
    ).all()
    lender = f"account:{world['accounts']['inspector'].id}"
    assert [(one.act, one.actor) for one in entries] == [
        ("handover.begun", lender),
        ("handover.pin_typed", "tablet"),
        ("handover.pin_typed", "tablet"),
        ("handover.ended", lender),
    ]
    assert all(PIN not in one.data for one in entries)


def test_the_queue_is_confirmed_before_the_tablet_leaves_the_hand_and_goes_round_without_a_return(
    world, ports, sign_in
):
    """Three people: the tap to the page, one each, the one that hands over, the return; PINs are typed once a round."""
    quiz = open_quiz(world, ports)
    people = list_expected(quiz.id)[:3]
    browser = sign_in("inspector")
    page = browser.get(f"/handover/start/{quiz.id}").text
    taps = 1 + len(people)
    assert page.count('name="seen"') == len(list_expected(quiz.id))
    wrong = browser.post(f"/handover/start/{quiz.id}", {"pin": "12", "seen": [people[0].id]})
    assert (wrong.status_code, list_confirmed(quiz.id)) == (422, [])
    assert re.search(rf'value="{people[0].id}" form="hand-over" checked', wrong.text)
    lent = browser.post(f"/handover/start/{quiz.id}", {"pin": PIN, "seen": [one.id for one in people]})
    assert lent.location == "/handover/queue"
    taps += 1
    for person in people:
        queue = browser.get("/handover/queue").text
        assert queue.index(person.name) < queue.index("也可以先答的人" if person != people[-1] else "</main>")
        assert "准备好了吗" in press(browser, f"/handover/queue/{person.id}").text
        attempt = attempt_of(person.id)
        Device(browser.app, attempt, attempt.token_version).read()
        press(browser, "/handover/wipe")
    again = press(browser, f"/handover/queue/{people[0].id}").text
    assert re.search(r"已答</dt>\s*<dd>0 题</dd>\s*<dt>还剩", again)
    assert press(browser, "/handover/end", pin=PIN).status_code == 303
    taps += 1
    assert taps <= 3 * len(people)
    confirmed_acts = db.session.query(AuditEntry).filter_by(act="identity.confirmed").count()
    assert confirmed_acts == len(people)


def test_somebody_confirmed_from_another_phone_appears_on_the_tablet_that_is_out(
    tablet, quiz, world, ports, sign_in
):
    person = list_expected(quiz.id)[0]
    assert person.name not in tablet.get("/handover/queue/people").text
    phone = sign_in("colleague")
    phone.post(f"/tablet/quizzes/{quiz.id}/people/{person.id}/identity", {"level": "id_card_checked"})
    assert person.name in tablet.get("/handover/queue/people").text


def test_a_pause_while_the_tablet_is_handed_round_shows_the_way_back_on_the_paper_and_is_said_in_the_queue(
    tablet, quiz, world, ports, sign_in
):
    paper = sit_down(tablet, quiz)
    assert "现在暂停答题" not in tablet.get("/handover/queue/people").text
    pause_quiz(quiz.id, "临时停电", actor=world["actors"]["inspector"], now=ports.clock.now())
    paused = tablet.get(paper).text.split('data-part="paused"')[1].split("</section>")[0]
    assert 'action="/handover/end"' in paused
    assert "请把平板交给执法人员" in paused
    assert "现在暂停答题</strong>，原因：临时停电" in tablet.get("/handover/queue/people").text
    back = press(tablet, "/handover/end", page=paper, pin=PIN)
    assert (back.status_code, back.location) == (303, f"/tablet/quizzes/{quiz.id}/board")
    assert "现在暂停着答题" in tablet.get(f"/handover/start/{quiz.id}").text


def test_a_page_that_answers_a_form_says_so_and_its_address_leads_to_a_page_of_ours(tablet, quiz):
    # start.js makes it the page of its address, so that Back never asks to send the form again.
    person = list_confirmed(quiz.id)[0].id
    page = press(tablet, f"/handover/queue/{person}")
    assert 'data-answers="form"' in page.text
    assert "data-answers" not in tablet.get("/handover/queue").text
    assert tablet._send("get", f"/handover/queue/{person}").location == "/handover/queue"
