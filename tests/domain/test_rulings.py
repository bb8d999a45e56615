"""How a decided appeal changes marks: a new key, a void slot, a slot right for everybody."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling, check_ruling, item_under, mark_slot, ruling_from_dict
from examapp.domain.scoring import Counts, SlotMark, total_score
from question_bank.marking import mark
from question_bank.model import ItemType
from tests.question_bank.test_marking import RESPONSES, make

KINDS = (ItemType.single, ItemType.multiple)


@given(RESPONSES, st.sampled_from(KINDS))
def test_without_a_ruling_a_slot_is_marked_as_always(response, kind):
    item = make(kind, ("b",))
    assert mark_slot(item, response, 5) == SlotMark(5, mark(item, response).fraction)


@given(RESPONSES)
def test_a_changed_key_marks_as_if_it_had_always_been_so(response):
    old, new = make(ItemType.single, ("b",)), make(ItemType.single, ("c",))
    ruled = Ruling(Effect.change_key, ("c",))
    assert mark_slot(old, response, 5, ruled) == mark_slot(new, response, 5)
    assert item_under(old, ruled) == new


@given(RESPONSES)
def test_all_correct_gives_everybody_everything(response):
    assert mark_slot(make(ItemType.single, ("b",)), response, 5, Ruling(Effect.all_correct)).correct


@given(RESPONSES, st.lists(st.tuples(st.integers(1, 10), st.booleans()), max_size=10))
def test_a_strictly_void_slot_leaves_score_and_full_score_to_the_others(response, others):
    marks = [SlotMark(points, Fraction(right)) for points, right in others]
    void = mark_slot(make(ItemType.single, ("b",)), response, 5, Ruling(Effect.void, strict=True))
    assert total_score([*marks, void]) == total_score(marks)


_SLOTS = st.lists(
    st.tuples(st.integers(1, 10), st.fractions(0, 1, max_denominator=4), st.booleans()), max_size=8
)


@given(_SLOTS)
def test_void_slots_lower_nobodys_share_and_the_answers_that_were_right_keep_their_points(slots):
    before = [SlotMark(points, share) for points, share, _ in slots]
    after = [
        SlotMark(points, share, Counts.if_better if void else Counts.always) for points, share, void in slots
    ]
    (old, old_full), (new, new_full) = total_score(before), total_score(after)
    assert new * old_full >= old * new_full
    if all(share in (0, 1) for _, share, void in slots if void):
        assert new == old


def test_a_void_ruling_of_before_there_were_two_kinds_is_strict():
    assert ruling_from_dict({"effect": "void", "key": []}).strict
    for ruling in (Ruling(Effect.void), Ruling(Effect.void, strict=True)):
        assert ruling_from_dict(ruling.to_dict()) == ruling


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (ItemType.single, ("b",)),  # the same
        (ItemType.single, ("a", "c")),
        (ItemType.single, ("zz",)),
        (ItemType.single, ()),
        (ItemType.multiple, ("a", "a")),
        (ItemType.ordering, ("a", "b")),
        (ItemType.numeric, ("viel",)),
        (ItemType.blank, (" ",)),
    ],
)
def test_a_key_that_does_not_fit_the_item_is_refused(kind, key):
    with pytest.raises(DomainError) as refused:
        check_ruling(make(kind, ("b",)), Ruling(Effect.change_key, key))
    assert refused.value.code == "ruling_key_wrong"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (ItemType.single, ("a",)),
        (ItemType.multiple, ("a", "c")),
        (ItemType.ordering, ("e", "d", "c", "b", "a")),
        (ItemType.numeric, ("19.5",)),
        (ItemType.blank, ("疏散",)),
    ],
)
def test_a_key_that_fits_is_taken_and_survives_being_written_down(kind, key):
    ruling = check_ruling(make(kind, ("b",)), Ruling(Effect.change_key, key))
    assert ruling_from_dict(ruling.to_dict()) == ruling


def test_a_key_given_with_another_effect_is_dropped():
    assert check_ruling(make(ItemType.single, ("b",)), Ruling(Effect.void, ("a",))) == Ruling(Effect.void)
