"""The owner fetches the PDF; a QR opens a page with every printed field; nobody else gets either."""

import re

from examapp.extensions import db
from examapp.models.certificates import Certificate
from tests.services.exams.test_exams import registered
from tests.stories import right_answers, step
from tests.web.people.test_me import NAME, Phone, begin, phone, registered_attempt, slip  # noqa: F401


def passed(phone, slip) -> Phone:  # noqa: F811
    phone.activate(slip)
    attempt_id, page = begin(phone)
    address = f"/api/attempts/{attempt_id}"
    phone.api("get", address, page)
    for number, response in enumerate(right_answers(registered_attempt(attempt_id)), start=1):
        phone.api("put", f"{address}/steps", page, json={"steps": [step(number, response, number)]})
    assert phone.api("post", f"{address}/submission", page, json={"id": "s" * 36, "last_seq": 20}).json[
        "passed"
    ]
    return phone


def test_the_page_and_the_pdf_come_after_one_press_and_the_public_page_says_valid(phone, slip):  # noqa: F811
    owner = passed(phone, slip)
    exam = f"/me/exams/{registered(NAME).id}"
    page = owner.post(f"{exam}/certificate", page=exam).text
    for words in (NAME, "✓ 现在有效", "<svg", "打开 PDF"):
        assert words in page
    paper = re.search(r'href="(/me/certificates/[0-9]+\.pdf)"', page).group(1)
    document = owner.get(paper)
    assert document.data.startswith(b"%PDF")
    db.session.remove()
    made = db.session.query(Certificate).one()
    public = Phone(owner.app).get(f"/c/{made.public_token}").text
    assert "现在有效" in public
    assert NAME not in public
    assert made.number in public
    for end in ("", ".pdf"):
        assert Phone(owner.app).get(f"/me/certificates/{made.id}{end}").status_code in (302, 401)


def test_whoever_passed_finds_the_certificate_on_the_home_page_and_beside_the_result(phone, slip):  # noqa: F811
    owner = passed(phone, slip)
    attempt = registered(NAME)
    address = f"/me/exams/{attempt.id}/certificate"
    result = re.search(r"/attempts/\w+/result", owner.get(f"/me/exams/{attempt.id}").text).group()
    for page in ("/me", result):
        text = owner.get(page).text
        assert "看合格证明" in text
        assert f'action="{address}"' in text


def test_a_made_up_qr_is_told_so(phone):  # noqa: F811
    answer = phone.get("/c/nothing")
    assert "查不到这份证明" in answer.text
