"""The wrong-answer book shrinks, the daily five stay the same all day, twins never meet."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.blueprints import PoolItem
from examapp.domain.practice import (
    DAILY_COUNT,
    FROM_WEAK,
    Answered,
    choose_daily,
    choose_items,
    topic_counts,
    weak_topics,
    wrong_book,
)

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def answers(*told: tuple[str, bool], topic: str = "ppe") -> list[Answered]:
    return [
        Answered(item, topic, correct, NOON + timedelta(minutes=minute))
        for minute, (item, correct) in enumerate(told)
    ]


def pool_item(number: int, topic: str = "ppe", twin: str | None = None) -> PoolItem:
    return PoolItem(
        id=f"ppe-{number:03}",
        revision=1,
        topic=topic,
        type="single",
        difficulty=2,
        choice_ids=("a", "b", "c"),
        shuffle=True,
        twin_group=twin,
    )


histories = st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=30)
pools = st.lists(
    st.tuples(
        st.integers(1, 60), st.sampled_from(["ppe", "fire", "signs"]), st.sampled_from([None, "x", "y"])
    ),
    unique_by=lambda one: one[0],
    max_size=40,
).map(lambda told: [pool_item(*one) for one in told])


def test_one_mistake_is_in_the_book_until_two_right_answers_in_a_row():
    assert wrong_book(answers(("a", False))) == ["a"]
    assert wrong_book(answers(("a", False), ("a", True))) == ["a"]
    assert wrong_book(answers(("a", False), ("a", True), ("a", True))) == []
    assert wrong_book(answers(("a", False), ("a", True), ("a", False), ("a", True))) == ["a"]


def test_the_newest_mistake_comes_first():
    assert wrong_book(answers(("a", False), ("b", False), ("a", True))) == ["b", "a"]


@given(histories)
def test_the_book_holds_just_the_items_whose_last_two_answers_are_not_both_right(history):
    expected = set()
    for item in "abcd":
        given_to = [correct for one, correct in history if one == item]
        if False in given_to and not (len(given_to) > 2 and all(given_to[-2:])):
            expected.add(item)
    assert set(wrong_book(answers(*history))) == expected


@given(histories)
def test_every_answer_is_counted_once(history):
    counted = topic_counts(answers(*history))
    assert sum(total for _, total in counted.values()) == len(history)


def test_a_topic_is_weak_only_after_enough_answers():
    assert weak_topics(answers(("a", False), ("b", False))) == set()
    assert weak_topics(answers(("a", False), ("b", True), ("c", True))) == {"ppe"}
    assert weak_topics(answers(("a", True), ("b", True), ("c", True))) == set()


@given(pools, st.integers(0, 20), st.integers(0, 20), st.binary(min_size=32, max_size=32))
def test_a_choice_has_no_twins_no_repeats_and_is_the_same_again(pool, count, from_first, seed):
    more = {"first": {"fire"}, "from_first": from_first, "later": {item.id for item in pool[::3]}}
    chosen = choose_items(pool, seed, count, **more)
    groups = [item.group for item in chosen]
    assert len(groups) == len(set(groups))
    assert len(chosen) == min(count, len({item.group for item in pool}))
    assert chosen == choose_items(list(reversed(pool)), seed, count, **more)


def test_the_daily_five_take_up_to_three_of_a_weak_topic_and_known_ones_last():
    pool = [pool_item(number, "ppe" if number < 20 else "fire") for number in range(40)]
    told = answers(("ppe-000", False), ("ppe-001", False), ("ppe-002", True), ("ppe-030", True))
    five = choose_daily(pool, told, b"s" * 32)
    assert len(five) == DAILY_COUNT
    assert sum(item.topic == "ppe" for item in five) == FROM_WEAK
    assert not {"ppe-002", "ppe-030"} & {item.id for item in five}


def test_the_daily_five_of_a_small_bank_repeat_what_was_right_before():
    pool = [pool_item(number) for number in range(4)]
    told = answers(*[(item.id, True) for item in pool])
    assert len(choose_daily(pool, told, b"s" * 32)) == 4
