"""Names as they are kept and as they are compared."""

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name, checked_title, clean_name, odd_signs, plain_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 王 五 ", "王五"),
        ("王\u3000五", "王五"),
        ("王\u200b五", "王五"),
        ("\ufeff李\u2060四\u00ad", "李四"),
        ("John  Smith ", "John Smith"),
        ("Đỗ  Anh", "Đỗ Anh"),
        ("José\u00a0García", "José García"),
        ("J. R. Smith", "J. R. Smith"),
        ("买买提·吐尔逊", "买买提·吐尔逊"),
        ("吐尔逊．买买提", "吐尔逊·买买提"),
        ("买买提 • 吐尔逊", "买买提·吐尔逊"),
        ("张 A", "张A"),
        ("𠮷", "𠮷"),
        ("\u200b", ""),
        ("葛\U000e0100五\u3164", "葛五"),
        ("甲" * 80, "甲" * 80),
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
        ("买买提．吐尔逊", "买买提･吐尔逊"),
        ("ＪＯＨＮ Smith", "john smith"),
        ("⽂五", "文五"),
        ("Nguyễn Văn An", "Nguyen Van An"),
        ("Nguye\u0302\u0303n Văn An", "NGUYEN VAN AN"),
        ("Đỗ Thị Bích", "do thi bich"),
        ("José García", "Jose Garcia"),
        ("Łukasz Ærø", "lukasz aero"),
    ],
)
def test_names_that_look_alike_are_the_same_name(one, other):
    assert clean_name(one) == clean_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("がく", "かく"), ("김", "ㄱㅣㅁ"), ("吕一", "吕二"), ("Nguyễn An", "Nguyen Anh")]
)
def test_names_of_other_letters_stay_other_names(one, other):
    assert clean_name(one) != clean_name(other)


def test_a_shown_name_keeps_its_accents():
    assert plain_name(" Nguyễn  Văn An ") == "Nguyễn Văn An"


def test_a_name_over_the_limit_is_told_and_never_cut():
    with pytest.raises(DomainError) as refused:
        checked_name("甲" * 61)
    assert (refused.value.code, refused.value.data["signs"]) == ("name_too_long", 61)


@pytest.mark.parametrize(
    "name", ["😀", "王😀五", "❤李四", "王1\ufe0f\u20e3", "🇨🇳", "甲\U0001fae9", "👨\u200d👩\u200d👧", "★张三"]
)
def test_a_name_with_a_picture_is_refused_and_the_picture_is_named(name):
    with pytest.raises(DomainError) as refused:
        checked_name(name)
    assert refused.value.code == "name_odd_signs"
    assert set(refused.value.data["signs"]) <= set(name) | {"、"}


@pytest.mark.parametrize(
    "name",
    ["𠮷", "〇", "𬎆", "\ue81e五", "\U000323b0", "买买提·吐尔逊", "O'Neil-Smith Jr.", "张⺼", "江" * 40],
)
def test_rare_characters_private_ones_and_foreign_names_are_names(name):
    assert odd_signs(name) == ""
    assert checked_name(name)


def test_a_firm_may_bear_formulas_and_marks_but_no_pictures():
    assert checked_title(" 江南 H₂SO₄\u200b 分装®（№2） ") == "江南 H₂SO₄ 分装®（№2）"
    with pytest.raises(DomainError):
        checked_title("江南化工🔥")


@pytest.mark.parametrize("name", ["²", "038", "１２", "···", "①"])
def test_a_name_has_a_letter(name):
    with pytest.raises(DomainError, match="name_odd_signs"):
        checked_name(name)
