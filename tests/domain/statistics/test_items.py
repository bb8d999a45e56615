"""Choice tables, alarms, drift, times: what they say and when they keep silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.statistics.alarms import item_alarms
from examapp.domain.statistics.answers import Answer
from examapp.domain.statistics.choices import choice_table, dead_distractors, group_weights
from examapp.domain.statistics.drift import Comparison, compare_districts, find_drift
from examapp.domain.statistics.durations import TimedStep, slot_seconds
from examapp.domain.statistics.exams import PaperMarks, exam_figures, histogram, reliability
from examapp.domain.statistics.items import discrimination, facility


def crowd(n: int, share_right: float, *, district: str = "", recent: bool = False) -> list[Answer]:
    right = round(n * share_right)
    return [
        Answer(float(place < right), place / n, ("a" if place < right else "b",), None, district, recent)
        for place in range(n)
    ]


def alarms_of(answers: list[Answer], choices: str = "abc") -> tuple[str, ...]:
    return item_alarms(facility(answers), discrimination(answers), choice_table(answers, choices, ["a"]))


def test_upper_and_lower_groups_hold_27_percent_each():
    answers = [Answer(float(n >= 50), n / 100, ("a" if n >= 50 else "b",)) for n in range(100)]
    rows = choice_table(answers, ["a", "b"], ["a"])
    assert [(row.choice, row.count, row.share, row.upper, row.lower) for row in rows] == [
        ("a", 50, 0.5, 1.0, 0.0),
        ("b", 50, 0.5, 0.0, 1.0),
    ]


@given(st.lists(st.sampled_from([0.1, 0.5, 0.9]), min_size=1, max_size=60))
def test_groups_have_their_size_whatever_the_ties_and_the_order(scores):
    upper, lower = group_weights(scores)
    assert sum(upper) == pytest.approx(0.27 * len(scores))
    assert sum(lower) == pytest.approx(0.27 * len(scores))
    again, _ = group_weights(scores[::-1])
    assert again == upper[::-1]


def test_people_who_gave_no_answer_have_a_row_of_their_own():
    answers = [Answer(1, 0.5, ("a",)), Answer(0, 0.5, ())]
    assert [(row.choice, row.count) for row in choice_table(answers, ["a", "b"], ["a"])] == [
        ("a", 1),
        ("b", 0),
        ("", 1),
    ]


def test_a_choice_that_hardly_anybody_takes_is_dead_and_the_right_one_never_is():
    rows = choice_table(crowd(100, 0.02), ["a", "b", "c"], ["a"])
    assert dead_distractors(rows) == ("c",)


def test_below_thirty_answers_there_is_no_alarm():
    assert alarms_of(crowd(29, 0.0)) == ()
    assert "too_hard" in alarms_of(crowd(30, 0.0))


def test_too_easy_too_hard_and_upside_down_items_are_named():
    assert alarms_of(crowd(200, 1.0)) == ("too_easy",)
    assert alarms_of(crowd(200, 0.1), "ab") == ("too_hard", "negative_discrimination")
    assert alarms_of(crowd(200, 0.6)) == ("negative_discrimination", "dead_distractors")


def test_an_item_known_in_one_district_stands_out_and_the_others_do_not():
    known = compare_districts(
        "item-1", crowd(40, 0.95, district="A", recent=True) + crowd(200, 0.5, district="B", recent=True)
    )
    usual = compare_districts(
        "item-2", crowd(40, 0.55, district="A", recent=True) + crowd(200, 0.5, district="B", recent=True)
    )
    assert [(one.item, one.district) for one in find_drift(known + usual)] == [("item-1", "A")]


def test_few_answers_in_a_district_are_not_compared():
    assert compare_districts("x", crowd(9, 1.0, district="A", recent=True) + crowd(200, 0.5)) == []
    assert compare_districts("x", crowd(20, 1.0, district="A", recent=True) + crowd(29, 0.5)) == []


def test_small_tables_are_judged_exactly():
    exact = Comparison("x", "A", 10, 10, 15, 30)
    assert exact.p_value == pytest.approx(0.0039, abs=5e-4)


def test_times_come_from_the_device_and_a_changed_answer_adds_to_its_slot():
    steps = [
        TimedStep(1, 1, 1_000_000, 5_012_000),
        TimedStep(2, 2, 1_030_000, 5_040_000),
        TimedStep(3, 1, 1_035_000, 5_045_000),
    ]
    assert slot_seconds(5_000_000, steps) == {1: 15.0, 2: 30.0}


def test_times_are_unknown_without_a_device_clock_or_when_it_jumped():
    assert slot_seconds(0, [TimedStep(1, 1, None, 4000)]) == {}
    assert slot_seconds(0, [TimedStep(1, 1, 50_000, 4000), TimedStep(2, 2, 10_000, 9000)]) == {}
    assert slot_seconds(0, []) == {}


def paper(items: str, earned: list[int]) -> PaperMarks:
    return PaperMarks(tuple(items), tuple(map(float, earned)), (1.0,) * len(items))


def test_the_same_items_in_another_order_give_kr20_and_other_items_the_one_way_coefficient():
    same = [
        paper("abc", [1, 1, 0]),
        paper("cab", [1, 1, 1]),
        paper("bca", [0, 0, 0]),
        paper("abc", [1, 1, 1]),
    ]
    value, method = reliability(same)
    assert method == "kr20"
    rows = [[1, 1, 0], [1, 1, 1], [0, 0, 0], [1, 1, 1]]
    assert value == pytest.approx(reliability([paper("abc", row) for row in rows])[0])
    assert reliability([*same, paper("xyz", [1, 0, 1])])[1] == "random"
    assert reliability([paper("ab", [1, 0]), paper("abc", [1, 0, 1])]) == (None, None)


def test_fewer_than_five_papers_show_no_histogram():
    few = exam_figures([paper("ab", [1, 0])] * 4)
    assert (few.n, few.histogram, few.mean) == (4, (), None)
    assert sum(exam_figures([paper("ab", [1, 0])] * 5).histogram) == 5


def test_a_full_score_belongs_to_the_last_class():
    assert histogram([0, 9.9, 10, 99, 100]) == (2, 1, 0, 0, 0, 0, 0, 0, 0, 2)
