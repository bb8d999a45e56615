"""A typed name finds the own seat however its accents are typed; who may be of the list is told on the board."""

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind
from examapp.extensions import db
from examapp.models.inspections import Participant
from examapp.models.seats import SeatClaim
from examapp.services.core.sealed_fields import seal_field
from examapp.services.quizzes import seat_claims, seats, spot_quizzes
from examapp.services.quizzes.boards import read_board
from tests.stories import open_quiz


@pytest.fixture
def quiz(world, ports):
    return open_quiz(world, ports)


@pytest.fixture
def drawn(quiz, ports) -> Participant:
    """Somebody of the list with a passport."""
    person = spot_quizzes.list_participants(quiz.id)[0]
    person.name, person.document_kind = "Nguyễn Văn An", DocumentKind.passport
    seal_field(person, "id_tail_sealed", "4567", ports.sealer)
    db.session.commit()
    return person


def walk_in(ports, quiz, name: str, tail: str, kind: str | None = "passport") -> int:
    """Gives the id of the claim."""
    words = (name, tail, "key_post", "height")
    token = seats.take_walk_in_seat(quiz.code, *words, document_kind=kind, now=ports.clock.now(), ports=ports)
    return seats.find_claim(token).id


def may_be(ports, quiz) -> list[list[str]]:
    board = read_board(quiz, now=ports.clock.now(), grace_seconds=None, ports=ports)
    return [[person["name"] for person in claim["may_be"]] for claim in board["claims"]]


def test_a_name_without_its_accents_reaches_the_own_seat_by_both_doors(app, world, ports, quiz, drawn):
    for name in ("Nguyen Van An", "NGUYỄN VAN AN"):
        token = seats.take_seat(quiz.code, name, "4567", now=ports.clock.now(), ports=ports)
        assert seats.find_claim(token).participant_id == drawn.id
    by_the_other_door = db.session.get(SeatClaim, walk_in(ports, quiz, "Nguyen Van An", "4567"))
    assert by_the_other_door.participant_id == drawn.id
    assert drawn.name == "Nguyễn Văn An"


def test_a_walk_in_of_the_same_name_or_tail_is_told_and_granted_as_that_person(
    app, world, ports, quiz, drawn
):
    claim_id = walk_in(ports, quiz, "An Nguyen", "4567")
    walk_in(ports, quiz, "Nguyen Van An", "4568")
    walk_in(ports, quiz, "王五", "0000", None)
    assert may_be(ports, quiz) == [["Nguyễn Văn An"], ["Nguyễn Văn An"], []]
    claims = read_board(quiz, now=ports.clock.now(), grace_seconds=None, ports=ports)["claims"]
    assert [claim["document"] for claim in claims] == ["护照", "护照", ""]
    act = {"actor": world["actors"]["inspector"], "now": ports.clock.now(), "ports": ports}
    count = len(spot_quizzes.list_participants(quiz.id))
    for _ in range(2):
        seat_claims.grant_claim(claim_id, "id_card_checked", participant_id=drawn.id, **act)
    assert db.session.get(Participant, drawn.id).state == "confirmed"
    assert len(spot_quizzes.list_participants(quiz.id)) == count
    # Who holds a device is nobody's likeness any more.
    assert may_be(ports, quiz) == [[], []]


def test_nobody_is_granted_as_somebody_with_whom_nothing_is_shared(app, world, ports, quiz, drawn):
    claim_id = walk_in(ports, quiz, "王五", "0000", None)
    act = {"actor": world["actors"]["inspector"], "now": ports.clock.now(), "ports": ports}
    with pytest.raises(DomainError, match="state_conflict"):
        seat_claims.grant_claim(claim_id, "id_card_checked", participant_id=drawn.id, **act)
    assert db.session.get(Participant, drawn.id).state == "expected"


def test_the_kind_of_a_walk_ins_document_stands_with_the_person(app, world, ports, quiz):
    claim_id = walk_in(ports, quiz, "John Smith", "12AB")
    act = {"actor": world["actors"]["inspector"], "now": ports.clock.now(), "ports": ports}
    seat_claims.grant_claim(claim_id, "id_card_checked", **act)
    assert seat_claims.get_claim(act["actor"], claim_id).participant.document_kind == DocumentKind.passport
    for kind, tail in (("mainland_id", "12AB"), ("hk_macau_permit", "12AB")):
        with pytest.raises(DomainError, match="tail_of_other_document"):
            walk_in(ports, quiz, "John Smith", tail, kind)
