"""What documents say of authority and rights is frozen at the draw; what the firm says stands beside its name."""

import json

import pytest

from examapp.adapters.documents.official_layout import NOT_FILLED, NOT_RECORDED, UNCONFIRMED
from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.errors import DomainError
from examapp.domain.wordings import LEGAL_BASIS, NOTICE
from examapp.extensions import db
from examapp.models.inspections import QuizFacts
from examapp.services.core.transactions import transaction
from examapp.services.people.wordings import save_wording, wording_of
from examapp.services.quizzes import records, signatures, spot_quizzes
from examapp.services.quizzes.signatures import Remarks
from tests.stories import STROKES, open_quiz

WORDS = {"authority": "甲区应急管理局", "legal_basis": "《某法》第一条", "notice": "有权申请回避"}


def save(world, ports, region, facts=WORDS, who="administrator"):
    save_wording(region.id, facts, actor=world["actors"][who], now=ports.clock.now())


def recorded(world, ports, quiz, remarks=None, refusal=""):
    """Nobody came; both inspectors and the firm sign, or the firm refuses."""
    act = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", grace_seconds=5, **act)
    own = {world["colleague_id"]: world["actors"]["colleague"]}
    for signer in signatures.list_signers(spot_quizzes.locked_quiz(quiz.id)):
        reason = refusal if signer.role == "representative" else ""
        facts = {"strokes": STROKES, "refusal_reason": reason, "name": "代表甲", "remarks": remarks}
        actor = own.get(signer.inspector_id, act["actor"])
        signatures.sign(quiz.id, signer.key, **facts, actor=actor, now=act["now"])
    record = records.finish_record(
        quiz.id, base_url="https://example.invalid", ports=ports, printed=False, **act
    )
    return json.loads(record.content)


def rows_of(content):
    shown = layout_record(content, "", {}, demonstration=False)
    rows = {row["label"]: row["text"] for row in [*shown["notices"], shown["opinion"]]}
    return rows, shown


def test_a_region_says_what_the_nearest_above_it_has_confirmed(world, ports):
    county = world["own"].region
    assert (wording_of(county).legal_basis, wording_of(county).confirmed) == (LEGAL_BASIS, False)
    save(world, ports, county.parent)
    assert (wording_of(county).authority, wording_of(county).confirmed) == ("甲区应急管理局", True)
    save(world, ports, county, {**WORDS, "authority": "乙局"})
    assert wording_of(county).authority == "乙局"
    assert wording_of(county.parent).authority == "甲区应急管理局"


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({**WORDS, "notice": " \u200b"}, "wording_missing", "notice"),
        ({**WORDS, "authority": "局" * 61}, "wording_too_long", "authority"),
    ],
)
def test_words_that_are_missing_or_too_long_are_refused_by_field(world, ports, facts, code, field):
    with pytest.raises(DomainError) as refused:
        save(world, ports, world["own"].region, facts)
    assert (refused.value.code, refused.value.data["field"]) == (code, field)


def test_a_bureau_words_its_own_regions_only(world, ports):
    with pytest.raises(DomainError, match="not_found"):
        save(world, ports, world["own"].region, who="county")


def test_what_was_confirmed_before_the_draw_stands_on_the_record_whatever_is_confirmed_after(world, ports):
    save(world, ports, world["own"].region)
    quiz = open_quiz(world, ports, {"lead": 1})
    save(world, ports, world["own"].region, {**WORDS, "authority": "后来的局"})
    rows, shown = rows_of(recorded(world, ports, quiz, Remarks(opinion="希望多培训", notice=True)))
    assert shown["authority"] == rows["执法机关"] == "甲区应急管理局"
    assert (rows["法律依据"], rows["告知内容"]) == ("《某法》第一条", "有权申请回避")
    assert rows["企业意见"] == "希望多培训"
    assert rows["出示与告知"].startswith("企业代表签字时确认")
    assert "试 0001" in rows["执法证件"]


def test_words_that_nobody_confirmed_and_answers_that_nobody_gave_say_so(world, ports):
    rows, shown = rows_of(recorded(world, ports, open_quiz(world, ports, {"lead": 1})))
    assert (rows["法律依据"], rows["告知内容"]) == (LEGAL_BASIS + UNCONFIRMED, NOTICE + UNCONFIRMED)
    assert rows["执法机关"] == rows["出示与告知"] == rows["企业意见"] == NOT_FILLED
    assert shown["authority"] == ""


@pytest.mark.parametrize(
    ("remarks", "opinion", "told"),
    [
        (Remarks(opinion="", notice=True), "无意见", "已出示执法证件"),
        (Remarks(opinion="", notice=False), "无意见", "没有出示执法证件，或者没有告知"),
    ],
)
def test_no_opinion_and_no_notice_are_said_as_such(world, ports, remarks, opinion, told):
    rows, _ = rows_of(recorded(world, ports, open_quiz(world, ports, {"lead": 1}), remarks))
    assert rows["企业意见"] == opinion
    assert told in rows["出示与告知"]


def test_a_refusal_stands_with_its_reason_and_a_line_for_the_witness(world, ports):
    content = recorded(
        world, ports, open_quiz(world, ports, {"lead": 1}), Remarks(witness="见证甲"), "对成绩有异议"
    )
    rows, shown = rows_of(content)
    assert shown["witnesses"] == [{"who": "企业代表　代表甲", "reason": "对成绩有异议", "witness": "见证甲"}]
    assert rows["企业意见"] == "拒绝签字，原因：对成绩有异议"
    assert rows["出示与告知"] == "企业代表拒签，没有确认"


def test_a_quiz_of_before_says_that_nothing_was_recorded_and_not_what_holds_today(world, ports):
    quiz = open_quiz(world, ports, {"lead": 1})
    with transaction():
        db.session.delete(db.session.get(QuizFacts, quiz.id))
    save(world, ports, world["own"].region)
    content = recorded(world, ports, quiz, Remarks(opinion="", notice=True))
    rows, shown = rows_of(content)
    assert "wording" not in content
    assert {rows[label] for label in ("执法机关", "法律依据", "告知内容", "出示与告知")} == {NOT_RECORDED}
    assert shown["authority"] == ""


def test_what_the_firm_said_holds_on_in_a_version_that_it_did_not_sign(world, ports):
    content = recorded(world, ports, open_quiz(world, ports, {"lead": 1}), Remarks(opinion="", notice=True))
    rows, _ = rows_of({**content, "version": 2, "results_digest": "f" * 64})
    assert rows["企业意见"] == "无意见（第 1 版签字时）"
    assert rows["出示与告知"].endswith("（第 1 版签字时）")
