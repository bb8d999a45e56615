"""Inspections from files: the denominator of the coverage indicator, with every fault named and nothing taken twice."""

import pytest
from sqlalchemy import func, select

from examapp.adapters.tables.spreadsheets import read_table, write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.inspections import Inspection
from examapp.services.quizzes import inspection_imports
from examapp.services.reports.coverage import read_coverage

HEAD = inspection_imports.HEAD


def row(world, **changes) -> list:
    facts = {
        "企业名称": world["own"].name,
        "统一社会信用代码": world["own"].uscc,
        "检查日期": "2026-11-02",
        "检查编号": "甲检〔2026〕1号",
        "执法人员": "inspector甲、colleague甲",
        "检查地点": "一车间",
        "免考原因": "",
        "备注": "",
    }
    return list({**facts, **changes}.values())


def preview(world, ports, rows: list[list], who: str = "inspector"):
    data = write_excel({"检查": [HEAD, *rows]})
    return inspection_imports.preview_inspections(
        data, "检查.xlsx", actor=world["actors"][who], now=ports.clock.now(), ports=ports
    )


def take(world, ports, rows: list[list]) -> dict:
    kept = preview(world, ports, rows)
    assert kept.report["fault_count"] == 0, kept.report["faults"]
    actor = world["actors"]["inspector"]
    inspection_imports.start_import(kept.id, actor=actor, now=ports.clock.now(), ports=ports)
    done = inspection_imports.get_import(actor, kept.id)
    assert (done.state, done.rows_sealed) == ("done", None)
    return done.report


def count() -> int:
    return db.session.scalar(select(func.count(Inspection.id)))


def test_imported_visits_stand_in_the_coverage(world, ports):
    rows = [row(world), row(world, 检查日期="2026/11/3", 检查编号="")]
    assert take(world, ports, rows)["new"] == 2
    day = ports.clock.now().date()
    total = read_coverage(world["actors"]["inspector"], day.replace(day=1), day)["total"]
    assert (total["inspected"], total["quizzed"]) == (1, 0)
    visit = db.session.scalars(select(Inspection).order_by(Inspection.inspected_on)).first()
    assert (visit.origin, visit.source_number, visit.lead_inspector.name) == (
        "imported",
        "甲检〔2026〕1号",
        "inspector甲",
    )


def test_the_same_file_twice_adds_no_visit(world, ports):
    rows = [row(world), row(world, 检查编号="甲检〔2026〕2号")]
    take(world, ports, rows)
    assert take(world, ports, rows)["same"] == 2
    assert count() == 2


def test_the_sample_of_the_template_is_never_imported(world, ports):
    head, sample = read_table(inspection_imports.make_template(), "模板.xlsx")
    assert [fault["code"] for fault in preview(world, ports, [sample]).report["faults"]] == ["only_samples"]
    report = take(world, ports, [sample, row(world)])
    assert (head, report["new"], report["sample_rows"], count()) == (HEAD, 1, [2], 1)


@pytest.mark.parametrize(
    ("change", "cell", "code"),
    [
        ({"统一社会信用代码": "", "企业名称": "没有这家"}, "A2", "enterprise_unknown"),
        ({"检查日期": "上周"}, "C2", "date_unreadable"),
        ({"检查日期": "2027-01-01"}, "C2", "date_in_future"),
        ({"执法人员": "张三"}, "E2", "inspectors_unknown"),
    ],
)
def test_a_bad_cell_is_named_and_no_visit_is_taken(world, ports, change, cell, code):
    kept = preview(world, ports, [row(world, **change), row(world, 检查编号="另一次")])
    assert [(fault["cell"], fault["code"]) for fault in kept.report["faults"]] == [(cell, code)]
    with pytest.raises(DomainError):
        inspection_imports.start_import(
            kept.id, actor=world["actors"]["inspector"], now=ports.clock.now(), ports=ports
        )
    assert count() == 0


def test_two_rows_of_one_visit_are_named(world, ports):
    kept = preview(world, ports, [row(world), row(world)])
    assert [(fault["cell"], fault["code"]) for fault in kept.report["faults"]] == [("C3", "double_visit")]


def test_an_enterprise_of_another_county_cannot_be_imported(world, ports):
    foreign = {"企业名称": world["foreign"].name, "统一社会信用代码": world["foreign"].uscc}
    kept = preview(world, ports, [row(world, **foreign)])
    assert [fault["code"] for fault in kept.report["faults"]] == ["enterprise_unknown"]


def test_nobody_else_sees_the_import(world, ports):
    kept = preview(world, ports, [row(world)])
    with pytest.raises(DomainError, match="not_found"):
        inspection_imports.get_import(world["actors"]["colleague"], kept.id)
