"""Item imports: preview first, all or chosen in one transaction, doubles beside, one act undoes a batch."""

from dataclasses import replace

import pytest

from examapp.adapters.item_files.writing import FORMATS
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.items import item_imports, item_lives
from examapp.services.items.item_drafting import check_draft
from examapp.services.items.item_pictures import get_picture
from examapp.services.upkeep.bank_sync import find_item
from tests.adapters.item_files.samples import sample_drafts

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "主题", "适用人员", "难度", "依据"]
GOOD = [
    "单选题",
    "灭火器压力表指针在哪个区正常？",
    "红区",
    "绿区",
    "黄区",
    "B",
    "绿区正常。",
    "消防",
    "一线重点岗位",
    "2",
    "《安全生产法》第四十一条",
]
BARE = ["判断题", "发现火情要先大声呼救。", "", "", "", "√", "", "", "", "", ""]
BAD = ["单选题", "没有答案的题目在这里。", "甲", "乙", "丙", "", "", "", "", "", ""]


def upload(world, ports, rows: list[list[str]], name: str = "题.xlsx") -> ItemImport:
    return upload_file(world, ports, write_excel({"题": [HEAD, *rows]}), name)


def upload_file(world, ports, content: bytes, name: str = "题.xlsx") -> ItemImport:
    return item_imports.start_import(
        content, name, actor=world["actors"]["bank_admin"], now=ports.clock.now(), ports=ports
    )


def held(import_id: int) -> list[ImportedDraft]:
    return list(
        db.session.scalars(item_imports.drafts_query(import_id).execution_options(populate_existing=True))
    )


def act(world, ports) -> dict:
    return {"actor": world["actors"]["bank_admin"], "now": ports.clock.now()}


def test_a_preview_takes_nothing_and_names_what_is_missing_or_wrong(world, ports):
    kept = upload(world, ports, [GOOD, BARE, BAD])
    assert kept.state == "previewed"
    first, bare, bad = held(kept.id)
    assert first.content["missing"] == []
    assert first.content["citations"] == [{"law": "work-safety-law-2021", "article": "41"}]
    assert bare.content["missing"] == ["topic", "roles", "difficulty", "rationale", "citations"]
    assert [one["code"] for one in bad.problems] == ["answer_missing"]
    assert bad.place["cell"] == "B4"
    assert [one.taken for one in held(kept.id)] == [False, False, False]


def test_all_that_can_be_taken_are_taken_together_and_twice_is_once(world, ports):
    kept = upload(world, ports, [GOOD, BARE, BAD])
    for _ in range(2):
        assert item_imports.take_drafts(kept.id, None, looked=True, **act(world, ports)) == 2
    assert [one.taken for one in held(kept.id)] == [True, True, False]
    assert item_imports.get_import(kept.id).content is None
    assert db.session.query(AuditEntry).filter_by(act="item_import.taken").count() == 1


def test_one_chosen_draft_with_a_fault_stops_the_whole_choice(world, ports):
    kept = upload(world, ports, [GOOD, BARE, BAD])
    with pytest.raises(DomainError) as refused:
        item_imports.take_drafts(kept.id, [1, 3], **act(world, ports))
    assert (refused.value.code, refused.value.data["number"]) == ("draft_has_faults", 3)
    assert not any(one.taken for one in held(kept.id))
    assert item_imports.get_import(kept.id).state == "previewed"


def test_more_can_be_chosen_later_and_nothing_chosen_is_said(world, ports):
    kept = upload(world, ports, [GOOD, BARE])
    with pytest.raises(DomainError):
        item_imports.take_drafts(kept.id, [], **act(world, ports))
    assert item_imports.take_drafts(kept.id, [2], **act(world, ports)) == 1
    assert item_imports.take_drafts(kept.id, [1], **act(world, ports)) == 2


def test_a_failure_in_the_middle_leaves_no_half_batch(world, ports, monkeypatch):
    kept = upload(world, ports, [GOOD, BARE])

    def fail(*_args, **_more) -> None:
        raise RuntimeError

    monkeypatch.setattr(item_imports, "record_act", fail)
    with pytest.raises(RuntimeError):
        item_imports.take_drafts(kept.id, None, **act(world, ports))
    assert not any(one.taken for one in held(kept.id))
    assert item_imports.get_import(kept.id).state == "previewed"


def test_doubles_and_near_doubles_of_the_bank_and_of_the_file_stand_beside(world, ports):
    item = find_item(db.session.query(BankItem).filter_by(type="single").order_by(BankItem.id).first().id)
    texts = [one["text"] for one in item["choices"]][:3]
    same = ["单选题", item["stem"], *texts, "A", *[""] * 5]
    near = ["单选题", item["stem"][:-1] + "呢？", "另一", "再一", "还有", "A", *[""] * 5]
    kept = upload(world, ports, [same, near, GOOD, GOOD])
    first, second, third, fourth = held(kept.id)
    assert first.alike[0]["key"] == second.alike[0]["key"] == f"item:{item['id']}"
    assert 0.6 <= second.alike[0]["share"] < 1
    assert third.alike == []
    assert [(one["key"], one["equal"]) for one in fourth.alike] == [("draft:3", True)]
    assert item_imports.take_drafts(kept.id, None, skip_equal=True, **act(world, ports)) in (2, 3)
    assert not held(kept.id)[3].taken


def test_the_same_file_twice_says_so(world, ports):
    # Written once: a workbook notes the second in which it was made.
    content = write_excel({"题": [HEAD, GOOD]})
    first = upload_file(world, ports, content)
    assert item_imports.find_earlier(upload_file(world, ports, content)) is None
    item_imports.take_drafts(first.id, None, **act(world, ports))
    assert item_imports.find_earlier(upload_file(world, ports, content)).id == first.id


