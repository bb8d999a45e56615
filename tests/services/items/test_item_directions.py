"""What a person says of an imported file is kept and applied: read again in the same way, audited, safe twice."""

import pytest

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.table_mappings import TableMapping
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.table_mappings import RememberedMapping
from examapp.services.items import item_directions, item_imports
from tests.services.items.test_item_imports import act, held, upload_file

ROWS = [
    ["考", "甲", "乙", "丙"],
    ["灭火器放在哪里最方便拿？", "看得见处", "柜子里", "A"],
    ["着火时先做什么才对？", "报警", "乘电梯", "A"],
]
MAPPING = TableMapping(0, 1, {0: "stem", 1: "choice", 2: "choice", 3: "answer"})


def say(world, ports, import_id: int, mapping: TableMapping | None = MAPPING, *, taken: bool = True):
    asked = {"taken": taken, "hidden_rows": False, "ports": ports, **act(world, ports)}
    return item_directions.map_sheet(import_id, 0, mapping, **asked)


def test_a_file_that_was_not_understood_is_read_again_as_a_person_says(world, ports):
    item_import = upload_file(world, ports, write_excel({"表": ROWS}))
    assert held(item_import.id) == []
    for _ in range(2):
        assert say(world, ports, item_import.id).state == "previewed"
    assert [one.content["answer_key"] for one in held(item_import.id)] == [["a"], ["a"]]
    assert db.session.query(AuditEntry).filter_by(act="item_import.mapped").count() == 1
    assert db.session.query(AuditEntry).filter_by(act="item_import.previewed").count() == 2


def test_the_next_file_with_the_same_header_is_read_the_same_way(world, ports):
    say(world, ports, upload_file(world, ports, write_excel({"表": ROWS})).id)
    again = upload_file(world, ports, write_excel({"别的": [["题库"], *ROWS[:2]]}))
    assert [one["origin"] for one in again.report["sheets"]] == ["remembered"]
    assert [one.content["stem"] for one in held(again.id)] == [ROWS[1][0]]


def test_another_word_about_the_same_header_replaces_the_first(world, ports):
    item_import = upload_file(world, ports, write_excel({"表": ROWS}))
    say(world, ports, item_import.id, TableMapping(0, 1, {0: "stem", 1: "choice", 3: "answer"}))
    say(world, ports, item_import.id)
    assert [one.mapping for one in db.session.query(RememberedMapping)] == [MAPPING.as_plain()]


def test_a_sheet_that_is_not_ticked_gives_no_items_and_is_named(world, ports):
    item_import = upload_file(world, ports, write_excel({"表": [["题干", "答案"], ["要持证上岗。", "对"]]}))
    assert len(held(item_import.id)) == 1
    report = say(world, ports, item_import.id, None, taken=False).report
    assert (report["drafts"], [one["reason"] for one in report["unused"]]) == (0, ["sheet_left"])


def test_nothing_is_said_of_a_file_whose_items_are_taken(world, ports):
    item_import = upload_file(world, ports, write_excel({"表": ROWS}))
    say(world, ports, item_import.id)
    item_imports.take_drafts(item_import.id, None, looked=True, **act(world, ports))
    with pytest.raises(DomainError) as refused:
        say(world, ports, item_import.id, taken=False, mapping=None)
    assert refused.value.code == "state_conflict"
    assert not item_directions.may_be_read_again(item_import.id)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({0: "stem"}, "mapping_incomplete"),
        ({0: "stem", 1: "stem", 3: "answer"}, "mapping_twice"),
        ({0: "stem", 1: "colour"}, "mapping_field"),
        ({0: "stem", 900: "answer"}, "mapping_range"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(world, ports, columns, code):
    item_import = upload_file(world, ports, write_excel({"表": ROWS}))
    with pytest.raises(DomainError) as refused:
        say(world, ports, item_import.id, TableMapping(0, 1, columns))
    assert refused.value.code == code
    assert item_imports.get_import(item_import.id).directions == {}


TYPED = [
    ["题型", "题干", "选项A", "选项B", "答案"],
    ["A1型", "灭火器放在哪里？", "看得见处", "柜子里", "A"],
    ["P型", "可以带病作业。", "", "", "错"],
    ["单", "着火先做什么？", "报警", "围观", "A"],
]


def test_other_words_for_types_are_said_once_and_remembered(world, ports):
    item_import = upload_file(world, ports, write_excel({"表": TYPED}))
    assert [one.stopped for one in held(item_import.id)] == [True, True, False]
    assert item_import.looks[0]["type_words"] == ["A1型", "P型"]
    columns = {0: "type", 1: "stem", 2: "choice", 3: "choice", 4: "answer"}
    mapping = TableMapping(0, 1, columns, {"type:A1型": "single", "type:P型": "auto"})
    say(world, ports, item_import.id, mapping)
    assert [(one.content["type"], one.stopped) for one in held(item_import.id)] == [
        ("single", False),
        ("judgement", False),
        ("single", False),
    ]
    again = upload_file(world, ports, write_excel({"表": TYPED[:3]}))
    assert [one.stopped for one in held(again.id)] == [False, False]
    assert again.looks[0]["type_words"] == ["A1型", "P型"]


def test_a_word_can_mean_only_what_there_is(world, ports):
    item_import = upload_file(world, ports, write_excel({"表": TYPED}))
    with pytest.raises(DomainError) as refused:
        say(
            world, ports, item_import.id, TableMapping(0, 1, {1: "stem", 4: "answer"}, {"type:A1型": "essay"})
        )
    assert refused.value.code == "mapping_option"
