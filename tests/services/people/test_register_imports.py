"""Regions, enterprises and inspectors from tables: every fault by its cell, samples never, twice is once."""

import pytest
from sqlalchemy import func, select

from examapp.adapters.tables.spreadsheets import read_table, write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.organizations import Enterprise, Region
from examapp.services.people import enterprise_imports, inspector_imports, register_imports
from examapp.services.people.region_imports import HEAD as REGION_HEAD
from tests.world import uscc

TREE = [["新市", "990200", "", ""], ["新区", "990202", "", ""], ["新街道", "990202001", "", ""]]


def preview(world, ports, kind: str, rows: list[list], who: str = "administrator"):
    data = write_excel({"表": rows})
    return register_imports.preview(
        kind, data, "表.xlsx", actor=world["actors"][who], now=ports.clock.now(), ports=ports
    )


def take(world, ports, kind: str, rows: list[list], who: str = "administrator") -> tuple[int, int, int]:
    held = preview(world, ports, kind, rows, who)
    assert held.report["fault_count"] == 0, held.report["faults"]
    actor = world["actors"][who]
    for _ in range(2):
        register_imports.start(kind, held.id, actor=actor, now=ports.clock.now(), ports=ports)
    done = register_imports.get_import(kind, held.id, actor=actor)
    assert done.state == "done"
    return done.report["new"], done.report["changed"], done.report["same"]


def faults(world, ports, kind: str, rows: list[list], who: str = "administrator") -> list[tuple[str, str]]:
    return [
        (fault["cell"], fault["code"]) for fault in preview(world, ports, kind, rows, who).report["faults"]
    ]


def enterprise(serial: int, **changes) -> list:
    facts = {
        "企业名称": f"第{serial}厂",
        "统一社会信用代码": uscc(serial),
        "所在区域": "甲区",
        "行业类别": "其他工贸",
        "规模": "",
        "地址": "工业路",
        "风险标签": "有限空间、粉尘涉爆",
    }
    return list({**facts, **changes}.values())


def test_a_tree_of_regions_is_imported_in_any_order_and_twice_is_once(world, ports):
    rows = [REGION_HEAD, *TREE[::-1]]
    assert take(world, ports, "regions", rows) == (3, 0, 0)
    assert take(world, ports, "regions", rows) == (0, 0, 3)
    town = db.session.scalar(select(Region).where(Region.code == "990202001"))
    assert (town.level, town.path, town.parent.name) == ("town", "/990200/990202/990202001/", "新区")
    renamed = [REGION_HEAD, ["新新街道", "990202001000", "镇街", 990202]]
    assert take(world, ports, "regions", renamed) == (0, 1, 0)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["孤区", "990302", "", ""], ("B2", "region_parent_unknown")),
        (["短", "9901", "", ""], ("B2", "region_code_malformed")),
        (["错级", "990103", "镇街", ""], ("C2", "region_level_wrong")),
        (["", "990109", "", ""], ("A2", "empty")),
        (["甲区", "990102", "市", ""], ("B2", "region_moved")),
    ],
)
def test_a_region_that_fits_nowhere_is_named_by_its_cell(world, ports, row, fault):
    before = db.session.scalar(select(func.count(Region.id)))
    assert faults(world, ports, "regions", [REGION_HEAD, row]) == [fault]
    assert db.session.scalar(select(func.count(Region.id))) == before


def test_enterprises_are_added_or_brought_up_to_date_by_their_credit_code(world, ports):
    rows = [enterprise_imports.HEAD, enterprise(11), enterprise(12, 所在区域="990103")]
    assert take(world, ports, "enterprises", rows) == (2, 0, 0)
    assert take(world, ports, "enterprises", rows) == (0, 0, 2)
    changed = [enterprise_imports.HEAD, enterprise(11, 规模="大型")]
    assert take(world, ports, "enterprises", changed) == (0, 1, 0)
    made = db.session.scalar(select(Enterprise).where(Enterprise.uscc == uscc(11)))
    assert (made.size, made.risk_tags, made.name_initials) == ("large", ["有限空间", "粉尘涉爆"], "d11c")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"统一社会信用代码": "91990102MATEXT0119"}, ("B2", "uscc_malformed")),
        ({"所在区域": "没有的区"}, ("C2", "region_unknown")),
        ({"所在区域": "试验市"}, ("C2", "region_too_high")),
        ({"行业类别": "饭店"}, ("D2", "industry_unknown")),
        ({"规模": "巨型"}, ("E2", "size_unknown")),
        ({"地址": "样例路"}, ("F2", "sample_left")),
    ],
)
def test_a_bad_cell_of_an_enterprise_is_named(world, ports, changes, fault):
    rows = [enterprise_imports.HEAD, enterprise(13, **changes)]
    assert faults(world, ports, "enterprises", rows) == [fault]


def test_a_bureau_imports_only_within_its_own_county(world, ports):
    rows = [enterprise_imports.HEAD, enterprise(14)]
    assert faults(world, ports, "enterprises", rows, "county") == [("C2", "region_unknown")]
    taken = [enterprise_imports.HEAD, enterprise(1, 所在区域="乙区")]
    assert faults(world, ports, "enterprises", taken, "county") == [("B2", "uscc_elsewhere")]


def test_inspectors_are_imported_by_certificate_and_nobody_takes_anothers(world, ports):
    head = inspector_imports.HEAD
    rows = [head, ["高新来", "试 1001", "甲区"], ["colleague甲", "试 0002", "试验市"]]
    assert take(world, ports, "inspectors", rows) == (1, 1, 0)
    assert take(world, ports, "inspectors", rows) == (0, 0, 2)
    colleague = db.session.get(Inspector, world["colleague_id"])
    assert (colleague.region.name, colleague.account.login_name) == ("试验市", "colleague")
    stolen = [head, ["别人", "试 0002", "甲区"]]
    assert faults(world, ports, "inspectors", stolen) == [("B2", "certificate_other_name")]
    foreign = [head, ["inspector甲", "试 0001", "乙区"]]
    assert faults(world, ports, "inspectors", foreign, "county") == [("B2", "certificate_elsewhere")]


@pytest.mark.parametrize("kind", register_imports.REGISTERS)
def test_the_samples_of_every_template_are_never_imported(world, ports, kind):
    rows = read_table(register_imports.REGISTERS[kind].make_template(), "模板.xlsx")
    held = preview(world, ports, kind, rows)
    assert [fault["code"] for fault in held.report["faults"]] == ["only_samples"]
    assert held.report["sample_rows"] == list(range(2, len(rows) + 1))
    assert held.row_count == 0


def test_nobody_else_sees_or_starts_an_import(world, ports):
    held = preview(world, ports, "enterprises", [enterprise_imports.HEAD, enterprise(15)])
    now = ports.clock.now()
    with pytest.raises(DomainError, match="not_found"):
        register_imports.start("enterprises", held.id, actor=world["actors"]["bureau"], now=now, ports=ports)
    with pytest.raises(DomainError, match="not_found"):
        register_imports.get_import("regions", held.id, actor=world["actors"]["administrator"])
