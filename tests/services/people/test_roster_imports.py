"""Rosters from files: every fault named with its cell, nothing half-imported, twice is once."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from sqlalchemy import func, select

from examapp.adapters.tables.spreadsheets import read_table, write_excel
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import id_check_character
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.services.people import roster_imports

HEAD = ["姓名", "身份证号", "手机号", "人员类别", "重点岗位", "岗位名称", "用工形式", "入职日期", "离职日期"]


def number(serial: int) -> str:
    """A well-formed ID number of its own for every serial."""
    born = date(1960, 1, 1) + timedelta(days=serial // 900)
    first = f"990103{born:%Y%m%d}{serial % 900:03d}"
    return first + id_check_character(first)


def row(serial: int, **changes) -> list:
    facts = dict(
        zip(
            HEAD,
            [
                f"员工{serial}",
                number(serial),
                "",
                "一线重点岗位",
                "动火作业",
                "焊工",
                "劳务派遣",
                "2025-03-01",
                "",
            ],
            strict=True,
        )
    )
    return list({**facts, **changes}.values())


def as_csv(rows: list[list], encoding: str) -> bytes:
    return "\r\n".join(",".join(map(str, one)) for one in rows).encode(encoding)


def preview(world, ports, data: bytes, name: str = "名单.xlsx"):
    return roster_imports.preview_roster(
        data, name, world["own"].id, actor=world["actors"]["officer"], now=ports.clock.now(), ports=ports
    )


def take(world, ports, data: bytes, name: str = "名单.xlsx") -> dict:
    kept = preview(world, ports, data, name)
    assert kept.report["fault_count"] == 0, kept.report["faults"]
    roster_imports.start_import(kept.id, actor=world["actors"]["officer"], now=ports.clock.now(), ports=ports)
    done = roster_imports.get_import(world["actors"]["officer"], kept.id)
    assert (done.state, done.rows_sealed) == ("done", None)
    return done.report


def employed() -> int:
    return db.session.scalar(select(func.count(Employment.id)))


def rows_of(template: bytes) -> list[list]:
    return read_table(template, "模板.xlsx")


def test_the_samples_of_the_template_are_never_imported(world, ports):
    before = employed()
    kept = preview(world, ports, roster_imports.make_template())
    assert [fault["code"] for fault in kept.report["faults"]] == ["only_samples"]
    report = take(world, ports, write_excel({"名单": [*rows_of(roster_imports.make_template()), row(1)]}))
    assert (report["new"], report["sample_rows"]) == (1, [2, 3])
    assert employed() == before + 1
    names = set(db.session.scalars(select(Candidate.name)))
    assert not {name for name in names if name.startswith("样例")}


def test_a_sample_row_that_was_only_half_replaced_is_named_where_it_still_is_the_sample(world, ports):
    head, first, _ = rows_of(roster_imports.make_template())
    kept = preview(world, ports, write_excel({"名单": [head, ["王建国", *first[1:]]]}))
    cells = [(fault["cell"], fault["code"]) for fault in kept.report["faults"]]
    assert cells == [("B2", "sample_left")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(world, ports, encoding):
    assert take(world, ports, as_csv([HEAD, row(1), row(2)], encoding), "名单.csv")["new"] == 2


def test_the_same_file_twice_changes_nothing(world, ports):
    data = write_excel({"名单": [HEAD, row(1), row(2)]})
    take(world, ports, data)
    before = employed()
    assert take(world, ports, data) | {"faults": []} == take(world, ports, data) | {"faults": []}
    assert employed() == before


def test_a_changed_row_is_an_update_not_a_second_person(world, ports):
    take(world, ports, write_excel({"名单": [HEAD, row(1)]}))
    report = take(world, ports, write_excel({"名单": [HEAD, row(1, 岗位名称="班组长")]}))
    assert (report["new"], report["changed"]) == (0, 1)


@pytest.mark.parametrize(
    ("change", "cell", "code"),
    [
        ({"身份证号": number(1)[:-1] + ("0" if number(1)[-1] != "0" else "1")}, "B2", "id_checksum"),
        ({"身份证号": ""}, "B2", "empty"),
        ({"人员类别": "老板"}, "D2", "role_unknown"),
        ({"重点岗位": "修脚"}, "E2", "post_unknown"),
        ({"入职日期": "去年"}, "H2", "date_unreadable"),
        ({"离职日期": "2020-01-01"}, "I2", "dates_reversed"),
        ({"用工形式": "志愿"}, "G2", "kind_unknown"),
        ({"姓名": ""}, "A2", "empty"),
        ({"姓名": "\u200b"}, "A2", "empty"),
        ({"姓名": "王😀"}, "A2", "name_odd_signs"),
    ],
)
def test_a_bad_cell_is_named_and_its_row_waits_while_the_good_one_is_imported(
    world, ports, change, cell, code
):
    before = employed()
    kept = preview(world, ports, write_excel({"名单": [HEAD, row(1, **change), row(2)]}))
    assert [(fault["cell"], fault["code"]) for fault in kept.report["faults"]] == [(cell, code)]
    roster_imports.start_import(kept.id, actor=world["actors"]["officer"], now=ports.clock.now(), ports=ports)
    kept = roster_imports.get_import(world["actors"]["officer"], kept.id)
    assert (kept.state, kept.report["taken"]["new"], employed()) == ("previewed", 1, before + 1)


def test_a_table_without_any_good_row_takes_nothing(world, ports):
    kept = preview(world, ports, write_excel({"名单": [HEAD, row(1, 姓名="")]}))
    with pytest.raises(DomainError, match="import_has_faults"):
        roster_imports.start_import(
            kept.id, actor=world["actors"]["officer"], now=ports.clock.now(), ports=ports
        )


def test_an_id_number_that_excel_made_a_number_is_refused_by_its_cell(world, ports):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, row(1))
    sheet.write_number(1, 1, 990103198505050010)
    book.close()
    faults = preview(world, ports, buffer.getvalue()).report["faults"]
    assert [(fault["cell"], fault["code"]) for fault in faults] == [("B2", "id_as_number")]


def test_a_header_below_merged_notes_and_columns_in_any_order_are_found(world, ports):
    order = [8, 3, 1, 0, 7, 2, 4, 5, 6]
    rows = [
        ["某某公司人员名单"],
        ["填表说明：请如实填写"],
        [HEAD[place] for place in order],
        [row(1)[place] for place in order],
    ]
    assert take(world, ports, write_excel({"名单": rows}))["new"] == 1


def test_a_name_that_came_onto_the_roster_since_the_preview_stops_the_whole_import(world, ports):
    kept = preview(
        world, ports, write_excel({"名单": [HEAD, row(2), row(1, 姓名="别的名字", 入职日期="2026-01-01")]})
    )
    take(world, ports, write_excel({"名单": [HEAD, row(1)]}))
    before = employed()
    roster_imports.start_import(kept.id, actor=world["actors"]["officer"], now=ports.clock.now(), ports=ports)
    failed = roster_imports.get_import(world["actors"]["officer"], kept.id)
    assert (failed.state, failed.report["failure"], employed()) == ("failed", "name_differs", before)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"PK\x03\x04rubbish", "not_a_table"),
        (b"\x00\x01\x02" * 50, "not_a_table"),
        (b"", "empty"),
        (b"\xff\xff\xff\xfe\xfa", "encoding"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_cause(world, ports, data, cause):
    with pytest.raises(DomainError) as refused:
        preview(world, ports, data)
    assert refused.value.data["cause"] == cause


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ten_thousand_rows_are_taken_whole(world, ports):
    report = take(world, ports, write_excel({"名单": [HEAD, *(row(serial) for serial in range(10_000))]}))
    assert report["new"] == 10_000


def test_an_import_cut_short_is_taken_up_again_and_runs_once(world, ports):
    kept = preview(world, ports, write_excel({"名单": [HEAD, row(1)]}))
    kept.state = "running"
    db.session.commit()
    before = employed()
    db.session.commit()
    for _ in range(2):
        ports.queue.enqueue("resume_imports")
    assert employed() == before + 1


def test_dates_are_read_as_people_write_them():
    from examapp.domain.tables import read_date

    for text in (
        "2024-3-1",
        "2024/03/01",
        "2024.3.1",
        "2024年3月1日",
        "20240301",
        20240301.0,
        "2024-03-01 00:00:00",
    ):
        assert read_date(text) == date(2024, 3, 1), text
    assert read_date("2024-13-01") is None


def test_somebody_with_two_roles_from_the_same_day_stands_on_two_rows_and_in_two_stays(world, ports):
    lead, manager = row(1, 人员类别="主要负责人", 重点岗位=""), row(1, 人员类别="安全管理人员", 重点岗位="")
    before = employed()
    report = take(world, ports, write_excel({"名单": [HEAD, lead, manager]}))
    assert employed() == before + 2
    stays = db.session.scalars(select(Employment).join(Candidate).where(Candidate.name == "员工1")).all()
    assert {stay.role for stay in stays} == {"lead", "manager"}
    assert len({stay.candidate_id for stay in stays}) == 1
    # The same file again changes nothing, and one role alone changes the stay of that role.
    take(world, ports, write_excel({"名单": [HEAD, lead, manager]}))
    take(
        world,
        ports,
        write_excel({"名单": [HEAD, row(1, 人员类别="主要负责人", 重点岗位="", 岗位名称="总经理")]}),
    )
    assert employed() == before + 2
    assert report["fault_count"] == 0


def test_a_changed_role_of_somebody_with_one_role_is_no_second_stay(world, ports):
    take(world, ports, write_excel({"名单": [HEAD, row(1)]}))
    before = employed()
    take(world, ports, write_excel({"名单": [HEAD, row(1, 人员类别="安全管理人员", 重点岗位="")]}))
    assert employed() == before
