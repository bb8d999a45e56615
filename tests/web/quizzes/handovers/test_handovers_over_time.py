"""A handed-over tablet between people, over days, and back: nothing of one person stays for the next (S24)."""

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.quizzes.spot_quizzes import close_quiz
from tests.pages import Browser
from tests.stories import confirmed, open_quiz
from tests.web.quizzes.handovers.steps import PIN, cookie, hand_over, is_shut, press, sit_down


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
    assert press(first, "/handover/end", pin="222222").status_code == 403
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
