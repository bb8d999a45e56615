"""Marking: one pure function, by examples and properties."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from question_bank.marking import mark
from question_bank.model import (
    JUDGEMENT_CHOICES,
    Choice,
    Citation,
    Item,
    ItemType,
    MarkingPolicy,
    Role,
    Topic,
    item_digest,
    item_from_dict,
    item_to_dict,
)

CHOICES = tuple(Choice(letter, letter) for letter in "abcde")
RESPONSES = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "zz"]), max_size=6)


def make(kind: ItemType, key: tuple[str, ...], policy=MarkingPolicy.all_or_nothing) -> Item:
    choices = JUDGEMENT_CHOICES if kind is ItemType.judgement else CHOICES
    return Item(
        "x-001",
        1,
        kind,
        Topic.fire,
        (Role.other,),
        (),
        (),
        2,
        "题？",
        choices,
        key,
        "因为。",
        (Citation("l", "1", "v", "法"),),
        policy=policy,
    )


def test_single_and_judgement_need_exactly_the_right_choice():
    assert mark(make(ItemType.single, ("b",)), ["b"]).correct
    assert not mark(make(ItemType.single, ("b",)), ["b", "a"]).correct
    assert mark(make(ItemType.judgement, ("false",)), ["false"]).correct


def test_ordering_needs_the_whole_order():
    item = make(ItemType.ordering, ("c", "a", "b", "e", "d"))
    assert mark(item, ["c", "a", "b", "e", "d"]).correct
    assert mark(item, ["c", "a", "b", "d", "e"]).fraction == 0


def test_partial_gives_the_share_and_nothing_after_a_wrong_choice():
    item = make(ItemType.multiple, ("a", "b", "c"), MarkingPolicy.partial)
    assert mark(item, ["a", "c"]).fraction == Fraction(2, 3)
    assert mark(item, ["a", "d"]).fraction == 0
    assert mark(make(ItemType.multiple, ("a", "b")), ["a"]).fraction == 0


@given(RESPONSES, st.sampled_from(list(MarkingPolicy)))
def test_a_mark_is_between_nothing_and_everything_and_never_raises(response, policy):
    for kind, key in (
        (ItemType.single, ("a",)),
        (ItemType.multiple, ("a", "c")),
        (ItemType.ordering, ("e", "d", "c", "b", "a")),
    ):
        assert 0 <= mark(make(kind, key, policy), response).fraction <= 1


@given(RESPONSES)
def test_the_order_of_a_several_answer_response_does_not_matter(response):
    item = make(ItemType.multiple, ("a", "c"))
    assert mark(item, response) == mark(item, list(reversed(response)))


def test_no_answer_is_wrong():
    assert not mark(make(ItemType.single, ("a",)), None).correct
    assert not mark(make(ItemType.multiple, ("a", "b")), []).correct


def test_an_item_survives_writing_and_reading_and_its_digest_tells_any_change():
    item = make(ItemType.multiple, ("a", "b"))
    assert item_from_dict(item_to_dict(item)) == item
    changed = item_from_dict({**item_to_dict(item), "stem": "题！"})
    assert item_digest(changed) != item_digest(item)
