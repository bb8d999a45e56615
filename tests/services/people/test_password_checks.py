"""Passwords that leaked, that the place gives away, or that one guesses first are refused wherever one is set."""

from functools import partial

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.candidates import Candidate
from examapp.services.people import activations, sign_ins
from examapp.services.people.password_checks import check_candidate_password, check_staff_password
from tests.services.people.test_account_attacks import NAME, NUMBER
from tests.services.people.test_staff_links import enter, link, refused

LEAKED = ["password1234", "P@ssw0rd1234", "qwertyuiop12", "1qaz2wsx3edc", "iloveyou123456", "admin@123456"]


def staff(password: str, **more) -> None:
    facts = {"login_name": "zhaoan", "name": "赵安全", "unit": "试验市宏远机械有限公司", **more}
    check_staff_password(password, **facts)


@pytest.mark.parametrize("password", [*LEAKED, "woaini1314520", "anquan123456", "summer2026!!"])
def test_what_leaked_or_is_a_common_word_and_a_year_is_refused(password):
    with pytest.raises(DomainError) as error:
        staff(password)
    assert error.value.code == "password_leaked"


@pytest.mark.parametrize(
    ("password", "what"),
    [
        ("zhaoan-77-herons", "登录名"),
        ("赵安全喜欢三十七只苍鹭和河流", "姓名"),
        ("zhaoanquan-herons", "登录名"),
        ("宏远机械三十七只苍鹭和河流啊", "单位名称"),
        ("hongyuanjixie-77", "单位名称的拼音"),
        ("anquanshengchan-77", "本系统的名字"),
    ],
)
def test_what_the_person_and_the_unit_are_called_is_refused_and_said(password, what):
    with pytest.raises(DomainError) as error:
        staff(password)
    assert (error.value.code, error.value.data["what"]) == ("password_context", what)


@pytest.mark.parametrize(
    "password",
    ["long enough 2026", "three-grey-herons", "风筝煤油灯笼三十七座桥梁木头", "x" * 60 + "Kf7-qmw"],
)
def test_unrelated_words_are_taken(password):
    staff(password)


def test_people_who_are_examined_may_have_shorter_ones_but_neither_leaked_nor_their_own(world, ports):
    person = db.session.query(Candidate).filter_by(name=NAME).one()
    check_candidate_password("gongchang-2026", person, id_number=NUMBER)
    code = activations.issue_code(person.id, actor=world["actors"]["officer"], now=ports.clock.now())
    for password, refusal in (
        ("password1", "password_leaked"),
        ("12345678", "password_leaked"),
        (f"heron-{NUMBER[-4:]}", "password_context"),
        (f"{NAME}heron77", "password_context"),
        (f"{world['own'].name}7", "password_context"),
    ):
        act = {"now": ports.clock.now(), "device": "", "ports": ports}
        assert refused(partial(activations.activate, code, NUMBER, password, **act)) == refusal
    assert activations.activate(code, NUMBER, "three-herons", **act)


def test_an_account_of_staff_knows_the_name_of_its_unit(world, ports):
    own = enter(link(world, ports, "officer"), ports)
    password = f"{world['own'].name}三十七只苍鹭"
    assert (
        refused(lambda: sign_ins.set_own_password(own, password, now=ports.clock.now())) == "password_context"
    )


def test_a_refused_password_leaves_the_set_up_link_good(app, ports):
    token = sign_ins.issue_sign_in_link(None, purpose="set_up", now=ports.clock.now())
    set_up = {"token": token, "name": "钱管理", "login_name": "qian", "now": ports.clock.now()}
    for password in ("short", "admin@123456", "qian-three-herons"):
        assert refused(partial(sign_ins.set_up_account, password=password, **set_up)).startswith("password_")
    assert db.session.query(Account).count() == 0
    assert sign_ins.set_up_account(password="three-grey-herons", **set_up)
