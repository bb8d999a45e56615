"""What everybody sees of a withdrawn record: each page that spoke of it says so."""

import io

import pytest

from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def check(browser, document: bytes) -> str:
    file = {"file": (io.BytesIO(document), "record.pdf")}
    return browser.post("/check", file, content_type="multipart/form-data").text


def says_so_where_it_is_handed_out(browser, address: str) -> None:
    """The signed file cannot change: the page before it and its name say it."""
    assert "不能再作依据" in browser.get(address).text
    file = browser.get(f"{address}?original=1")
    assert file.mimetype == "application/pdf"
    assert "%E5%B7%B2%E6%92%A4%E9%94%80.pdf" in file.headers["Content-Disposition"]


@sqlite_only
def test_two_inspectors_withdraw_and_every_page_that_spoke_of_the_record_says_so(app, world, ports, sign_in):
    record = finish(app, world, ports, open_quiz(world, ports), [10, 2])
    page, quiz_id, inspection_id = (
        f"/records/{record.id}",
        record.spot_quiz_id,
        record.spot_quiz.inspection_id,
    )
    document, token = record.document, record.public_token
    inspector, colleague, bureau = sign_in("inspector"), sign_in("colleague"), sign_in("bureau")
    refused = inspector.post(f"{page}/withdrawal", {"withdrawal_reason": "重复😀"})
    assert (refused.status_code, "重复😀" in refused.text) == (422, True)
    inspector.post(f"{page}/withdrawal", {"withdrawal_reason": "和上一场重复"})
    assert "最新有效" in inspector.get(page).text
    waiting = "inspector甲 提出撤销记录"
    assert (waiting in colleague.get("/tablet/").text, waiting in inspector.get("/tablet/").text) == (
        True,
        False,
    )
    asked = colleague.get(page).text
    for words in ("撤销正在等确认", "和上一场重复", "撤销以后不能恢复"):
        assert words in asked
    assert colleague.post(f"{page}/amendment/confirmation").status_code == 303
    assert "记录已撤销" in inspector.get("/tablet/").text
    finished = inspector.get(f"/tablet/quizzes/{quiz_id}/finished").text
    assert "这份记录已经撤销" in finished
    assert ("✓ 已完成" in finished, 'class="qr"' in finished) == (False, False)
    for address in (page, f"/inspections/{inspection_id}", f"/r/{token}", "/inspections"):
        assert "已撤销" in bureau.get(address).text.replace("已经撤销", "已撤销"), address
    assert "抽考记录已撤销：和上一场重复" in bureau.get("/rectifications?state=all").text
    public = sign_in(None).get(f"/r/{token}").text
    assert ("须在规定期限内整改" in public, "不合格 1 人" in public) == (False, True)
    assert "没有要确认的了" in colleague.get(f"/confirm/{quiz_id}").text
    assert inspector.get(f"/tablet/quizzes/{quiz_id}/signatures").location.endswith("/finished")
    says_so_where_it_is_handed_out(bureau, f"{page}/record.pdf")
    verdict = check(sign_in(None), document)
    assert "× 这份记录已经撤销" in verdict
    assert "✓ 复核通过" not in verdict
