"""Responses: what is stored reads back the same, for choices exactly as ever; typed answers are checked."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.attempts import SlotRule, decode_response, encode_response, parse_steps
from examapp.domain.errors import DomainError

IDS = st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,5})?", fullmatch=True)
NUMBER, TEXT = SlotRule(frozenset(), 1, "number"), SlotRule(frozenset(), 1, "text")


@given(st.lists(st.text(), max_size=8))
def test_every_response_reads_back_as_it_was_given(response):
    assert decode_response(encode_response(response)) == tuple(response)


@given(st.lists(IDS, max_size=8, unique=True))
def test_chosen_answers_are_stored_as_ids_joined_by_commas(ids):
    assert encode_response(ids) == ",".join(ids)


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_only_an_answer_taken_back_is_stored_as_nothing(response):
    assert encode_response(response) != ""


def parsed(rule: SlotRule, response: object):
    return parse_steps(
        {"steps": [{"id": str(uuid.uuid4()), "seq": 1, "slot": 1, "response": response}]}, [rule]
    )[0].response


@pytest.mark.parametrize("text", ["19.5", "１９．５", " 1,200 ", "-3", ".5", "12."])
def test_numbers_as_people_write_them_are_kept_as_written(text):
    assert parsed(NUMBER, [text]) == (text,)


@pytest.mark.parametrize("text", ["二十", "19%", "", "1e5", "NaN", "1" * 33, "1 2 a"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(DomainError) as refusal:
        parsed(NUMBER, [text])
    assert refusal.value.code == "number_unreadable"


@pytest.mark.parametrize("text", ["生产,经营", "[1]", "先切断电源，再救人", "字" * 200, "😀"])
def test_words_with_commas_and_brackets_are_kept_as_written(text):
    assert parsed(TEXT, [text]) == (text,)


@pytest.mark.parametrize("text", ["", "  ", "字" * 201, "a\0b", "\ud800", "a\nb"])
def test_words_that_cannot_be_kept_are_refused(text):
    with pytest.raises(DomainError) as refusal:
        parsed(TEXT, [text])
    assert refusal.value.code == "text_malformed"


@pytest.mark.parametrize("response", [["1", "2"], [1], [None], [["1"]], "1"])
def test_a_typed_answer_is_one_text(response):
    with pytest.raises(DomainError) as refusal:
        parsed(NUMBER, response)
    assert refusal.value.code == "bad_json"


def test_a_typed_answer_may_be_taken_back():
    assert parsed(TEXT, []) == ()
