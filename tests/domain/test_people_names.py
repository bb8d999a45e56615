"""Names as they are kept and as they are compared."""

import pytest

from examapp.domain.people_names import clean_name, plain_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 王 五 ", "王五"),
        ("王\u3000五", "王五"),
        ("王\u200b五", "王五"),
        ("\ufeff李\u2060四\u00ad", "李四"),
        ("John  Smith ", "John Smith"),
        ("José\u00a0García", "José García"),
        ("J. R. Smith", "J. R. Smith"),
        ("买买提·吐尔逊", "买买提·吐尔逊"),
        ("张 A", "张A"),
        ("𠮷", "𠮷"),
        ("\u200b", ""),
        ("甲" * 80, "甲" * 60),
    ],
)
def test_a_kept_name_has_no_invisible_sign_and_spaces_only_between_latin_words(typed, kept):
    assert plain_name(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王\u200b五", "王五"),
        ("John Smith", "JohnSmith"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提 ・ 吐尔逊", "买买提‧吐尔逊"),
    ],
)
def test_names_that_look_alike_are_the_same_name(one, other):
    assert clean_name(one) == clean_name(other)
