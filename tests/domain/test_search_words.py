"""Words as people type them into the search of the bank."""

from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.search_words import MOST_WORDS, plain, split_words


def test_width_case_blanks_and_punctuation_do_not_matter():
    assert plain("ＧＢ 30871—2022，“动火”") == "gb308712022动火"


def test_a_point_between_digits_tells_numbers_apart_and_any_other_point_goes():
    assert plain("19.5 %。v1.") == "19.5v1"


def test_words_are_taken_apart_at_blanks_of_any_width_each_once():
    assert split_words("动火　许可证  动火 ，") == ["动火", "许可证"]


@given(st.text(max_size=60))
def test_a_text_made_plain_stays_as_it_is_when_made_plain_again(text):
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=200))
def test_a_search_never_has_more_words_than_the_database_is_asked_to_look_for(text):
    assert len(split_words(text)) <= MOST_WORDS
