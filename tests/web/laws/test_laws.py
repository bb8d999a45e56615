"""The law pages: who may open them, what the preview says, what the reviewer can do."""

from datetime import timedelta

import pytest

from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.services.core.law_register import get_law
from examapp.services.laws import law_moves
from examapp.services.laws.law_citations import citing_items, items_in_use

LAW = "work-safety-law-2021"
FORM = {"version": "2026 年版", "effective": "2026-12-01", "first": "", "last": "", "note": ""}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_list_counts_the_items_of_each_law_and_a_law_names_its_articles(world, sign_in):
    count = len(citing_items(items_in_use(), LAW))
    admin = sign_in("bank_admin")
    assert f"{count} 题" in admin.get("/laws?q=安全生产法").text
    page = admin.get(f"/laws/{LAW}").text
    assert "119 条" in page
    assert "预告新版本" in page
    assert admin.get("/laws/no-such-law").status_code == 404


def test_the_preview_names_items_before_anything_is_kept_and_refuses_in_words(world, sign_in):
    admin = sign_in("bank_admin")
    page = admin.get(f"/laws/{LAW}/announce", query_string=FORM).text
    first = citing_items(items_in_use(), LAW)[0]
    assert first.stem in page
    assert "停用、等待复核" in page
    assert law_moves.list_open_holds() == []
    wrong = admin.get(f"/laws/{LAW}/announce", query_string={**FORM, "first": "abc"})
    assert wrong.status_code == 422
    assert "请填起止条号" in wrong.text
    assert admin.post(f"/laws/{LAW}/announce", {**FORM, "effective": ""}).status_code == 422


def test_announced_held_reviewed_through_the_pages(app, world, ports, sign_in):
    admin = sign_in("bank_admin")
    assert admin.post(f"/laws/{LAW}/announce", FORM).status_code == 303
    assert "待施行" in admin.get(f"/laws/{LAW}").text
    law_moves.apply_due_versions(now=ports.clock.now() + timedelta(days=10))
    held = law_moves.list_open_holds()
    reviewer = sign_in("reviewer")
    assert held[0][2].stem in reviewer.get("/laws/reviews").text
    assert reviewer.post(f"/laws/reviews/{held[0][0].id}/confirm").status_code == 303
    assert reviewer.post(f"/laws/reviews/{held[1][0].id}/retire").status_code == 303
    db.session.remove()
    assert db.session.get(BankItem, held[0][2].id).state == "published"
    assert db.session.get(BankItem, held[1][2].id).state == "retired"
    assert reviewer.post(f"/laws/reviews/{held[0][0].id}/confirm").status_code == 409


def test_only_content_admins_announce_and_only_content_people_review(world, sign_in):
    assert sign_in("reviewer").get(f"/laws/{LAW}/announce").status_code == 403
    assert sign_in("bureau").get("/laws").status_code == 200
    assert sign_in("bureau").get("/laws/reviews").status_code == 403
    assert sign_in("inspector").get("/laws").status_code == 403


def test_a_repealed_law_can_no_longer_be_confirmed_only_replaced_or_retired(app, world, ports, sign_in):
    admin = sign_in("bank_admin")
    form = {"effective": "2026-12-01", "note": "新的安全生产法", "repeals": "1"}
    page = admin.get(f"/laws/{LAW}/announce", query_string={"repeals": "1"}).text
    assert "哪天废止" in page
    assert 'role="alert"' not in page
    first = citing_items(items_in_use(), LAW)[0]
    assert first.stem in admin.get(f"/laws/{LAW}/announce", query_string=form).text
    assert admin.post(f"/laws/{LAW}/announce", form).status_code == 303
    assert "整部废止" in admin.get(f"/laws/{LAW}").text
    later = ports.clock.now() + timedelta(days=10)
    law_moves.apply_due_versions(now=later)
    assert get_law(LAW).status == "superseded"
    held = law_moves.list_open_holds()
    assert len(held) == len([one for one in held if one[1].repeals]) > 10
    reviewer = sign_in("reviewer")
    assert "起废止，由新的安全生产法替代" in reviewer.get("/laws/reviews").text
    assert "和新条文一致" not in reviewer.get("/laws/reviews").text
    refused = reviewer.post(f"/laws/reviews/{held[0][0].id}/confirm")
    assert refused.status_code == 409 or "已经废止" in refused.text
    assert reviewer.post(f"/laws/reviews/{held[0][0].id}/retire").status_code == 303
    again = admin.post(f"/laws/{LAW}/announce", {**form, "effective": "2026-12-20"})
    assert again.status_code == 422
    assert "已经废止" in again.text
    assert law_moves.apply_due_versions(now=later) == 0
