"""Counts kept as results arrive are those of the full computation, before, while and after they are folded."""

from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, func, select, update

from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.exams import Registration
from examapp.models.rollups import ResultDelta, ResultRollup
from examapp.paths import MIGRATIONS
from examapp.services.appeals import regrades
from examapp.services.attempts import attempts
from examapp.services.attempts.attempts import latest_result, to_ms
from examapp.services.core import audit
from examapp.services.core.audit import record_act
from examapp.services.core.rollups import fold_deltas, note_hand_in, note_regrade
from examapp.services.core.transactions import transaction
from examapp.services.exams import exam_boards, exam_statistics
from examapp.services.reports import coverage
from examapp.services.reports.full_counts import computed
from examapp.services.reports.rollup_checks import compare_rollups, rebuild_rollups
from tests.services.appeals.test_regrades import FIRST, attempt_of, file, wrong_slot
from tests.services.exams.test_exams import announced, registered, sit
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(ResultDelta))


def assert_true_of_everything() -> None:
    found = compare_rollups()
    assert found.places > 0
    assert (found.differing, found.examples) == (0, [])


@pytest.fixture
def one_short(app, world, ports) -> Attempt:
    """Everybody registered, two tries handed in; the first person is one answer short of the line."""
    announced(world, ports)
    sit(app, registered(FIRST), ports, right=11)
    sit(app, registered("张焊工"), ports, right=12)
    return attempt_of(FIRST)


def change_result(attempt: Attempt, world, ports) -> None:
    """A regrade by which the first person passes."""
    dispute = file(attempt, wrong_slot(attempt), ports).dispute_id
    for act, who in ((regrades.decide, "bank_admin"), (regrades.approve, "reviewer")):
        facts = (Ruling(Effect.all_correct), "有歧义。") if act is regrades.decide else ()
        act(dispute, *facts, actor=world["actors"][who], now=ports.clock.now())


def test_registrations_hand_ins_and_a_regrade_are_counted_as_they_happen(one_short, world, ports):
    actor, exam_id = world["actors"]["bureau"], one_short.registration.exam_id
    people = db.session.query(Registration).filter_by(exam_id=exam_id).count()

    def board() -> tuple[int, int]:
        by_enterprise = exam_boards.progress_by_enterprise(actor, exam_id)
        assert by_enterprise == exam_boards.progress_by_enterprise(actor, exam_id, computed)
        total = exam_boards.total_of(by_enterprise)
        assert exam_boards.progress_of_exams(actor, [exam_id, 0]) == {
            exam_id: total,
            0: exam_boards.Progress(),
        }
        db.session.commit()
        return total.registered, total.passed

    assert board() == (people, 1)
    assert_true_of_everything()
    fold_deltas()
    assert (waiting(), board()) == (0, (people, 1))
    change_result(one_short, world, ports)
    assert waiting() > 0
    assert latest_result(one_short.id).version == 2
    assert board() == (people, 2)
    assert_true_of_everything()
    fold_deltas()
    assert (waiting(), fold_deltas(), board()) == (0, 0, (people, 2))
    assert_true_of_everything()


def test_somebody_elses_enterprise_sees_none_of_it(one_short, world):
    board = exam_boards.progress_by_enterprise(
        world["actors"]["foreign_officer"], one_short.registration.exam_id
    )
    assert board == []


def test_quizzes_count_for_the_coverage_and_for_their_blueprints(app, world, ports):
    finish(app, world, ports, open_quiz(world, ports), [10, 8, 6])
    day, actor = ports.clock.now().date(), world["actors"]["bureau"]
    everybody = world["actors"]["administrator"]
    for _ in range(2):
        found = coverage.read_coverage(actor, day - timedelta(1), day + timedelta(1))
        total = found["total"]
        assert (total["quizzed"], total["full"], total["people"]) == (1, 1, 3)
        assert found == coverage.read_coverage(actor, day - timedelta(1), day + timedelta(1), computed)
        counts = exam_statistics.list_exams(everybody)
        assert sum(count for _, count in counts) == 3
        assert counts == exam_statistics.list_exams(everybody, computed)
        assert_true_of_everything()
        fold_deltas()


