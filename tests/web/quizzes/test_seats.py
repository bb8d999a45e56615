"""A seat belongs to one device: what the others hold opens nothing, and four digits open nobody's result."""

import re

from examapp.services.quizzes import spot_quizzes
from tests.handed_over import cookie, hand_over, press, sit_down
from tests.pages import Browser
from tests.stories import Device, confirmed, open_quiz, right_answers, step


def claim(app, quiz, name: str, tail: str):
    """Scan with a new phone and say who one is; gives the phone and what the form answered."""
    phone = Browser(app, None)
    return phone, press(phone, f"/q/{quiz.code}", f"/q/{quiz.code}", name=name, id_tail=tail)


def bearer(browser: Browser, paper: str) -> int:
    """The version of the token in the answering page."""
    return int(re.search(r'data-token="[^".]+\.(\d+)\.', browser.get(paper).text).group(1))


def test_a_name_and_four_digits_open_no_result_of_somebody_who_has_handed_in(app, world, ports):
    quiz = open_quiz(world, ports)
    participant, attempt = confirmed(world, ports, quiz)
    name, attempt_id = participant.name, attempt.id
    device = Device(app, attempt)
    device.read()
    assert device.submit(0).status_code == 200
    phone, answer = claim(app, quiz, name, world["tails"][name])
    assert (answer.status_code, cookie(phone, "examapp_seat")) == (422, None)
    assert "已经交卷" in answer.text
    assert phone._send("get", f"/attempts/{attempt_id}/result").status_code != 200


def test_a_displaced_device_reads_no_result(app, world, ports):
    quiz = open_quiz(world, ports)
    participant, attempt = confirmed(world, ports, quiz)
    old = Device(app, attempt)
    old.read()
    name, participant_id = participant.name, participant.id
    claim(app, quiz, name, world["tails"][name])
    confirmed(world, ports, quiz)
    new = Device(app, attempt, version=2)
    assert new.put(step(1, right_answers(attempt)[0], 1)).status_code == 200
    assert new.submit(1).status_code == 200
    assert (old.result().status_code, old.result().json["error"]) == (409, "attempt_moved")
    assert new.result().status_code == 200
    assert spot_quizzes.list_participants(quiz.id)[0].id == participant_id


def test_a_phone_and_the_tablet_never_hold_one_token(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    name = spot_quizzes.list_participants(quiz.id)[0].name
    phone, _ = claim(app, quiz, name, world["tails"][name])
    _, attempt = confirmed(world, ports, quiz)
    version = bearer(phone, f"/attempts/{attempt.id}")
    on_the_phone = Device(app, attempt, version)
    on_the_phone.read()
    tablet = hand_over(sign_in("inspector"), quiz)
    assert bearer(tablet, sit_down(tablet, quiz)) == version + 1
    late = on_the_phone.put(step(1, right_answers(attempt)[0], 1))
    assert (late.status_code, late.json["error"]) == (409, "attempt_moved")


def test_a_copy_of_the_tablets_token_ends_when_the_person_leaves_the_seat(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    tablet = hand_over(sign_in("inspector"), quiz)
    copied = Device(app, attempt, bearer(tablet, sit_down(tablet, quiz)))
    assert copied.read().status_code == 200
    press(tablet, "/handover/wipe")
    assert copied.read().json["error"] == "attempt_moved"
    assert bearer(tablet, sit_down(tablet, quiz)) > 1
