"""Anybody may bring a record and reads in words what it proves; nothing of it is kept."""

import io
import json
import threading

import pytest
from sqlalchemy import text

from examapp.adapters.documents import check_child, page_signatures
from examapp.adapters.documents.page_signatures import check_pages
from examapp.domain.record_judgements import unreadable
from examapp.extensions import db
from examapp.models.records import Record
from examapp.services.core.transactions import transaction
from tests.pages import check_page
from tests.services.quizzes.test_field_flow import finish
from tests.services.quizzes.test_record_checks import of_before
from tests.stories import amend, open_quiz, open_quiz_of_v1, withdraw

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def record(app, world, ports) -> Record:
    made = finish(app, world, ports, open_quiz(world, ports), [10, 5])
    assert made.document
    return made


def bring(sign_in, content: bytes, name: str = "record.pdf", status: int = 200) -> str:
    answer = sign_in(None).post(
        "/check", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )
    check_page(answer)
    assert answer.status_code == status
    return answer.text


def test_the_original_pdf_is_the_same_as_online(record, sign_in):
    page = bring(sign_in, record.document)
    assert "复核通过" in page
    assert page.count("✓ 证明了") == 3


@sqlite_only
def test_a_changed_pdf_and_one_that_was_saved_anew_are_told_apart(record, sign_in):
    place = len(record.document) // 2
    changed = record.document[:place] + b"X" + record.document[place + 1 :]
    assert "看得见的页面被改过" in bring(sign_in, changed)
    assert "不等于伪造" in bring(sign_in, record.document[: record.document.rindex(b"%%EOF", 0, -10) + 5])


@sqlite_only
def test_a_changed_fact_is_named_in_words(record, sign_in):
    page = bring(sign_in, record.content.replace('"passed":false', '"passed":true').encode(), "record.json")
    assert "不能当作原件" in page
    assert "第 2 名人员的合格与否：记录为合格，应为不合格" in page
    assert "系统签名和内容对不上" in page


@sqlite_only
def test_a_record_of_before_is_consistent_at_most_and_other_than_the_stored_one_it_fails(
    app, world, ports, sign_in
):
    record = finish(app, world, ports, open_quiz_of_v1(world, ports), [10, 5])
    old = of_before(record)
    assert "记录摘要：记录为 " in bring(sign_in, old, "record.json")
    with transaction() as session:
        session.get(Record, record.id).digest = json.loads(old)["digest"]
    page = bring(sign_in, old, "record.json")
    assert "谁都能造出一份前后一致的" in page
    assert (page.count("✓ 证明了"), page.count("– 没有证明")) == (1, 2)


@sqlite_only
def test_a_later_version_and_a_withdrawal_are_told(record, sign_in, world, ports):
    document = record.document
    made = amend(world, ports, record.id)
    assert "在线已有更新的一版" in bring(sign_in, document)
    withdraw(world, ports, made.id)
    assert "这份记录已经撤销" in bring(sign_in, document)


@sqlite_only
@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7 nothing", b"[" * 200_000, b"{}"])
def test_what_is_no_record_is_said_so(app, world, sign_in, content):
    assert "读不出记录" in bring(sign_in, content, status=422)


@sqlite_only
def test_nothing_chosen_is_asked_for_again(app, world, sign_in):
    assert "还没有选文件" in bring(sign_in, b"", status=422)


@sqlite_only
def test_strange_signs_and_days_are_told_in_words(record, sign_in):
    """Half a sign, and a day that no calendar of ours reaches."""
    content = json.loads(record.content)
    for name, value in (("key_id", "\ud800"), ("recorded_at", "9999-12-31T23:59:59-23:59")):
        changed = {**content, name: value}
        bring(sign_in, json.dumps(changed).encode(), "record.json", 422 if name == "key_id" else 200)


@sqlite_only
def test_of_many_files_at_once_two_threads_are_held_and_the_others_are_told_to_come_again(
    record, monkeypatch
):
    running, turned_away, go = threading.Event(), [], threading.Event()

    def judged(file, keys):
        running.set()
        assert go.wait(30)
        return unreadable("damaged")

    monkeypatch.setattr(check_child, "_run", judged)
    held = [threading.Thread(target=check_child.judge_apart, args=(b"", {})) for _ in range(2)]
    for thread in held:
        thread.start()
    assert running.wait(30)
    while check_child._places.acquire(blocking=False):
        check_child._places.release()
    turned_away = [check_child.judge_apart(b"", {}).reason for _ in range(8)]
    go.set()
    for thread in held:
        thread.join()
    assert turned_away == ["busy"] * 8


@sqlite_only
def test_a_file_full_of_marks_costs_no_more_than_one_without(record):
    """1.4 million places that look like a signature are not looked at one by one."""
    forged = b"%PDF-1.7\n" + b"/F(pages.jws)" * 1_400_000
    assert len(page_signatures._marks(forged)) == 0
    assert check_pages(forged, {}).state == "unsigned"


@sqlite_only
def test_a_file_that_takes_too_long_or_breaks_its_reader_ends_alone(record, sign_in, monkeypatch):
    monkeypatch.setattr(check_child, "MOST_SECONDS", 0.01)
    assert "没有读完" in bring(sign_in, record.document, status=422)


@sqlite_only
def test_nothing_is_kept_and_the_record_page_leads_here(record, sign_in):
    tables = [
        row[0] for row in db.session.execute(text("select name from sqlite_master where type = 'table'"))
    ]
    count = "select " + " + ".join(f'(select count(*) from "{name}")' for name in tables)
    before = db.session.scalar(text(count))
    bring(sign_in, record.document)
    assert db.session.scalar(text(count)) == before
    assert 'href="/check"' in sign_in(None).get(f"/r/{record.public_token}").text
