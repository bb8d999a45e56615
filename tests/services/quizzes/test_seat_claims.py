"""A device gets a seat by an inspector's nod and in no other way; a refusal costs nobody anything for good."""

import json

import pytest
from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.inspections import Participant
from examapp.models.seats import SeatClaim
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import seat_claims, seat_control, seats, spot_quizzes
from examapp.services.quizzes.boards import read_board
from examapp.services.quizzes.participants import attempt_of
from tests.stories import Device, nod, open_quiz, right_answers, step


@pytest.fixture
def quiz(world, ports):
    return open_quiz(world, ports)


@pytest.fixture
def person(quiz):
    return spot_quizzes.list_participants(quiz.id)[0]


def ask(world, ports, quiz, person, words: str = "") -> str:
    tail = world["tails"][person.name]
    device = seats.Device(words)
    return seats.take_seat(quiz.code, person.name, tail, now=ports.clock.now(), ports=ports, device=device)


def walk_in(ports, quiz, name: str, tail: str = "123X", address: str = "") -> str:
    return seats.take_walk_in_seat(
        quiz.code,
        name,
        tail,
        "key_post",
        "height",
        now=ports.clock.now(),
        ports=ports,
        device=seats.Device("安卓手机", address),
    )


def act(world, ports, who: str = "inspector") -> dict:
    return {"actor": world["actors"][who], "now": ports.clock.now()}


def state_of(person) -> str:
    return db.session.get(Participant, person.id, populate_existing=True).state


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_name_and_four_digits_disturb_nobody_who_answers(app, world, ports, quiz, person):
    nod(world, ports, ask(world, ports, quiz, person))
    attempt = attempt_of(person.id)
    phone = Device(app, attempt)
    phone.read()
    stranger = ask(world, ports, quiz, person)
    assert state_of(person) in ("confirmed", "answering")
    assert phone.put(step(1, right_answers(attempt)[0], 1)).status_code == 200
    with pytest.raises(DomainError, match="seat_unknown"):
        seats.find_seat(stranger)
    claim = seats.find_claim(stranger)
    seat_claims.decline_claim(claim.id, "照片不像本人", **act(world, ports))
    assert state_of(person) in ("confirmed", "answering")
    assert phone.put(step(2, right_answers(attempt)[1], 2)).status_code == 200


def test_another_device_takes_over_by_the_nod_and_the_older_reads_nothing_any_more(
    app, world, ports, quiz, person
):
    first = ask(world, ports, quiz, person)
    nod(world, ports, first)
    attempt = attempt_of(person.id)
    older = Device(app, attempt)
    older.read()
    nod(world, ports, ask(world, ports, quiz, person))
    with pytest.raises(DomainError, match="attempt_moved"):
        seats.find_seat(first)
    assert older.read().json["error"] == "attempt_moved"
    assert Device(app, attempt, version=2).read().status_code == 200
    granted = select(func.count(SeatClaim.id)).where(SeatClaim.state == "granted")
    assert db.session.scalar(granted) == 1


def test_a_refusal_asks_why_never_makes_absent_and_can_be_taken_back(world, ports, quiz, person):
    token = ask(world, ports, quiz, person)
    claim_id = seats.find_claim(token).id
    with pytest.raises(DomainError, match="refusal_reason_missing"):
        seat_claims.decline_claim(claim_id, " ", **act(world, ports))
    for _ in range(2):
        seat_claims.decline_claim(claim_id, "没带证件", **act(world, ports))
    assert (seats.find_claim(token).reason, state_of(person)) == ("没带证件", "expected")
    for _ in range(2):
        seat_claims.take_back_refusal(claim_id, **act(world, ports))
    assert state_of(person) == "waiting"
    assert nod(world, ports, token).id == person.id
    with pytest.raises(DomainError, match="state_conflict"):
        seat_claims.take_back_refusal(claim_id, **act(world, ports))


def test_a_walk_in_is_nobody_of_the_quiz_until_the_nod_and_one_person_from_two_phones(world, ports, quiz):
    before = count(Participant)
    first, second = walk_in(ports, quiz, "王临时"), walk_in(ports, quiz, "王临时")
    assert count(Participant) == before
    person = nod(world, ports, first)
    assert (person.name, person.origin, person.state) == ("王临时", "walk_in", "confirmed")
    assert nod(world, ports, second).id == person.id
    assert count(Participant) == before + 1


def test_ghosts_of_one_address_keep_no_place_from_others_and_go_by_one_tap(world, ports, quiz):
    for number in range(seats.MOST_WAITING_OF_ADDRESS):
        walk_in(ports, quiz, f"鬼{number}号", address="203.0.113.9")
    with pytest.raises(DomainError, match="too_many_waiting"):
        walk_in(ports, quiz, "再来一个", address="203.0.113.9")
    real = walk_in(ports, quiz, "王临时", address="198.51.100.7")
    assert nod(world, ports, real).name == "王临时"
    gone = seat_claims.decline_walk_ins(quiz.id, "现场没有这些人", **act(world, ports))
    assert gone == seats.MOST_WAITING_OF_ADDRESS
    walk_in(ports, quiz, "李临时", address="203.0.113.9")


