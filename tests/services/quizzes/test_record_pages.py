"""The record on paper: item by item, nothing cut, initials and count on each page, forty people within twelve pages."""

import copy
import io
import json

import pytest
from pypdf import PdfReader

from examapp.adapters.documents.printing import Printer
from examapp.adapters.documents.record_layout import layout_record
from examapp.adapters.documents.sheets import record_sheet
from examapp.services.core.printing import strokes_of
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def record(app, world, ports):
    """Four people: one knew everything, one half of it, two nothing that counts."""
    return finish(app, world, ports, open_quiz(world, ports), [10, 8, 6, 5])


def printed(content: dict, strokes: dict | None = None) -> PdfReader:
    sheet = record_sheet(content, json.dumps(content), "https://example.invalid/r/x", strokes or {})
    return PdfReader(io.BytesIO(Printer().make(sheet, seconds=60, patience=0)))


def plain(text: str) -> str:
    return "".join(text.split())


def of_forty(content: dict) -> dict:
    """The same record with forty people who each missed five items of their own: two hundred items."""
    content = copy.deepcopy(content)
    [one] = [each for each in content["participants"] if each["score_tenths"] == 500]
    people = []
    for number in range(1, 41):
        person = copy.deepcopy(one)
        person.update(number=number, name=f"工人{number}", signer=f"participant:{number}")
        for slot in person["paper"]:
            item = copy.deepcopy(content["items"][f"{slot['item']}@{slot['revision']}"])
            slot["item"] = item["id"] = f"{slot['item']}-{number}"
            content["items"][f"{slot['item']}@{slot['revision']}"] = item
        people.append(person)
    return {**content, "participants": people}


def test_each_page_bears_its_number_and_the_initials_of_inspectors_and_firm(record):
    pages = [plain(page.extract_text()) for page in PdfReader(io.BytesIO(record.document)).pages]
    for number, text in enumerate(pages, start=1):
        assert f"第{number}页/共{len(pages)}页" in text
        assert "执法人员受检单位" in text
    initials = layout_record(json.loads(record.content), "", strokes_of(record), demonstration=False)[
        "initials"
    ]
    assert [len(row["inks"]) for row in initials] == [2, 1]


def test_forty_people_with_two_hundred_missed_items_fit_on_twelve_pages(record):
    content = of_forty(json.loads(record.content))
    assert len(layout_record(content, "", {}, demonstration=False)["missed"]) == 200
    assert len(printed(content).pages) <= 12


def test_each_missed_item_stands_once_with_its_number_and_everybody_who_missed_it(record):
    content = json.loads(record.content)
    shown = layout_record(content, "", {}, demonstration=False)
    of_paper = {(row["item"], each["people"]) for row in shown["missed"] for each in row["answers"]}
    assert len({row["item"] for row in shown["missed"]}) == len(shown["missed"])
    assert sum(people.count("题）") for _, people in of_paper) == len(shown["mistakes"])
    places = [len(one["missed"].split("、")) for one in shown["people"] if one["missed"] != "—"]
    assert sum(places) == len(shown["mistakes"])
    text = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(record.document)).pages))
    for row in shown["missed"]:
        assert plain(row["item"]) in text
        assert plain(row["law"]) in text


def test_a_name_goes_on_in_the_next_line_of_its_cell(record):
    content = json.loads(record.content)
    names = [
        "Maximiliane Wolfeschlegelsteinhausenberger",
        "买买提·吐尔逊",
        "阿卜杜热合曼·买买提依明·" * 3,
        "王〓",
    ]
    for participant, name in zip(content["participants"], names, strict=True):
        participant["name"] = name
    rows: list[str] = []
    for page in printed(content).pages:
        rows += page.extract_text().splitlines()
    for name in names:
        assert plain(name) in plain("".join(rows))
    assert not any("Wolfeschlegelsteinhausen" in row for row in rows if "题）" not in row)


def test_the_file_keeps_the_rules_of_pdf_a_3_that_can_be_read_off_it(record):
    reader = PdfReader(io.BytesIO(record.document))
    catalogue, metadata = reader.trailer["/Root"], reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert catalogue["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert {"/Encrypt"} & set(reader.trailer) == set()
    assert "/ID" in reader.trailer
    assert {"/JavaScript", "/OpenAction", "/AA"} & set(catalogue) == set()
    files = [reference.get_object() for reference in catalogue["/AF"]]
    assert {file["/UF"] for file in files} == {"record.json", "pages.jws"}
    assert all(file["/AFRelationship"] and file["/EF"]["/F"]["/Subtype"] for file in files)
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(one) for one in descriptors)
