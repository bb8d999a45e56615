"""A refused form comes back as it was filled in, with the sentence beside its field; it is never a page of its own."""

import pytest
from lxml import html

from examapp.services.quizzes import spot_quizzes
from tests.stories import open_quiz

OWN = "http://localhost"


def send(browser, page: str, path: str, data: dict):
    """The form of `page` is sent to `path` as a browser does it, with the address it came from."""
    return browser.post(path, data, headers={"Referer": OWN + page})


def field(answer, name: str):
    """The control of this name and the words tied to it."""
    root = html.document_fromstring(answer.text)
    control = root.xpath("//main//*[@name=$name]", name=name)[0]
    words = [
        root.get_element_by_id(key).text_content() for key in control.get("aria-describedby", "").split()
    ]
    return control, words


def test_an_odd_name_is_told_beside_its_field_and_everything_typed_stays(sign_in):
    admin = sign_in("administrator")
    answer = send(admin, "/inspectors", "/inspectors", {"name": "李😀", "certificate_number": "33060999"})
    assert answer.status_code == 422
    control, words = field(answer, "name")
    assert control.get("value") == "李😀"
    assert control.get("aria-invalid") == "true"
    assert "不是文字" in words[-1]
    assert field(answer, "certificate_number")[0].get("value") == "33060999"
    assert "回到首页" not in answer.text


def test_a_second_mistake_comes_back_as_well_though_the_browser_stands_on_the_address_of_the_form(sign_in):
    keeper = sign_in("bank_admin")
    path, facts = "/bank/views", {"query": "q=%E6%B0%A7", "name": " "}
    first = send(keeper, "/bank?q=%E6%B0%A7", path, facts)
    page = html.document_fromstring(first.text).xpath(
        "//form[contains(@class,'keep-view')]//*[@name='form_page']"
    )
    again = send(keeper, path, path, {**facts, "form_page": page[0].get("value")})
    assert "起一个" in field(again, "name")[1][-1]


@pytest.mark.parametrize("referer", [None, "http://elsewhere.example/inspectors"])
def test_what_another_site_sends_is_never_written_into_a_page_of_ours(sign_in, referer):
    headers = {"Referer": referer} if referer else {}
    answer = sign_in("administrator").post(
        "/inspectors",
        {"name": "李😀", "certificate_number": "33060999", "form_page": "/inspectors"},
        headers=headers,
    )
    assert answer.status_code == 422
    assert "33060999" not in answer.text


def test_a_page_that_lay_too_long_keeps_what_was_typed_and_can_be_sent_again(sign_in):
    admin = sign_in("administrator")
    facts = {"name": "李新来", "certificate_number": "33060998", "csrf_token": "stale"}
    answer = admin.client.post("/inspectors", data=facts, headers={"Referer": f"{OWN}/inspectors"})
    assert answer.status_code == 400
    assert "页面放得太久了" in answer.text
    control, _ = field(answer, "name")
    assert control.get("value") == "李新来"
    assert field(answer, "csrf_token")[0].get("value") != "stale"


def test_whoever_has_signed_out_is_not_told_that_everything_is_still_there(sign_in):
    facts = {"name": "李新来", "certificate_number": "33060998", "csrf_token": "stale"}
    stranger = sign_in(None).client
    answer = stranger.post("/inspectors", data=facts, headers={"Referer": f"{OWN}/inspectors"})
    assert answer.status_code == 400
    assert "已经退出登录" in answer.text
    assert "填的都在" not in answer.text


def test_passwords_are_not_written_back(sign_in):
    answer = send(
        sign_in(None), "/sign-in", "/sign-in", {"login_name": "bureau", "password": "a wrong password"}
    )
    assert "a wrong password" not in answer.text
    assert field(answer, "login_name")[0].get("value") == "bureau"


def test_a_drawn_signature_comes_back_with_the_refused_name(sign_in, world, ports):
    quiz, inspector = open_quiz(world, ports), sign_in("inspector")
    spot_quizzes.close_quiz(
        quiz.id,
        absent_reason="外出",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        grace_seconds=5,
    )
    page = f"/tablet/quizzes/{quiz.id}/signatures"
    facts = {"signer": "representative", "name": "高😀", "strokes": "[[[1,2,0],[3,4,9]]]"}
    answer = send(inspector, f"{page}?signer=representative", page, facts)
    assert field(answer, "name")[0].get("value") == "高😀"
    assert field(answer, "strokes")[0].get("value") == facts["strokes"]


def test_a_form_page_that_is_no_path_of_ours_is_not_followed(sign_in):
    admin = sign_in("administrator")
    for address in ("//elsewhere.example/", "http://elsewhere.example/", "/\\elsewhere.example"):
        answer = send(admin, "/inspectors", "/inspectors", {"name": "李😀", "form_page": address})
        assert "elsewhere" not in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_tap_on_a_page_of_yesterday_is_told_with_the_firm_on_the_page_that_is_right_now(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    firm = quiz.inspection.enterprise.name
    quiz.state = "cancelled"
    spot_quizzes.db.session.commit()
    path = f"/tablet/quizzes/{quiz.id}/board"
    answer = send(
        sign_in("inspector"), path, f"/tablet/quizzes/{quiz.id}/minutes", {"minutes": "5", "reason": "停电"}
    )
    assert answer.status_code == 409
    for words in (f"{firm}的抽考：", "刚才点的没有办", "这一页已经是最新的情况"):
        assert words in answer.text
    assert "刷新" not in answer.text
