"""The coverage page: figures of all enterprises, the list in pages, visits with their reasons."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from examapp.extensions import db
from examapp.models.inspections import Inspection
from examapp.models.organizations import Enterprise
from examapp.services.core.transactions import transaction
from tests.statements import counted_statements

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EXCUSED = "停产检修"


@pytest.fixture
def inspected(world, ports) -> str:
    """51 enterprises with one visit each, the last of them twice and both times with a reason; gives the last one's name."""
    now, region = ports.clock.now(), world["own"].region_id
    day = now.date()
    with transaction() as session:
        firms = [
            Enterprise(
                uscc=f"T{number:017d}", name=f"示例企业{number:02d}", region_id=region, industry="gongmao", created_at=now
            )
            for number in range(1, 52)
        ]  # fmt: skip
        session.add_all(firms)
        session.flush()
        for number, (firm, on) in enumerate(
            [*((one, day) for one in firms), (firms[-1], day - timedelta(1))]
        ):
            session.add(
                Inspection(
                    number=f"T{number}", enterprise_id=firm.id, inspected_on=on, origin="entered",
                    exemption_reason=EXCUSED if firm is firms[-1] else "", created_at=now,
                )
            )  # fmt: skip
        return firms[-1].name


@SQLITE
def test_the_figures_are_of_all_and_the_list_comes_in_pages(inspected, sign_in):
    office = sign_in("bureau")
    first, second = office.get("/coverage").text, office.get("/coverage?page=2").text
    assert "0/50 家" in first
    assert "0/50 家" in second
    assert "检查 51 家" in first
    assert (inspected in first, inspected in second) == (False, True)
    assert first.count('data-label="情况"') == 50
    assert "page=2#enterprises" in first
    assert inspected in office.get("/coverage?only=exempt").text


@SQLITE
def test_every_visit_leads_to_its_page_and_the_workbook_names_the_reasons(inspected, sign_in):
    office = sign_in("bureau")
    row = (
        office.get("/coverage?only=exempt").text.split(f'data-label="企业">{inspected}')[1].split("</tr>")[0]
    )
    assert row.count('href="/inspections/') == 2
    book = load_workbook(io.BytesIO(office.get("/coverage/coverage.xlsx").data))
    lines = {line[1]: line for line in book["按企业"].iter_rows(values_only=True)}
    assert (lines[inspected][3], lines[inspected][9]) == (2, f"{EXCUSED}；{EXCUSED}")


@SQLITE
def test_more_visits_and_enterprises_ask_no_more_of_the_database(inspected, sign_in):
    office = sign_in("bureau")
    office.get("/coverage")
    db.session.remove()
    with counted_statements(db.engine) as seen:
        office.get("/coverage?only=exempt")
        of_one = list(seen)
        seen.clear()
        office.get("/coverage")
        assert (len(seen) == len(of_one), len(of_one) > 0) == (True, True), (of_one, seen)
        db.session.remove()
