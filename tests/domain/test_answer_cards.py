"""Where boxes stand on an answer card, and what marks in them mean."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.answer_cards.layout import (
    BOTTOM,
    LEFT,
    PLACES,
    PRINTS,
    QR_PLACES,
    QR_SIDE,
    TAG_PLACES,
    TAG_SIDE,
    TOP,
    WIDTH,
    CardItem,
    lay_out,
)
from examapp.domain.answer_cards.readings import Mark, mark_of, read_row, response_of

LETTERS = "abcdefgh"
ITEMS = st.one_of(
    st.builds(lambda n: CardItem("single", tuple(LETTERS[:n])), st.integers(2, 7)),
    st.builds(lambda n: CardItem("multiple", tuple(LETTERS[:n])), st.integers(3, 6)),
    st.just(CardItem("judgement", ("true", "false"))),
    st.builds(lambda n: CardItem("ordering", tuple(LETTERS[:n])), st.integers(3, 6)),
    st.builds(
        lambda n, m: CardItem("matching", tuple(LETTERS[:n]), tuple("12345"[:m])),
        st.integers(4, 8),
        st.integers(3, 5),
    ),
    st.just(CardItem("numeric", ())),
)
SINGLE = lay_out([CardItem("single", tuple("abcd"))])[0].rows[0]
NONE = (0.0,) * 4


def boxes_of(pages):
    return [(page.number, box) for page in pages for row in page.rows for box in (*row.boxes, *row.changes)]


@given(st.lists(ITEMS, min_size=1, max_size=60), st.sampled_from(sorted(PRINTS)))
def test_boxes_of_a_card_never_touch_each_other_nor_tags_codes_and_margins(items, size):
    side = PRINTS[size].side
    pages = lay_out(items, PRINTS[size])
    places = boxes_of(pages)
    for _, box in places:
        assert box.x >= LEFT
        assert box.x + side <= WIDTH - LEFT + 0.01
        assert box.y >= TOP
        assert box.y + side <= BOTTOM + 0.01
    by_line: dict = {}
    for page, box in places:
        by_line.setdefault((page, box.y), []).append(box.x)
    for row in by_line.values():
        ordered = sorted(row)
        assert all(right - left >= side + 1.5 for left, right in itertools.pairwise(ordered))
    for page in {number for number, _ in places}:
        lines = sorted({box.y for number, box in places if number == page})
        assert all(lower - upper >= side + 2.5 for upper, lower in itertools.pairwise(lines))


def test_tags_and_codes_lie_outside_of_what_is_written_on():
    for x, y in TAG_PLACES:
        assert y + TAG_SIDE <= TOP or y >= BOTTOM
        assert x >= 5
    assert all(y + QR_SIDE <= TOP or y >= BOTTOM for _, y in QR_PLACES)


@given(st.lists(ITEMS, min_size=1, max_size=40))
def test_every_slot_has_its_rows_once_and_none_is_split_over_pages(items):
    pages = lay_out(items)
    rows = [(row.slot, row.part) for page in pages for row in page.rows]
    assert len(rows) == len(set(rows))
    assert {slot for slot, _ in rows} == set(range(len(items)))
    for slot in range(len(items)):
        assert len({page.number for page in pages for row in page.rows if row.slot == slot}) == 1


def test_what_cannot_be_answered_on_paper_has_no_card():
    with pytest.raises(ValueError, match="hotspot"):
        lay_out([CardItem("hotspot", ())])


@pytest.mark.parametrize(
    ("ink", "mark"),
    [
        (0.0, Mark.blank),
        (0.024, Mark.blank),
        (0.05, Mark.doubtful),
        (0.11, Mark.doubtful),
        (0.3, Mark.marked),
    ],
)
def test_ink_is_empty_or_a_mark_or_a_question(ink, mark):
    assert mark_of(ink) is mark


def test_a_frame_that_was_not_seen_is_a_question():
    assert mark_of(None) is Mark.doubtful


def test_one_mark_is_the_answer():
    reading = read_row(SINGLE, (0.0, 0.6, 0.0, 0.0), NONE, several=False)
    assert (reading.values, reading.doubt) == (("b",), "")


def test_an_empty_row_is_no_answer_and_no_question():
    reading = read_row(SINGLE, NONE, NONE, several=False)
    assert (reading.values, reading.doubt) == ((), "")


def test_any_mark_beside_the_word_change_replaces_the_row():
    reading = read_row(SINGLE, (0.6, 0.6, 0.0, 0.0), (0.0, 0.0, 0.0, 0.4), several=False)
    assert (reading.values, reading.doubt) == (("d",), "")


def test_a_faint_trace_beside_the_word_change_is_asked_and_never_replaces_by_itself():
    reading = read_row(SINGLE, (0.6, 0.0, 0.0, 0.0), (0.0, 0.0, 0.05, 0.0), several=False)
    assert (reading.values, reading.doubt) == ((), "unclear")


def test_two_marks_of_a_single_item_are_asked_and_those_of_a_multiple_one_are_the_answer():
    inks = (0.6, 0.0, 0.5, 0.0)
    assert read_row(SINGLE, inks, NONE, several=False).doubt == "several"
    assert read_row(SINGLE, inks, NONE, several=True) == read_row(SINGLE, inks, NONE, several=True)
    assert read_row(SINGLE, inks, NONE, several=True).values == ("a", "c")


@given(st.integers(0, 9999), st.integers(0, 99))
def test_digits_of_a_number_become_the_number(whole, hundredths):
    digits = f"{whole:04d}{hundredths:02d}"
    rows = {place: [digit] for place, digit in zip(PLACES, digits, strict=True)}
    (answer,) = response_of(CardItem("numeric", ()), rows)
    assert float(answer) == whole + hundredths / 100


def test_places_that_are_left_empty_are_zero_and_an_empty_number_is_no_answer():
    item = CardItem("numeric", ())
    assert response_of(item, {"十位": ["2"], "个位": ["4"]}) == ("24",)
    assert response_of(item, {"个位": ["0"], "十分位": ["5"]}) == ("0.5",)
    assert response_of(item, {}) == ()


def test_steps_and_pairs_become_answers_as_a_screen_gives_them():
    ordering = CardItem("ordering", tuple("abc"))
    assert response_of(ordering, {"1": ["c"], "2": ["a"], "3": ["b"]}) == ("c", "a", "b")
    assert response_of(ordering, {"1": ["c"], "2": ["c"]}) == ("c",)
    matching = CardItem("matching", tuple("abcd"), ("1", "2", "3"))
    assert response_of(matching, {"1": ["d"], "3": ["a"]}) == ("1=d", "3=a")
