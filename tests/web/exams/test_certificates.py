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


def test_the_pdf_comes_after_one_press_and_the_public_page_says_valid(phone, slip):  # noqa: F811
    owner = passed(phone, slip)
    exam = f"/me/exams/{registered(NAME).id}"
    assert "领取合格证明" in owner.get(exam).text
    page = owner.get(exam).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    db.session.remove()
    with owner.app.app_context():
        document = owner.client.post(f"{exam}/certificate", data={"csrf_token": token}, follow_redirects=True)
    assert document.data.startswith(b"%PDF")
    db.session.remove()
    made = db.session.query(Certificate).one()
    public = Phone(owner.app).get(f"/c/{made.public_token}").text
    assert "现在有效" in public
    assert NAME not in public
    assert made.number in public
    assert Phone(owner.app).get(f"/me/certificates/{made.id}.pdf").status_code in (302, 401)


def test_a_made_up_qr_is_told_so(phone):  # noqa: F811
    answer = phone.get("/c/nothing")
    assert "查不到这份证明" in answer.text
