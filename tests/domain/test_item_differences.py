"""Two wordings side by side: nothing is lost, what differs is marked, by the word where a word is one."""

from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.item_differences import differing_fields, differing_pieces

TEXTS = st.text(alphabet="动火前检测气体ab19.5 %\n", max_size=40)


def joined(pieces) -> str:
    return "".join(text for text, _ in pieces)


def marked(pieces) -> list[str]:
    return [text for text, changed in pieces if changed]


@given(TEXTS, TEXTS)
def test_the_pieces_of_each_side_are_its_text_and_the_unmarked_ones_are_the_same(old, new):
    left, right = differing_pieces(old, new)
    assert (joined(left), joined(right)) == (old, new)
    same = ["".join(text for text, changed in side if not changed) for side in (left, right)]
    assert same[0] == same[1]


@given(TEXTS)
def test_equal_texts_have_no_mark(text):
    assert marked(differing_pieces(text, text)[0]) == []


def test_a_number_changes_whole():
    left, right = differing_pieces("氧含量应为 19.5% 以上", "氧含量应为 19.8% 以上")
    assert (marked(left), marked(right)) == (["19.5"], ["19.8"])


def test_an_added_word_is_marked_on_its_side_only():
    left, right = differing_pieces("动火前检测", "动火前先检测")
    assert (marked(left), marked(right)) == ([], ["先"])


def test_texts_that_share_little_are_marked_whole():
    left, right = differing_pieces("检测可燃气体", "系好安全带了吗")
    assert (marked(left), marked(right)) == (["检测可燃气体"], ["系好安全带了吗"])


def test_fields_are_named_in_the_order_people_read_them():
    old = {"stem": "一", "difficulty": 1, "type": "single", "unit": "%"}
    assert differing_fields(old, {"stem": "二", "difficulty": 2, "type": "single"}) == [
        "stem",
        "unit",
        "difficulty",
    ]
