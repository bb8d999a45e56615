"""What becomes of an item that was written: reviewed by another, sent back, published, changed, held, retired."""

import re

import pytest

from examapp.extensions import db
from examapp.models.bank import BankItem
from tests.web.items.test_items import SINGLE, keep, submitted, version_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def published(sign_in, **changes) -> str:
    draft_id = submitted(sign_in("bank_admin"), **changes)
    answer = sign_in("reviewer").post(f"/items/{draft_id}/publication", {"version": version_of(draft_id)})
    return answer.headers["Location"].rsplit("/", 1)[1]


def test_the_author_is_told_before_the_click_that_another_must_publish(world, sign_in):
    author, reviewer = sign_in("bank_admin"), sign_in("reviewer")
    draft_id = submitted(author)
    page = author.get(f"/items/{draft_id}").text
    assert "发布要由另一位" in page
    assert "通过并发布" not in page
    assert author.post(f"/items/{draft_id}/publication", {"version": 2}).status_code == 422
    assert "通过并发布" in reviewer.get(f"/items/{draft_id}").text
    assert SINGLE["stem"] in reviewer.get("/items/drafts").text
    assert SINGLE["stem"] not in author.get("/items/drafts").text
    assert SINGLE["stem"] in author.get("/items/drafts?view=mine").text


def test_sent_back_changed_and_published(world, sign_in):
    author, reviewer = sign_in("bank_admin"), sign_in("reviewer")
    draft_id = submitted(author)
    assert reviewer.post(f"/items/{draft_id}/return", {"text": ""}).status_code == 422
    assert reviewer.post(f"/items/{draft_id}/return", {"text": "题干说清楚是哪种空间"}).status_code == 303
    assert reviewer.post(f"/items/{draft_id}/comments", {"text": "选项写得好"}).status_code == 303
    assert "题干说清楚是哪种空间" in author.get(f"/items/{draft_id}").text
    assert keep(author, draft_id, do="submit", stem="进入储罐前，先做什么？").status_code == 303
    stale = reviewer.post(f"/items/{draft_id}/publication", {"version": 1})
    assert stale.status_code == 409
    answer = reviewer.post(f"/items/{draft_id}/publication", {"version": version_of(draft_id)})
    assert answer.status_code == 303
    item_id = answer.headers["Location"].rsplit("/", 1)[1]
    page = author.get(f"/bank/{item_id}").text
    assert "进入储罐前" in page
    assert "本地写的" in page
    assert author.get(f"/items/{draft_id}/edit").status_code == 303


def test_a_second_revision_stands_beside_the_first_with_who_and_when(world, sign_in):
    item_id = published(sign_in)
    author, reviewer = sign_in("bank_admin"), sign_in("reviewer")
    draft_id = int(
        re.search(r"/(\d+)/edit", author.post(f"/items/published/{item_id}/draft").headers["Location"])[1]
    )
    keep(author, draft_id, do="submit", stem="进入储罐前，先做什么？")
    review = reviewer.get(f"/items/{draft_id}").text
    assert re.search(r"<del>.*?受限空间</del>", review)
    assert re.search(r"<ins>.*?储罐</ins>", review)
    assert "第 1 版" in review
    reviewer.post(f"/items/{draft_id}/publication", {"version": version_of(draft_id)})
    page = author.get(f"/items/published/{item_id}/revisions").text
    assert "第 1 版和第 2 版" in page
    assert world["accounts"]["bank_admin"].name in page
    assert db.session.get(BankItem, item_id, populate_existing=True).revision == 2
    assert author.get(f"/items/published/{item_id}/revisions?old=1&new=99").status_code == 404


def test_hold_release_retire_and_bring_back_with_reasons(world, sign_in):
    item_id = published(sign_in)
    reviewer = sign_in("reviewer")

    def act(name: str, **data) -> tuple[int, str]:
        answer = reviewer.post(f"/items/published/{item_id}/{name}", data)
        return answer.status_code, db.session.get(BankItem, item_id, populate_existing=True).state

    assert act("hold") == (422, "published")
    assert act("hold", reason="答案有疑问") == (303, "on_hold")
    assert "答案有疑问" in reviewer.get(f"/bank/{item_id}").text
    assert act("release") == (303, "published")
    assert act("retirement", reason="重复") == (303, "retired")
    assert act("return") == (303, "on_hold")
    assert sign_in("bureau").post(f"/items/published/{item_id}/hold", {"reason": "x"}).status_code == 403
    assert "暂停使用" in sign_in("bureau").get(f"/bank/{item_id}").text
