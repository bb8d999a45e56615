"""The room before the exam: alone, shared through Redis, and while Redis is away."""

import threading

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examapp.adapters.queue.waiting_line_script import KEYS
from examapp.adapters.queue.waiting_rooms import LocalRoom, OpenRoom, SharedRoom, open_room
from examapp.domain.waiting_lines import Place, WaitingLine
from tests.waiting import wait_until


class Hand:
    """A clock that somebody turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def start(room, who: str) -> Place | None:
    """Ask, and be done at once when let in."""
    place = room.enter(who)
    if place is None:
        room.leave()
    return place


def test_settings_choose_the_room():
    assert type(open_room("", 0, 1)) is OpenRoom
    assert type(open_room("redis://127.0.0.1:1/0", 0, 1)) is OpenRoom
    assert type(open_room("", 10, 2)) is LocalRoom
    assert type(open_room("redis://127.0.0.1:1/0", 10, 2)) is SharedRoom
    divided = open_room("", 10, 2)
    assert [start(divided, str(number)) is None for number in range(6)] == [True] * 5 + [False]


def test_while_people_wait_and_a_start_is_slow_its_process_begins_no_other_and_afterwards_goes_on():
    clock = Hand()
    room = LocalRoom(3, tick=clock)
    slow, go_on = threading.Event(), threading.Event()

    def begin_slowly() -> None:
        assert room.enter("slow") is None
        slow.set()
        go_on.wait(60)
        room.leave()

    other = threading.Thread(target=begin_slowly)
    other.start()
    slow.wait(60)
    clock.now += 1
    assert [start(room, who) for who in "abc"] == [None] * 3, "nobody waits, so nothing is braked"
    assert start(room, "d") == Place(0, 1, 1)
    clock.now += 1
    assert start(room, "d") == Place(0, 1, 1)
    assert room.find("d") is None, "it is the turn of d, only the door is shut"
    go_on.set()
    other.join()
    assert start(room, "d") is None
    assert room.count() == 0


def test_somebody_unknown_is_not_put_into_the_line_by_being_looked_for():
    room = LocalRoom(1, tick=Hand())
    assert start(room, "a") is None
    assert start(room, "b") is not None
    assert room.find("c") is None
    assert room.find("b") == Place(0, 1, 1)
    assert room.count() == 1


acts = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0.01, 0.2, 1, 3, 7, 30, 70, 1000, -5]),
        st.integers(0, 7),
        st.sampled_from(["enter", "enter", "find", "wait"]),
    ),
    max_size=60,
)


def test_redis_gives_the_same_answers_as_the_rule_whatever_people_do(redis_server):
    hand = Hand()
    room = SharedRoom(redis_server.url, 2, now=hand)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(acts)
    def same(acts):
        room._redis.delete(*KEYS)
        line = WaitingLine(2)
        for pause, who, wish in acts:
            hand.now += pause
            expected = (
                line.find(str(who), hand.now)
                if wish == "find"
                else line.enter(str(who), hand.now, open_door=wish == "enter")
            )
            assert room._ask(str(who), wish) == expected
            assert room.count() == len(line)

    same()


def test_nodes_share_one_line_and_one_pace(redis_server):
    clock = Hand()
    one, two = (SharedRoom(redis_server.url, 4, now=clock) for _ in range(2))
    assert [start(room, str(n)) for n, room in enumerate((one, two, one, two))] == [None] * 4
    assert start(one, "a").position == 0
    assert start(two, "b").position == 1
    assert start(two, "a").position == 0
    assert one.count() == two.count() == 2
    clock.now += 0.25
    assert start(one, "b").position == 1
    assert start(two, "a") is None
    assert start(one, "b").position == 0


def test_by_its_own_clock_redis_lets_everybody_in_after_some_seconds(redis_server):
    room = SharedRoom(redis_server.url, 20)
    waiting = {str(number) for number in range(60)}

    def nobody_waits() -> bool:
        waiting.difference_update({who for who in waiting if start(room, who) is None})
        return not waiting

    wait_until(nobody_waits)
    assert all(0 < room._redis.ttl(key) <= 1800 for key in KEYS if room._redis.exists(key))


def test_without_redis_each_process_has_its_share_of_the_pace_and_refuses_nobody(redis_server, caplog):
    room = SharedRoom(redis_server.url, 8, processes=2)
    assert start(room, "a") is None
    redis_server.stop()
    let_in = [start(room, str(number)) is None for number in range(6)]
    assert let_in == [True] * 4 + [False] * 2
    assert "own line" in caplog.text
    assert room.find("5").position == 1
    assert room.count() == 2
    redis_server.start()
    room._away_until = 0.0
    assert start(room, "5") is None
    assert room.count() == 0


def test_a_redis_that_cannot_run_the_script_is_as_one_that_is_away(redis_server):
    room = SharedRoom(redis_server.url, 1)
    room._redis.set(KEYS[0], "not a hash")
    assert start(room, "a") is None
    assert start(room, "b") == Place(0, 1, 1)
