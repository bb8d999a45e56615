"""A quiz is run by the two inspectors of its visit, whatever quiz somebody names in the address."""

import uuid

import pytest

from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.services.quizzes import handovers, seat_claims, seats, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from tests.stories import confirmed, open_quiz

OF_PEOPLE = (
    "absence",
    "extension",
    "identity",
    "name",
    "nod/undo",
    "presence",
    "reading",
    "swap",
)


@pytest.fixture
def quiz(world, ports):
    return open_quiz(world, ports)


@pytest.fixture
def third(world, ports, sign_in):
    """An inspector of the county who is not of the visit, with a quiz of the own."""
    county = world["accounts"]["inspector"].region_id
    facts = {"role": AccountRole.inspector, "region_id": county, "state": "active"}
    account = Account(login_name="third", name="第三人", created_at=ports.clock.now(), **facts)
    db.session.add(account)
    db.session.flush()
    facts = {"account_id": account.id, "region_id": county, "state": "active"}
    db.session.add(Inspector(name="第三人", certificate_number="试 9999", **facts))
    db.session.commit()
    world["accounts"]["third"] = account
    browser = sign_in("third")
    browser.post("/tablet/quizzes", {"enterprise_id": world["own"].id, "client_id": str(uuid.uuid4())})
    own = db.session.scalars(
        db.select(spot_quizzes.SpotQuiz).order_by(spot_quizzes.SpotQuiz.id.desc())
    ).first()
    return browser, own.id


def test_people_of_a_quiz_of_others_are_nobody_in_the_own_quiz(app, world, ports, quiz, third):
    browser, own = third
    person = spot_quizzes.list_participants(quiz.id)[0]
    form = {"reason": "病假", "minutes": "60", "level": "id_card_checked", "name": "改名"}
    for act in OF_PEOPLE:
        assert browser.post(f"/tablet/quizzes/{own}/people/{person.id}/{act}", form).status_code == 404, act
        theirs = browser.post(f"/tablet/quizzes/{quiz.id}/people/{person.id}/{act}", form)
        assert theirs.status_code == 403, act
    assert browser.client.get(f"/tablet/quizzes/{own}/people/{person.id}").status_code == 404
    db.session.expire_all()
    assert (person.state, attempt_of(person.id).extra_seconds) == ("expected", 0)


def test_claims_of_a_quiz_of_others_are_neither_granted_nor_declined(app, world, ports, quiz, third):
    browser, own = third
    token = seats.take_walk_in_seat(
        quiz.code, "甲某", "1234", "key_post", None, now=ports.clock.now(), ports=ports
    )
    claim = seats.find_claim(token)
    for act in ("grant", "refusal", "refusal/undo"):
        answer = browser.post(f"/tablet/quizzes/{own}/claims/{claim.id}/{act}", {"reason": "不像"})
        assert answer.status_code == 404
    db.session.expire_all()
    assert seat_claims.get_claim(world["actors"]["inspector"], claim.id).state == "asked"


def test_a_tablet_of_a_visit_of_others_is_not_called_back(app, world, ports, quiz, third, sign_in):
    confirmed(world, ports, quiz)
    owner = sign_in("inspector")
    owner.post(f"/handover/start/{quiz.id}", {"pin": "2468"})
    (lent,) = handovers.list_handovers(quiz.id)
    browser, _ = third
    assert browser.post(f"/handover/{lent.id}/recall", {}).status_code == 403
    assert len(handovers.list_handovers(quiz.id)) == 1
