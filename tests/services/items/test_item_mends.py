"""A stopped item is mended in its place: in the audit, safe twice, kept when the file is read again."""

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.item_mends import ItemMend
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.items import item_gestures, item_imports, item_mends
from tests.services.items.test_item_imports import BAD, GOOD, act, held, upload, upload_file

MEND = ItemMend("single", "没有答案的题目在这里。", ("甲", "乙", "丙"), "B", "乙对。")
TEXT = "1. 先做什么（ ）。\nA. 报警\nB. 围观\n2. 再做什么（ ）。\nA. 疏散\nB. 睡觉\n答案：A\n"


def test_a_mended_item_can_be_taken_and_the_mend_is_done_once(world, ports):
    import_id = upload(world, ports, [GOOD, BAD]).id
    for _ in range(2):
        row = item_mends.mend_draft(import_id, 2, MEND, **act(world, ports))
    assert (row.stopped, row.content["answer_key"], row.content["rationale"]) == (False, ["b"], "乙对。")
    assert item_imports.get_import(import_id).report["stopped"] == 0
    assert db.session.query(AuditEntry).filter_by(act="item_import.mended").count() == 1
    assert item_imports.take_drafts(import_id, None, looked=True, **act(world, ports)) == 2


def test_what_is_still_wrong_stops_it_again_and_may_be_mended_again(world, ports):
    import_id = upload(world, ports, [BAD]).id
    wrong = ItemMend("single", MEND.stem, MEND.choices, "E", "")
    row = item_mends.mend_draft(import_id, 1, wrong, **act(world, ports))
    assert [one["code"] for one in row.problems] == ["answer_not_a_choice"]
    assert item_mends.next_stopped(import_id, 1) == 1
    assert not item_mends.mend_draft(import_id, 1, MEND, **act(world, ports)).stopped
    assert item_mends.next_stopped(import_id, 1) is None


def test_a_stopped_item_may_be_mended_after_the_others_were_taken(world, ports):
    import_id = upload(world, ports, [GOOD, BAD]).id
    item_imports.take_drafts(import_id, [1], **act(world, ports))
    item_mends.mend_draft(import_id, 2, MEND, **act(world, ports))
    assert item_imports.take_drafts(import_id, [2], **act(world, ports)) == 2
    with pytest.raises(DomainError) as refused:
        item_mends.mend_draft(
            import_id, 2, ItemMend("single", "别的", MEND.choices, "A", ""), **act(world, ports)
        )
    assert refused.value.code == "state_conflict"


def test_a_mend_stays_when_the_file_is_read_again(world, ports):
    import_id = upload_file(world, ports, TEXT.encode(), "题.txt").id
    mend = ItemMend("single", "先做什么？", ("报警", "围观"), "A", "")
    item_mends.mend_draft(import_id, 1, mend, **act(world, ports))
    mend = ItemMend("single", "首先做什么？", ("报警", "围观"), "A", "")
    item_mends.mend_draft(import_id, 1, mend, **act(world, ports))
    item_gestures.say_of_line(import_id, 7, "answer", ports=ports, **act(world, ports))
    assert [(one.content["stem"], one.stopped) for one in held(import_id)] == [
        ("首先做什么？", False),
        ("再做什么（ ）。", False),
    ]


def test_a_type_that_has_no_fields_here_is_refused(world, ports):
    import_id = upload(world, ports, [BAD]).id
    for mend, code in ((ItemMend("hotspot", "题", (), "A", ""), "mend_type"),
                       (ItemMend("single", "长" * 4_001, (), "A", ""), "mend_too_long")):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            item_mends.mend_draft(import_id, 1, mend, **act(world, ports))
        assert refused.value.code == code
    assert held(import_id)[0].stopped
