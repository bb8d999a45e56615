"""Words that everybody around a person knows, and too few tries, refuse a password."""

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.passwords import (
    CANDIDATE_PASSWORD,
    STAFF_PASSWORD,
    Surroundings,
    check_form,
    check_guesses,
)

AROUND = Surroundings((("登录名", "wang"), ("姓名", "王强"), ("姓名的拼音", "wangqiang")), hints=("wq",))


def refusal(password: str, rule=STAFF_PASSWORD) -> tuple[str, str]:
    with pytest.raises(DomainError) as error:
        check_form(password, rule, AROUND)
    return error.value.code, error.value.data.get("what", "")


@pytest.mark.parametrize(
    ("password", "what"),
    [
        ("wang-three-rivers-9", "登录名"),
        ("three WANGQIANG rivers", "登录名"),
        ("三条河流王强八座桥梁和水库", "姓名"),
        ("three examapp rivers", "本系统的名字"),
        ("三条逢查必考河流八座桥梁水库", "本系统的名字"),
    ],
)
def test_a_word_that_everybody_around_knows_is_named(password, what):
    assert refusal(password) == ("password_context", what)


def test_a_password_too_short_or_of_few_letters_is_refused_by_the_rule_of_its_owner():
    assert refusal("eleven-char")[0] == "password_weak"
    assert refusal("abababababab")[0] == "password_weak"
    assert refusal("seven-7", CANDIDATE_PASSWORD)[0] == "password_weak"
    check_form("eleven-char", CANDIDATE_PASSWORD, AROUND)


def test_two_letters_are_no_word():
    check_form("three wq rivers 77", STAFF_PASSWORD, AROUND)
    assert "wq" in AROUND.guessed_first


def test_staff_must_outlast_a_thousand_times_the_tries_of_people_whose_sign_in_counts_them():
    check_guesses(6.0, CANDIDATE_PASSWORD)
    for power, rule in ((5.9, CANDIDATE_PASSWORD), (8.9, STAFF_PASSWORD)):
        with pytest.raises(DomainError) as error:
            check_guesses(power, rule)
        assert error.value.code == "password_leaked"