def test_the_papers_of_an_exam_count_for_its_blueprint(one_short, world):
    everybody = world["actors"]["administrator"]
    counts = {blueprint.id: count for blueprint, count in exam_statistics.list_exams(everybody)}
    blueprint_id = one_short.registration.blueprint_id
    papers = (
        db.session.query(Attempt)
        .join(Registration, Registration.id == Attempt.registration_id)
        .filter(Attempt.state == "submitted", Registration.blueprint_id == blueprint_id)
        .count()
    )
    assert counts[blueprint_id] == papers > 0
    _, figures = exam_statistics.blueprint_figures(everybody, blueprint_id)
    assert figures.n == papers
    assert_true_of_everything()


def test_a_hand_in_that_fails_leaves_neither_a_result_nor_an_addition(app, world, ports, monkeypatch):
    announced(world, ports)
    fold_deltas()
    with monkeypatch.context() as patched:
        patched.setattr(attempts, "record_act", _fail_at_hand_in)
        told = sit(app, registered(FIRST), ports, right=12)
    db.session.rollback()
    assert "score" not in str(told)
    assert (waiting(), latest_result(attempt_of(FIRST).id)) == (0, None)
    assert_true_of_everything()


def _fail_at_hand_in(act: str, *facts, **named) -> None:
    if act == "attempt.submitted":
        raise RuntimeError("the disk is full")
    record_act(act, *facts, **named)


@SQLITE
def test_a_wrong_count_is_found_and_counting_anew_mends_it(one_short, world, ports):
    fold_deltas()
    with transaction() as session:
        session.execute(update(ResultRollup).where(ResultRollup.kind == "exam").values(passed=5))
        session.execute(delete(ResultRollup).where(ResultRollup.part == "due"))
    found = compare_rollups()
    assert found.differing == len(found.examples)
    assert {one.place.kind for one in found.examples} == {"exam", "registered"}
    for _ in range(2):
        rebuild_rollups(actor="system", now=ports.clock.now())
        assert_true_of_everything()
    assert audit.find_tampering() is None


def test_what_was_stored_before_the_counts_existed_is_counted_by_the_migration(one_short, world, ports):
    change_result(one_short, world, ports)
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0022")
    upgrade(directory=str(MIGRATIONS))
    db.session.remove()
    assert_true_of_everything()
    fold_deltas()
    assert waiting() == 0
    assert_true_of_everything()


def test_the_migrations_of_the_counts_go_back_and_forth_with_what_is_counted(one_short, world, ports):
    change_result(one_short, world, ports)
    fold_deltas()
    db.session.remove()
    for _ in range(2):
        downgrade(directory=str(MIGRATIONS), revision="0094")
        upgrade(directory=str(MIGRATIONS))
    db.session.remove()
    assert_true_of_everything()


RESULTS = some.tuples(some.booleans(), some.integers(0, 1000))
EVENTS = some.lists(some.one_of(some.tuples(some.integers(0, 4), RESULTS), some.just("fold")), max_size=14)


@SQLITE
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_any_order_of_hand_ins_regrades_and_folding_equals_the_full_computation(app, world, ports, events):
    if not db.session.query(Registration).count():
        announced(world, ports)
    attempts = db.session.query(Attempt).order_by(Attempt.registration_id).limit(5).all()
    for event in events:
        if event == "fold":
            fold_deltas()
        else:
            store_result(attempts[event[0]], *event[1], ports)
    assert_true_of_everything()
    start_over(ports)


def store_result(attempt: Attempt, passed: bool, score: int, ports) -> None:
    """A first result, or a newer one, with its counts in the same transaction."""
    now = ports.clock.now()
    with transaction() as session:
        old = latest_result(attempt.id)
        new = AttemptResult(
            attempt_id=attempt.id, version=old.version + 1 if old else 1, score_tenths=score,
            full_tenths=1000, passed=passed, marks="[]", responses="[]", created_at=now,
        )  # fmt: skip
        session.add(new)
        if old:
            note_regrade(attempt, old, new)
        else:
            attempt.state, attempt.submitted_ms = "submitted", to_ms(now)
            note_hand_in(attempt, new)


def start_over(ports) -> None:
    """The next example begins without results."""
    with transaction() as session:
        session.execute(delete(AttemptResult))
        session.execute(update(Attempt).values(state="ready", submitted_ms=None))
    rebuild_rollups(actor="system", now=ports.clock.now())
    assert db.session.scalar(select(func.max(ResultRollup.score_tenths))) == 0