def test_one_act_undoes_a_batch_and_twice_is_once(world, ports):
    kept = upload(world, ports, [GOOD, BARE])
    item_imports.take_drafts(kept.id, None, **act(world, ports))
    assert item_imports.undo_import(kept.id, **act(world, ports)) == 2
    assert item_imports.undo_import(kept.id, **act(world, ports)) == 0
    assert not any(one.taken for one in held(kept.id))
    assert {one.state for one in db.session.query(ItemDraft).filter_by(import_id=kept.id)} == {"discarded"}


def test_an_undo_leaves_what_is_published_and_counts_it(world, ports):
    kept = upload(world, ports, [GOOD, BARE])
    item_imports.take_drafts(kept.id, None, **act(world, ports))
    first = held(kept.id)[0].draft_id
    item_lives.submit(first, **act(world, ports))
    item_lives.publish(first, actor=world["actors"]["reviewer"], now=ports.clock.now())
    assert item_imports.undo_import(kept.id, **act(world, ports)) == 1
    assert item_imports.count_published(kept.id) == 1
    assert [(one.taken, one.draft_id) for one in held(kept.id)] == [(True, first), (False, None)]
    states = [
        one.state for one in db.session.query(ItemDraft).filter_by(import_id=kept.id).order_by(ItemDraft.id)
    ]
    assert states == ["published", "discarded"]


def test_what_is_taken_becomes_an_item_draft_with_its_words_and_unread_ones(world, ports):
    strange = [*GOOD[:7], "不存在的主题", *GOOD[8:]]
    kept = upload(world, ports, [GOOD, strange])
    item_imports.take_drafts(kept.id, None, **act(world, ports))
    first, second = db.session.query(ItemDraft).filter_by(import_id=kept.id).order_by(ItemDraft.id)
    assert (first.state, first.author_id) == ("draft", world["actors"]["bank_admin"].account_id)
    assert check_draft(first.data) == [] or not any(one.hard for one in check_draft(first.data))
    assert first.data["stem"] == GOOD[1]
    assert second.data["unread"] == {"topic": ["不存在的主题"]}
    assert "topic" in [one.field for one in check_draft(second.data) if one.hard]


def test_a_picture_and_a_case_come_along(world, ports):
    drafts = [
        replace(one, case_id="case-a", case_text="一个案例的全文，一共两道题。")
        for one in sample_drafts()[:2]
    ]
    content = FORMATS["toml"].write(drafts)
    kept = item_imports.start_import(content, "题.zip", **act(world, ports), ports=ports)
    item_imports.take_drafts(kept.id, [1], **act(world, ports))
    item_imports.take_drafts(kept.id, [2], **act(world, ports))
    first, second = (
        one.data for one in db.session.query(ItemDraft).filter_by(import_id=kept.id).order_by(ItemDraft.id)
    )
    assert [(one["case"]["place"], one["case"]["size"]) for one in (first, second)] == [(1, 2), (2, 2)]
    assert first["case"]["id"] == second["case"]["id"] != "case-a"
    assert get_picture(first["picture"]["digest"]).content == drafts[0].picture.content
    assert "picture" not in second


def test_a_text_too_long_for_a_draft_stops_its_own_item_only(world, ports):
    kept = upload(world, ports, [[*GOOD[:6], "长" * 5_000, *GOOD[7:]], BARE])
    assert [one.stopped for one in held(kept.id)] == [True, False]
    assert item_imports.take_drafts(kept.id, None, **act(world, ports)) == 1


def test_a_refused_file_says_why_and_an_import_cut_short_is_taken_up_again(world, ports):
    more = {**act(world, ports), "ports": ports}
    assert (
        item_imports.start_import(b"PK\x03\x04rubbish", "坏.xlsx", **more).report["failure"] == "zip_broken"
    )
    kept = upload(world, ports, [GOOD])
    db.session.query(ImportedDraft).filter_by(import_id=kept.id).delete()
    kept.state, kept.content = "reading", write_excel({"题": [HEAD, GOOD]})
    db.session.commit()
    for _ in range(2):
        ports.queue.enqueue("resume_imports")
    assert len(held(kept.id)) == 1


def test_while_counts_differ_all_are_taken_only_after_a_person_has_looked(world, ports):
    kept = upload(world, ports, [GOOD, BARE, BAD])
    assert kept.report["counts"]["answers"] == 2
    assert kept.report["counts"]["items"] == 3
    with pytest.raises(DomainError) as refused:
        item_imports.take_drafts(kept.id, None, **act(world, ports))
    assert refused.value.code == "not_looked_at"
    assert not any(one.taken for one in held(kept.id))
    assert item_imports.take_drafts(kept.id, None, looked=True, **act(world, ports)) == 2


def test_where_everything_is_used_nobody_is_asked_to_look(world, ports):
    kept = upload(world, ports, [GOOD, BARE])
    assert kept.report["wants_a_look"] is False
    assert item_imports.take_drafts(kept.id, None, **act(world, ports)) == 2


def test_a_key_that_differs_from_the_banks_own_stops_the_item(world, ports):
    item = find_item(db.session.query(BankItem).filter_by(type="single").order_by(BankItem.id).first().id)
    texts = [one["text"] for one in item["choices"]]
    wrong = "ABCD"[("abcd".index(item["answer_key"][0]) + 1) % len(texts)]
    head = ["题型", "题干", *[f"选项{letter}" for letter in "ABCD"[: len(texts)]], "答案"]
    kept = upload_file(world, ports, write_excel({"题": [head, ["单选题", item["stem"], *texts, wrong]]}))
    (draft,) = held(kept.id)
    assert (draft.stopped, draft.problems[0]["code"]) == (True, "bank_other_key")
