"""Personal files and training archives tell what was sat, where, and with what result;
nobody sees beyond their scope.
"""

import io
from datetime import timedelta

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.records import Rectification
from examapp.services.people.person_files import describe_person
from examapp.services.quizzes import rectifications, spot_quizzes
from examapp.services.reports import training_archives
from examapp.services.reports.histories import list_entries
from tests.services.exams.test_exams import announced, registered, sit
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

NAME = "周文员"


@pytest.fixture
def sat(app, world, ports):
    """An exam failed and then passed by one, and a quiz of three."""
    announced(world, ports)
    finish(app, world, ports, open_quiz(world, ports), [10, 8, 3])
    sit(app, registered(NAME), ports, right=3)
    db.session.expire_all()
    ports.clock.moment += timedelta(hours=25)
    sit(app, registered(NAME), ports, right=20)
    db.session.expire_all()
    return world


def build(sat, ports, name: str = "officer", year: int = 2026):
    return training_archives.build_archive(
        sat["actors"][name], registered(NAME).enterprise_id, year, now=ports.clock.now()
    )


def test_a_person_has_every_try_and_quiz_newest_first(sat, ports):
    person = registered(NAME).candidate_id
    entries = [one for one in list_entries(now=ports.clock.now(), candidate_id=person) if one.kind == "考核"]
    assert [(one.try_number, one.passed) for one in entries] == [(2, True), (1, False)]
    assert describe_person(person, ports=ports).employments[0][0] == registered(NAME).enterprise.name


def test_the_archive_counts_people_once_and_lists_every_paper(sat, ports):
    archive = build(sat, ports)
    groups = {row[0]: row[3:] for row in archive.groups}
    assert groups["2026 年全员年度考核"] == [1, 1]
    quiz = next(counts for title, counts in groups.items() if title.startswith("逢查必考"))
    assert quiz[0] == 3
    assert len(archive.rows) == 5
    assert build(sat, ports, year=2025).rows == []


def test_excel_and_pdf_hold_the_same_rows(sat, ports, tmp_path):
    archive = build(sat, ports)
    book = openpyxl.load_workbook(io.BytesIO(training_archives.archive_to_excel(archive)))
    head, *rows = book["明细"].iter_rows(values_only=True)
    assert list(head) == training_archives.EXCEL_HEAD
    words = [[str(row[0]), row[1], row[2], row[10]] for row in rows]
    assert words == [[row[0], row[1], row[2], row[8]] for row in archive.rows]
    sheet = training_archives.archive_for_print(archive, demonstration=False, now=ports.clock.now())
    document = ports.printer.make(sheet, seconds=60, patience=0)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    assert archive.enterprise.name in text.replace("\n", "")
    assert text.count(NAME) >= 2


def test_scores_that_are_not_shown_yet_are_not_in_the_archive(app, world, ports):
    announced(world, ports, shows="after_close")
    sit(app, registered(NAME), ports, right=20)
    db.session.expire_all()
    assert build(world, ports).rows[0][7:9] == ["", "待公布"]


def test_an_enterprise_out_of_scope_has_no_archive(sat, ports):
    with pytest.raises(DomainError):
        training_archives.build_archive(
            sat["actors"]["officer"], sat["foreign"].id, 2026, now=ports.clock.now()
        )


def test_a_workbook_adds_scores_up_as_numbers_beside_their_full_mark_and_marks_resits(sat, ports):
    archive = build(sat, ports)
    book = openpyxl.load_workbook(io.BytesIO(training_archives.archive_to_excel(archive)))
    head, *rows = book["明细"].iter_rows()
    place = {cell.value: number for number, cell in enumerate(head)}
    for entry, row in zip(archive.entries, rows, strict=True):
        score, full = row[place["成绩"]], row[place["满分"]]
        assert (score.value, full.value) == (entry.score_tenths / 10, entry.full_tenths / 10)
        assert {(cell.data_type, cell.number_format) for cell in (score, full, row[place["第几次"]])} == {
            ("n", "General")
        }
    marked = {
        row[place["内容"]].value: row[place["是否补考"]].value
        for row in rows
        if row[place["第几次"]].value == 2
    }
    assert marked == {"2026 年全员年度考核": "补考"}


def test_pages_and_print_say_scores_with_the_full_mark(sat, ports):
    shown = {(row[6], row[7]) for row in build(sat, ports).rows if row[1] == "2026 年全员年度考核"}
    assert shown == {("2（补考）", "100/100"), ("首考", "15/100")}


def test_a_retest_after_a_spot_quiz_is_marked_as_one(app, sat, ports):
    actor, now = sat["actors"]["inspector"], ports.clock.now()
    item = db.session.scalars(select(Rectification)).one()
    quiz_id = rectifications.start_retest(item.id, client_id="r" * 36, actor=actor, now=now, ports=ports)
    finish(app, sat, ports, spot_quizzes.locked_quiz(quiz_id), [10])
    retest = next(one for one in build(sat, ports).entries if one.group == f"quiz:{quiz_id}")
    assert (retest.resit, training_archives.row_of(retest)[6]) == (True, "补考")
    assert retest.title.startswith("逢查必考补考")
