"""After the record: the PDF is shown once it is made, no request waits for it, and what was created is named."""

import pytest

from examapp.extensions import db
from examapp.models.records import Record
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_page_shows_the_record_names_who_must_come_again_and_puts_digests_behind(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    finish(app, world, ports, quiz, [10, 1])
    tablet = sign_in("inspector")
    page = tablet.get(f"/tablet/quizzes/{quiz.id}/finished").text
    assert "不合格的 1 人，已开出整改" in page
    assert "前补考合格" in page
    assert page.index("谁也改不了") < page.index("<details>") < page.index("记录摘要")
    state = tablet.get(f"/tablet/quizzes/{quiz.id}/finished/printed")
    assert state.json == {"printed": True}
    source = page.split('data-src="')[1].split('"')[0]
    document = tablet.get(source)
    assert "frame-ancestors 'self'" in document.headers["Content-Security-Policy"]
    assert tablet.get("/tablet/").headers["Content-Security-Policy"].endswith("form-action 'self'")


def test_the_pdf_is_the_thing_to_open_only_when_it_is_made(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [10, 1])
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/finished"
    page = tablet.get(address).text
    assert "PDF 正在生成" not in page
    assert 'class="button button--primary" data-part="open-document"' in page
    record = db.session.get(Record, record.id)
    record.document = record.document_digest = None
    db.session.commit()
    page = tablet.get(address).text
    assert "PDF 正在生成" in page
    assert 'class="button" data-part="open-document"' in page


def test_what_is_not_public_of_the_absent_leaves_no_dot_behind(app, world, ports, sign_in):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    page = " ".join(sign_in(None).get(f"/r/{record.public_token}").text.split())
    assert "缺考" in page
    assert "· </p>" not in page
    assert "· ·" not in page
