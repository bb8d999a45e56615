"""S5 of the doors: what somebody types to find a firm or a person is folded as at every other door."""

import pytest
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.services.people.enterprise_search import search
from examapp.services.people.name_search import named_like


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def test_a_firm_is_found_however_wide_or_spaced_name_initials_and_code_were_typed(app, world, sign_in):
    firm, actor = world["own"], world["actors"]["bureau"]
    firm.name, firm.name_initials = "澜江ABC（集团）有限公司", "ljabcjtyxgs"
    db.session.commit()
    spellings = (
        "澜江ABC（集团）", "澜江abc(集团)", "澜江　ＡＢＣ", "澜 江\u200bA BC（集团", wide("ljabc"), "LJABC",
        firm.uscc.lower(), wide(firm.uscc), f"{firm.uscc[:9]} {firm.uscc[9:]}",
    )  # fmt: skip
    for spelling in spellings:
        assert [one.id for one in search(actor, spelling)] == [firm.id], spelling
    desk = sign_in("bureau")
    for spelling in spellings[1:4]:
        assert "澜江ABC（集团）有限公司" in desk.get(f"/enterprises?q={spelling}").text
        assert desk.get(f"/inspections?q={spelling}").status_code == 200
    assert search(actor, "%") == search(actor, "_") == []


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("张焊工", ("张 焊工", "张　焊工", "张焊工\u200b", "张 焊")),
        ("买买提·吐尔逊", ("买买提•吐尔逊", "买买提 ‧ 吐尔逊", "买买提．吐", "买买提・吐尔逊")),
        ("John Smith", ("ｊｏｈｎ smith", "JOHN  Smith", "smith")),
    ],
)
def test_a_person_is_found_however_the_name_was_typed(app, world, name, spellings):
    person = db.session.scalar(select(Candidate).order_by(Candidate.id).limit(1))
    person.name, person.name_pinyin = name, name.lower() if name.isascii() else "xingming"
    db.session.commit()
    for spelling in spellings:
        assert person.id in db.session.scalars(select(Candidate.id).where(named_like(spelling))).all(), (
            spelling
        )
