"""The caps of one attempt, and what a gap costs to find."""

from itertools import count

from examapp.domain.attempts import MOST_MISSING_NAMED, find_missing_seqs
from examapp.domain.step_allowances import STEPS_BETWEEN_COUNTS, STEPS_PER_MINUTE, StepIntake, most_steps


def test_a_hundred_changes_of_every_item_and_never_less_than_two_thousand():
    assert (most_steps(1), most_steps(20), most_steps(125)) == (2_000, 2_000, 12_500)


def test_gaps_are_found_in_time_that_grows_with_what_is_stored_only():
    assert find_missing_seqs([1, 3], 4) == [2, 4]
    assert find_missing_seqs([], 10**15) == list(range(1, MOST_MISSING_NAMED + 1))


def test_the_rows_are_counted_once_in_two_hundred_steps():
    intake = StepIntake()
    counted_at = []
    for number in range(1, 1001):
        assert intake.receive(1, 0)
        if intake.asks_for_a_count:
            counted_at.append(number)
            intake.note_count()
    assert counted_at == [201, 402, 603, 804]
    assert counted_at[0] == STEPS_BETWEEN_COUNTS + 1


def test_a_minute_that_is_full_is_over_with_the_next_one():
    intake = StepIntake()
    fits = (number for number in count(1) if not intake.receive(500, 30_000))
    assert next(fits) == STEPS_PER_MINUTE // 500 + 1
    assert intake.receive(500, 60_000)
