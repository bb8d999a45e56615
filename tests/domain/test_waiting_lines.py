"""The line before the exam: order, pace, and that nobody is lost in it."""

from heapq import heapify, heappop, heappush

from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.waiting_lines import (
    KEPT_SECONDS,
    LET_IN_SECONDS,
    PATIENCE_SECONDS,
    SELDOM_SECONDS,
    Place,
    WaitingLine,
)


def filled(per_second: float, *, waiting: int = 0) -> WaitingLine:
    """A line at second 0 whose purse is empty, with people who wait ("w0", "w1", ...)."""
    line = WaitingLine(per_second)
    for number in range(int(per_second)):
        assert line.enter(f"in{number}", 0) is None
    for number in range(waiting):
        assert line.enter(f"w{number}", 0).position == number
    return line


def test_a_shift_smaller_than_one_seconds_worth_begins_without_waiting():
    line = WaitingLine(60)
    assert [line.enter(str(number), 0) for number in range(60)] == [None] * 60
    assert line.enter("60", 0) == Place(0, 1, 1)


def test_who_waits_is_told_how_many_are_before_them_and_how_long_it_takes():
    line = filled(10, waiting=25)
    assert line.enter("last", 0) == Place(25, 3, 3)
    assert line.enter("last", 1) == Place(25, 2, 2)
    assert len(line) == 26


def test_asking_again_keeps_the_place_and_those_who_come_later_stand_behind():
    line = filled(1, waiting=3)
    assert line.enter("late", 0).position == 3
    for _ in range(3):
        assert line.enter("w1", 0).position == 1
        assert line.find("w1", 0).position == 1


def test_far_from_the_front_people_ask_seldom_and_near_it_when_their_turn_comes():
    line = filled(1, waiting=300)
    told = [line.find(f"w{number}", 0) for number in (4, 20, 79, 299)]
    assert [(one.wait_seconds, one.again_seconds) for one in told] == [(5, 5), (21, 10), (80, 20), (300, 30)]


def test_who_stopped_asking_blocks_nobody_and_comes_back_to_the_old_place():
    line = filled(1, waiting=3)
    gone = 2 + PATIENCE_SECONDS + 0.5
    assert line.enter("new", gone).position == 1
    assert line.enter("w2", gone) is None
    assert line.enter("w1", gone).position == 0
    assert line.find("new", gone).position == 1


def test_a_place_is_forgotten_after_a_quarter_of_an_hour_of_silence():
    line = filled(1, waiting=1)
    end = 1 + PATIENCE_SECONDS + KEPT_SECONDS
    for number in range(3):
        line.enter(f"new{number}", end - 0.5)
    assert line.enter("w0", end - 0.4).position == 0
    line = filled(1, waiting=1)
    for number in range(3):
        line.enter(f"new{number}", end + 0.1)
    assert line.enter("w0", end + 0.2).position == 2


def test_whose_start_failed_after_the_turn_comes_in_again_without_waiting_for_a_while():
    line = filled(1, waiting=2)
    assert line.enter("w0", 1) is None
    assert line.enter("w0", 1) is None
    assert line.enter("w1", 1).position == 0
    assert line.find("w0", 1 + LET_IN_SECONDS - 1) is None
    assert line.enter("w0", 1 + LET_IN_SECONDS + 1) is None


def test_a_shut_door_lets_nobody_in_and_takes_nobodys_place():
    line = WaitingLine(5)
    assert line.enter("a", 0, open_door=False) == Place(0, 1, 1)
    assert line.enter("b", 0, open_door=False) == Place(1, 1, 1)
    assert line.find("a", 0) is None
    assert line.enter("a", 0) is None
    assert line.enter("b", 0) is None


def test_a_clock_that_is_set_back_lets_people_in_from_then_on_at_the_same_pace():
    line = WaitingLine(1)
    assert line.enter("a", 1000) is None
    assert line.enter("b", 1000) is not None
    assert line.enter("b", 900) is not None
    assert line.enter("b", 901) is None


moments = st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=120)


def play(line: WaitingLine, arrivals: list[float], lateness: float) -> dict[int, float]:
    """Everybody asks when told, so much late; when each was let in. Checks that a told place never moves back."""
    coming = [(moment, who) for who, moment in enumerate(arrivals)]
    heapify(coming)
    let_in: dict[int, float] = {}
    seen: dict[int, int] = {}
    while coming:
        moment, who = heappop(coming)
        place = line.enter(str(who), moment)
        if place is None:
            let_in[who] = moment
            continue
        assert place.position <= seen.get(who, place.position)
        seen[who] = place.position
        assert 1 <= place.again_seconds <= min(place.wait_seconds, SELDOM_SECONDS)
        heappush(coming, (moment + place.again_seconds + lateness, who))
    return let_in


@given(moments, st.integers(1, 20), st.floats(0, 2))
def test_everybody_who_asks_is_let_in_and_never_more_than_the_pace_allows(arrivals, per_second, lateness):
    let_in = sorted(play(WaitingLine(per_second), arrivals, lateness).values())
    assert len(let_in) == len(arrivals)
    # In any stretch of time: one second's worth from the purse, and what came in during the stretch.
    for first in range(0, len(let_in), 7):
        for last in range(first, len(let_in), 5):
            stretch = let_in[last] - let_in[first]
            assert last - first + 1 <= per_second * (1 + stretch) + 1e-6


@given(moments, st.integers(1, 20), st.floats(0, 2))
def test_nobody_waits_longer_than_those_before_them_take(arrivals, per_second, lateness):
    let_in = play(WaitingLine(per_second), arrivals, lateness)
    order = sorted(range(len(arrivals)), key=lambda who: (arrivals[who], who))
    for before, who in enumerate(order):
        # Everybody before, one at a time; and at each the answer that comes a little late.
        longest = (before + 1) * (1 / per_second) + (1 + lateness) * (2 + before / per_second)
        assert let_in[who] - arrivals[who] <= longest


@given(moments, st.integers(1, 20), st.floats(0, 2))
def test_who_comes_first_goes_first_but_for_the_seconds_worth_that_may_enter_together(
    arrivals, per_second, lateness
):
    let_in = play(WaitingLine(per_second), arrivals, lateness)
    order = sorted(let_in, key=lambda who: (let_in[who], who))
    came = {who: place for place, who in enumerate(sorted(let_in, key=lambda who: (arrivals[who], who)))}
    for place, who in enumerate(order):
        overtaken = sum(came[other] > came[who] for other in order[:place])
        # While somebody is between two questions, at most what the purse fills in that time passes by.
        assert overtaken <= per_second * (2 + lateness) + 1


@given(
    st.lists(
        st.tuples(st.floats(0, 400), st.integers(0, 6), st.sampled_from(["find", "enter", "shut"])),
        max_size=80,
    )
)
def test_whatever_people_do_the_line_holds_each_once_and_counts_right(acts):
    line, now = WaitingLine(0.5), 0.0
    for pause, who, act in acts:
        now += pause
        found = act == "find"
        place = line.find(str(who), now) if found else line.enter(str(who), now, open_door=act == "enter")
        assert place is None or 0 <= place.position < len(line) <= 7
        assert line._present == sorted(set(line._present))
        assert set(line._numbers) >= set(line._until)
