"""The same person in the same post since another day: one post, and the day is to be confirmed."""

from datetime import date

import pytest
from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.services.people import registers, roster_comparisons, roster_imports
from tests.world import id_number

HEAD = ["姓名", "身份证号", "人员类别", "入职日期", "离职日期"]


def person(day: str, until: str = "", role: str = "其他从业人员") -> list:
    return ["郑七", id_number(907), role, day, until]


@pytest.fixture
def desk(world, ports):
    """The officer sends in lists of the own firm."""

    class Desk:
        who = {"actor": world["actors"]["officer"], "now": ports.clock.now(), "ports": ports}

        def preview(self, *rows):
            data = write_excel({"名单": [HEAD, *rows]})
            return roster_imports.preview_roster(data, "名单.xlsx", world["own"].id, **self.who)

        def take(self, kept, **said):
            roster_imports.start_import(kept.id, **said, **self.who)
            return roster_imports.get_import(self.who["actor"], kept.id).report

    return Desk()


def days() -> list[str]:
    query = select(Employment.started_on).join(Candidate).where(Candidate.name == "郑七")
    return sorted(day.isoformat() for day in db.session.scalars(query))


def test_another_hire_date_is_told_and_makes_no_second_post_whichever_day_is_right(desk, ports):
    desk.take(desk.preview(person("2026-01-01")))
    kept = desk.preview(person("2025-12-30"))
    assert (kept.report["new"], kept.report["other_days"]) == (0, 1)
    told = [
        (name, str(there), str(here)) for name, there, here in roster_comparisons.list_other_days(kept, ports)
    ]
    assert told == [("郑七", "2026-01-01", "2025-12-30")]
    assert (desk.take(kept)["same"], days()) == (1, ["2026-01-01"])
    assert (desk.take(desk.preview(person("2025-12-30")), new_days=True)["changed"], days()) == (
        1,
        ["2025-12-30"],
    )
    assert (desk.take(desk.preview(person("2025-12-30")))["same"], days()) == (1, ["2025-12-30"])


def test_who_left_and_came_back_and_who_has_a_second_role_has_two_posts(desk):
    desk.take(desk.preview(person("2024-01-01", "2024-06-30")))
    kept = desk.preview(person("2025-01-01"), person("2025-02-01", role="主要负责人"))
    assert (kept.report["new"], kept.report["other_days"], kept.report["faults"]) == (2, 0, [])
    desk.take(kept)
    assert days() == ["2024-01-01", "2025-01-01", "2025-02-01"]


def test_two_days_of_one_post_inside_one_file_are_told_with_the_other_row(desk):
    kept = desk.preview(person("2024-01-01"), person("2025-01-01"))
    assert [(fault["cell"], fault["code"], fault["value"]) for fault in kept.report["faults"]] == [
        ("D3", "stay_two_days", "第 2 行")
    ]


def test_somebody_added_by_hand_in_the_same_role_since_another_day_is_told_since_when_he_is_there(
    desk, ports
):
    desk.take(desk.preview(person("2024-01-01")))
    facts = {"role": "other", "posts": [], "job_title": "", "kind": "own", "started_on": date(2025, 1, 1)}
    own = db.session.scalar(select(Employment.enterprise_id).join(Candidate).where(Candidate.name == "郑七"))
    with pytest.raises(DomainError) as refused:
        registers.add_employment(own, "郑七", id_number(907), None, facts, **desk.who)
    assert (refused.value.code, refused.value.data["day"]) == ("on_roster_since", "2024-01-01")
