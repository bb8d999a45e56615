"""The words of documents are confirmed in the office; the tablet shows them to the firm beside its signature."""

import json

from sqlalchemy import select

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.wordings import LEGAL_BASIS
from examapp.extensions import db
from examapp.models.records import Signature
from examapp.services.quizzes import spot_quizzes
from examapp.services.quizzes.signatures import Remarks
from examapp.web.quizzes.records.views import masked
from tests.services.quizzes.test_wordings import WORDS, recorded
from tests.stories import open_quiz

DRAWN = json.dumps([[[10 + x, 20, x * 16] for x in range(30)]])


def test_who_runs_the_regions_confirms_the_words_and_an_inspector_only_reads_them(sign_in, world):
    page = f"/regions/{world['own'].region_id}/wording"
    admin = sign_in("administrator")
    assert LEGAL_BASIS in admin.get(page).text
    assert "还没有确认" in admin.get(page).text
    assert admin.post(page, WORDS).status_code == 303
    assert WORDS["notice"] in admin.get(page).text
    assert "已确认" in sign_in("inspector").get("/regions").text
    assert sign_in("inspector").get(page).status_code == 403
    assert sign_in("county").get(page).status_code == 404


def test_the_firm_is_asked_beside_its_signature_and_what_it_says_is_kept(sign_in, world, ports):
    quiz, inspector = open_quiz(world, ports, {"lead": 1}), sign_in("inspector")
    act = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", grace_seconds=5, **act)
    page = f"/tablet/quizzes/{quiz.id}/signatures"
    asked = inspector.get(f"{page}?signer=representative").text
    assert "出示了执法证件、告知了权利" in asked
    assert LEGAL_BASIS in asked
    facts = {"signer": "representative", "name": "代表甲", "strokes": DRAWN, "notice": "yes"}
    inspector.post(page, {**facts, "has_opinion": "yes", "opinion": "请多培训"})
    signature = db.session.scalar(select(Signature).where(Signature.role == "representative"))
    assert (signature.notice_confirmed, signature.opinion) == (True, "请多培训")


def test_what_a_firm_said_in_words_stands_on_no_public_page(world, ports):
    content = recorded(
        world, ports, open_quiz(world, ports, {"lead": 1}), Remarks(opinion="老板娘说的", notice=True)
    )
    shown = masked(layout_record(content, "", {}, demonstration=False))
    assert "老板娘" not in json.dumps(shown, ensure_ascii=False)
