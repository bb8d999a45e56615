"""What the requests of the deadline day may ask of the database; counted, because times on a shared machine prove nothing."""

import pytest

from examapp.extensions import db
from tests.statements import counted_statements
from tests.stories import Device, confirmed, open_quiz, right_answers, step


@pytest.fixture
def device(app, world, ports):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    answers = right_answers(attempt)
    # The first person of a process fills what is kept in memory: items, rules of the paper, cut scores.
    warm(app, world, ports)
    made = Device(app, attempt)
    made.answers = answers
    return made


def warm(app, world, ports) -> None:
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    first = Device(app, attempt)
    first.read()
    first.submit(0)


@pytest.fixture
def statements(app, device):
    db.session.remove()
    with counted_statements(db.engine) as seen:
        yield seen
        db.session.remove()


def test_a_step_takes_one_statement_on_postgresql_and_two_on_sqlite_the_first_of_a_paper_one_more(
    device, statements
):
    device.read()
    statements.clear()
    most = 1 if db.engine.dialect.name == "postgresql" else 2
    device.put(step(1, device.answers[0], 1))
    assert len(statements) == most + 1, statements
    statements.clear()
    device.put(step(2, device.answers[1], 2))
    assert len(statements) == most, statements


def test_a_start_takes_at_most_eight_statements_one_of_them_asks_whether_the_quiz_stands(device, statements):
    device.read()
    assert 4 <= len(statements) <= 8, statements
    assert len([one for one in statements if "spot_quizzes.paused_at" in one]) == 1


def test_a_hand_in_takes_at_most_twelve_statements_however_many_items_the_paper_has(device, statements):
    device.read()
    for number, response in enumerate(device.answers, start=1):
        device.put(step(number, response, number))
    statements.clear()
    assert device.submit(len(device.answers)).status_code == 200
    assert 5 <= len(statements) <= 12, statements


def test_a_result_is_read_with_at_most_six_statements(device, statements):
    device.read()
    device.submit(0)
    statements.clear()
    assert device.result().status_code == 200
    assert 1 <= len(statements) <= 6, statements
