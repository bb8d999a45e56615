"""Several windows at once: one handover, five tries, one session given back (S24)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.handovers import Handover
from examapp.services.people import sign_ins
from examapp.services.quizzes import handovers
from tests.stories import confirmed, open_quiz

WINDOWS = 8


@pytest.fixture
def lend(app, world, ports):
    """lend() asks for a handover of one session from one more window; gives the tablet's token or the refusal's code."""
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz = open_quiz(world, ports)
    quiz_id = quiz.id
    confirmed(world, ports, quiz)
    link = sign_ins.issue_sign_in_link(actor.account_id, purpose="sign_in", now=now)
    session_token = sign_ins.sign_in_by_link(link, now=now, hours=12, device="test")
    db.session.remove()

    def begin(pin: str = "2468") -> str:
        return in_window(
            app,
            lambda: handovers.begin_handover(quiz_id, pin, session_token=session_token, actor=actor, now=now),
        )

    return begin


def in_window(app, act) -> str:
    with app.app_context():
        try:
            return act()
        except DomainError as error:
            return error.code
        finally:
            db.session.remove()


def at_once(acts: list) -> list[str]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def test_windows_that_start_at_once_make_one_handover_with_one_pin(lend):
    answers = at_once([lambda pin=f"{number}000": lend(pin) for number in range(WINDOWS)])
    assert answers.count("handover_running") == WINDOWS - 1
    assert db.session.query(Handover).count() == 1


def test_pins_typed_at_once_are_five_tries_in_all(app, lend, ports):
    token, now = lend(), ports.clock.now()
    answers = at_once(
        [lambda: in_window(app, lambda: handovers.end_handover(token, "1111", now=now))] * WINDOWS
    )
    assert set(answers) <= {"pin_wrong", "handover_locked", "handover_over"}
    assert answers.count("pin_wrong") <= handovers.MOST_TRIES - 1
    handover = db.session.query(Handover).one()
    assert (handover.tries, handover.ending) == (handovers.MOST_TRIES, "locked")
    assert handover.account_session.revoked_at == now


def test_the_right_pin_in_two_windows_gives_the_session_back_once(app, lend, ports):
    token, now = lend(), ports.clock.now()
    answers = at_once([lambda: in_window(app, lambda: handovers.end_handover(token, "2468", now=now))] * 3)
    given = [answer for answer in answers if answer != "handover_over"]
    assert len(given) == 1
    assert sign_ins.find_session(given[0], now=now) is not None
