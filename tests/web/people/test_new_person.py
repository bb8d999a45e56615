"""One new person by hand: everything that is wrong stands beside its field at once, and what was typed is kept."""

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.candidates import Candidate
from tests.world import id_number


def test_an_empty_form_names_every_field_that_is_missing(world, sign_in):
    officer = sign_in("officer")
    page = officer.post(
        f"/people/new/{world['own'].id}",
        {"name": "", "id_number": "", "role": "key_post"},
        follow_redirects=True,
    )
    assert page.status_code == 422
    for words in ("姓名没有填", "证件号码没有填", "请填写日期", "有 3 处要改"):
        assert words in page.text


def test_a_name_of_pictures_and_a_short_number_are_both_told_and_stay_in_the_form(world, sign_in):
    officer = sign_in("officer")
    form = {
        "name": "😀",
        "id_number": "123",
        "phone": "abc",
        "role": "key_post",
        "started_on": "2024-03-01",
        "posts": "height",
    }
    page = officer.post(f"/people/new/{world['own'].id}", form, follow_redirects=True).text
    for words in ("不是文字", "不是 18 位", "手机号只能是数字", 'value="123"', "checked"):
        assert words in page


def test_somebody_with_a_passport_is_added_and_shown_with_kind_and_last_four(world, sign_in):
    officer = sign_in("officer")
    form = {"name": "John Smith", "document_kind": "passport", "id_number": "ea 123567a", "role": "key_post",
            "kind": "own", "started_on": "2024-03-01"}  # fmt: skip
    page = officer.post(f"/people/new/{world['own'].id}", form, follow_redirects=True)
    assert page.status_code == 200
    assert "护照 ****567A" in page.text
    assert "EA123567A" not in page.text
    person = db.session.scalar(select(Candidate).where(Candidate.name == "John Smith"))
    assert person.document_kind == "passport"
    assert "John Smith" in officer.get("/people?q=john").text


def test_a_plain_person_is_still_added(world, sign_in):
    form = {
        "name": "新人",
        "id_number": id_number(77),
        "role": "other",
        "kind": "own",
        "started_on": "2024-03-01",
    }
    page = sign_in("officer").post(f"/people/new/{world['own'].id}", form, follow_redirects=True)
    assert f"身份证号后四位 {id_number(77)[-4:]}" in page.text