def test_the_board_shows_each_waiting_device_and_counts_people_once(world, ports, quiz, person):
    ask(world, ports, quiz, person, "苹果手机")
    ask(world, ports, quiz, person, "安卓手机（微信）")
    walk_in(ports, quiz, "王临时")
    board = read_board(quiz, now=ports.clock.now(), grace_seconds=None)
    assert [claim["device"] for claim in board["claims"]] == ["苹果手机", "安卓手机（微信）", "安卓手机"]
    assert board["counts"]["waiting"] == 2
    with pytest.raises(DomainError, match="seat_choice_needed"):
        seat_control.confirm_identity(person.id, "id_card_checked", **act(world, ports), ports=ports)


def test_all_at_once_moves_nobodys_running_paper(app, world, ports, quiz, person):
    nod(world, ports, ask(world, ports, quiz, person))
    Device(app, attempt_of(person.id)).read()
    stranger = ask(world, ports, quiz, person)
    others = [ask(world, ports, quiz, one) for one in spot_quizzes.list_participants(quiz.id)[1:3]]
    claims = [seats.find_claim(token).id for token in (stranger, *others)]
    board = read_board(quiz, now=ports.clock.now(), grace_seconds=None)
    assert board["ready"] == claims[1:]
    granted = seat_claims.grant_waiting(quiz.id, claims, **act(world, ports), ports=ports)
    assert granted == 2
    assert seats.find_claim(stranger).state == "asked"
    assert attempt_of(person.id).token_version == 1


def test_the_nod_comes_from_an_inspector_in_scope_only_once_for_both(world, ports, quiz, person):
    claim_id = seats.find_claim(ask(world, ports, quiz, person)).id
    with pytest.raises(DomainError, match="not_found"):
        seat_claims.grant_claim(claim_id, "id_card_checked", **act(world, ports, "outsider"), ports=ports)
    for who in ("inspector", "colleague"):
        seat_claims.grant_claim(claim_id, "id_card_checked", **act(world, ports, who), ports=ports)
    assert attempt_of(person.id).token_version == 1


def test_names_of_walk_ins_whom_nobody_granted_go_with_the_end_of_the_quiz(world, ports, quiz):
    walk_in(ports, quiz, "王临时")
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", **act(world, ports), grace_seconds=5)
    rows = db.session.execute(select(SeatClaim.name, SeatClaim.id_tail_sealed, SeatClaim.state)).all()
    assert [tuple(row) for row in rows] == [("", None, "replaced")]


def test_a_walk_in_who_puts_the_tail_right_is_another_claim_and_the_older_nod_grants_nothing(
    world, ports, quiz
):
    first = walk_in(ports, quiz, "王临时", "1111")
    again = {"now": ports.clock.now(), "ports": ports, "device": seats.Device("", "", first)}
    ask_again = ("key_post", "height")
    assert seats.take_walk_in_seat(quiz.code, "王临时", "1111", *ask_again, **again) == first
    second = seats.take_walk_in_seat(quiz.code, "王临时", "2222", *ask_again, **again)
    with pytest.raises(DomainError, match="state_conflict"):
        nod(world, ports, first)
    person = nod(world, ports, second)
    assert open_field(person, "id_tail_sealed", ports.sealer) == "2222"


def test_two_people_of_one_name_and_tail_each_reach_the_own_seat(world, ports, quiz):
    first, second = spot_quizzes.list_participants(quiz.id)[2:4]
    name, tail = first.name, world["tails"][first.name]
    with transaction() as session:
        other = session.get(Participant, second.id)
        other.name = name
        seal_field(other, "id_tail_sealed", tail, ports.sealer)
    seat = {"now": ports.clock.now(), "ports": ports}
    with pytest.raises(DomainError) as refused:
        seats.take_seat(quiz.code, name, tail, **seat)
    assert [person["id"] for person in refused.value.data["people"]] == [first.id, second.id]
    for person in (second, first):
        token = seats.take_seat(quiz.code, name, tail, **seat, participant_id=person.id)
        assert nod(world, ports, token).id == person.id


def test_the_paper_of_a_walk_in_follows_from_the_seed_and_the_number_of_the_nod(world, ports, quiz):
    tokens = [walk_in(ports, quiz, name, tail) for name, tail in (("甲一", "1111"), ("乙二", "2222"))]
    second, first = nod(world, ports, tokens[1]), nod(world, ports, tokens[0])
    assert second.number < first.number
    assert json.loads(attempt_of(first.id).paper)["slots"]


def test_the_same_phone_that_types_the_same_again_goes_on_waiting_and_somebody_else_on_it_replaces(
    world, ports, quiz, person
):
    first = ask(world, ports, quiz, person)
    seat = {"now": ports.clock.now(), "ports": ports}
    same = seats.Device("", "", first)
    tail = world["tails"][person.name]
    assert seats.take_seat(quiz.code, person.name, tail, **seat, device=same) == first
    assert [claim.id for claim in seats.asked_claims(person.id)] == [seats.find_claim(first).id]
    other = spot_quizzes.list_participants(quiz.id)[1]
    second = seats.take_seat(quiz.code, other.name, world["tails"][other.name], **seat, device=same)
    assert second != first
    assert seats.find_claim(first).state == "replaced"
