"""A record is amended by two inspectors, says whose signatures belong to which version, and prints corrected names."""

import json

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from examapp.adapters.documents.amendment_layout import layout_amendment
from examapp.domain.errors import DomainError
from examapp.domain.records import digest_record, rebuild_record
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.audit import AuditEntry
from examapp.models.inspections import QuizFacts
from examapp.models.records import Record, RecordAmendment, Signature
from examapp.paths import MIGRATIONS
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import amendments, corrections, records, spot_quizzes
from tests.services.quizzes.test_field_flow import answer, finish
from tests.stories import amend, confirmed, open_quiz, sign_as_all

NEW_NAME = "刘主仁"


def ask(world, ports, record, login="inspector", **words):
    words = {"reason": "写错", **words}
    return amendments.ask_amendment(record.id, actor=world["actors"][login], now=ports.clock.now(), **words)


def confirm(world, ports, record, login="colleague"):
    return amendments.confirm_amendment(
        record.id, base_url="", actor=world["actors"][login], now=ports.clock.now(), ports=ports
    )


def rename(world, ports, quiz, place=0, name=NEW_NAME, login="inspector"):
    participant = spot_quizzes.list_participants(quiz.id)[place]
    corrections.correct_name(
        participant.id, name, "身份证上是仁", actor=world["actors"][login], now=ports.clock.now()
    )


def rows_of(record) -> dict[str, str]:
    return {row["label"]: row["text"] for row in layout_amendment(json.loads(record.content))}


def test_one_inspector_alone_cannot_amend(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    ask(world, ports, record)
    with pytest.raises(DomainError, match="amendment_by_oneself"):
        confirm(world, ports, record, "inspector")
    with pytest.raises(DomainError, match="not_found"):
        confirm(world, ports, record, "outsider")
    assert db.session.get(Record, record.id).state == "current"
    made = confirm(world, ports, record)
    assert (made.version, db.session.get(Record, record.id).state) == (2, "amended")
    assert json.loads(made.content)["amendment"]["confirmed_by"] == "colleague甲"
    acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert [act for act in acts if "amendment" in act] == [
        "record.amendment_asked",
        "record.amendment_confirmed",
    ]


def test_asking_and_confirming_twice_is_once_and_the_older_version_cannot_be_amended_again(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    assert ask(world, ports, record).id == ask(world, ports, record, reason="写错岗位").id
    with pytest.raises(DomainError, match="amendment_waiting"):
        ask(world, ports, record, "colleague")
    made = confirm(world, ports, record)
    assert confirm(world, ports, record).id == made.id
    assert json.loads(made.content)["reason"] == "写错岗位"
    with pytest.raises(DomainError, match="state_conflict"):
        ask(world, ports, record)


def test_a_declined_amendment_makes_nothing_and_another_may_be_asked_for(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    ask(world, ports, record)
    amendments.drop_amendment(record.id, actor=world["actors"]["colleague"], now=ports.clock.now())
    with pytest.raises(DomainError, match="amendment_none"):
        confirm(world, ports, record)
    ask(world, ports, record, "colleague")
    assert confirm(world, ports, record, "inspector").version == 2
    assert db.session.scalars(select(RecordAmendment.state).order_by(RecordAmendment.id)).all() == [
        "dropped",
        "confirmed",
    ]


def test_where_the_colleague_is_gone_another_inspector_of_the_region_confirms(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    with transaction():
        db.session.get(Inspector, world["colleague_id"]).state = "left"
    asked = ask(world, ports, record)
    quiz = spot_quizzes.locked_quiz(record.spot_quiz_id)
    assert not amendments.may_confirm(quiz, asked, world["actors"]["inspector"])
    assert not amendments.may_confirm(quiz, asked, world["actors"]["bureau"])
    assert amendments.may_confirm(quiz, asked, world["actors"]["outsider"])


def test_an_amendment_without_changed_results_keeps_the_signatures_and_says_so(app, world, ports):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    made = amend(world, ports, record.id, unsigned_reason="")
    rows = rows_of(made)
    assert "刘主任" in rows["第 2 版的签字"]
    assert "未重新签字" not in rows
    assert rows_of(record) == {}
    assert rebuild_record(json.loads(made.content)) == []


def test_a_corrected_name_needs_new_signatures_or_the_reason_and_both_stand_by_version(app, world, ports):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [10, 8])
    rename(world, ports, quiz)
    with pytest.raises(DomainError, match="amendment_unsigned") as refused:
        ask(world, ports, record)
    assert NEW_NAME in refused.value.data["signers"]
    sign_as_all(world, ports, quiz, but=("representative",))
    ask(world, ports, record, unsigned_reason="企业代表已离开")
    made = confirm(world, ports, record)
    content, rows = json.loads(made.content), rows_of(made)
    assert content["participants"][0]["name"] == NEW_NAME
    assert rows["姓名更正"].startswith(
        f"第 1 号：“刘主任”更正为“{NEW_NAME}”。原因：身份证上是仁。inspector甲"
    )
    assert NEW_NAME in rows["第 2 版的签字"]
    assert rows["未重新签字"] == "代表甲。原因：企业代表已离开。"
    assert "刘主任" in rows["此前为第 1 版的签字"]
    assert rebuild_record(content) == []
    assert json.loads(db.session.get(Record, record.id).content)["participants"][0]["name"] == "刘主任"


def test_what_changes_between_asking_and_confirming_is_asked_anew(app, world, ports):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [10])
    ask(world, ports, record)
    rename(world, ports, quiz)
    with pytest.raises(DomainError, match="amendment_outdated"):
        confirm(world, ports, record)
    assert db.session.get(Record, record.id).state == "current"


def test_a_name_corrected_before_the_record_is_signed_anew_and_printed(app, world, ports):
    quiz = open_quiz(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    _, attempt = confirmed(world, ports, quiz, 0)
    answer(app, attempt, 10)
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    sign_as_all(world, ports, quiz)
    rename(world, ports, quiz)
    with pytest.raises(DomainError, match="signatures_missing"):
        records.finish_record(quiz.id, base_url="", actor=actor, now=now, ports=ports)
    sign_as_all(world, ports, quiz)
    record = records.finish_record(quiz.id, base_url="", actor=actor, now=now, ports=ports)
    rows = rows_of(record)
    assert "姓名更正" in rows
    assert "此前为第 1 版的签字" in rows
    assert rebuild_record(json.loads(record.content)) == []


@pytest.mark.parametrize(
    ("place", "name", "login", "code"),
    [
        (0, "刘😀", "inspector", "name_odd_signs"),
        (0, " \u200b", "inspector", "name_missing"),
        (3, "刘二", "inspector", "correction_unconfirmed"),
        (0, "刘二", "outsider", "not_found"),
        (0, "刘二", "bureau", "correction_foreign"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_is_corrected_only_by_an_inspector_of_the_quiz_for_somebody_confirmed_with_a_real_name(
    app, world, ports, place, name, login, code
):
    quiz = open_quiz(world, ports)
    finish(app, world, ports, quiz, [10])
    with pytest.raises(DomainError, match=code):
        rename(world, ports, quiz, place, name, login)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_record_whose_stated_results_were_changed_fails_its_check(app, world, ports):
    content = json.loads(finish(app, world, ports, open_quiz(world, ports), [10]).content)
    content["results_digest"] = "0" * 64
    assert "results_digest" in {difference.where for difference in rebuild_record(content)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_record_from_before_that_states_no_results_still_verifies(app, world, ports):
    content = json.loads(finish(app, world, ports, open_quiz(world, ports), [10]).content)
    del content["results_digest"]
    for signature in content["signatures"]:
        del signature["version"]
    content["digest"] = digest_record(content)
    assert rebuild_record(content) == []
    assert layout_amendment(content) == []


def test_a_step_back_and_forward_keeps_every_signature_and_takes_the_facts_from_the_record(app, world, ports):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [10])
    quiz_id, record_id = quiz.id, record.id
    rename(world, ports, quiz)
    sign_as_all(world, ports, quiz)
    made_id = amend(world, ports, record_id).id
    read = select(Signature.signer, Signature.record_version, Signature.content_digest).order_by(Signature.id)
    before = db.session.execute(read).all()
    facts = json.loads(db.session.get(QuizFacts, quiz_id).content)
    # The words of documents are younger than this step: a version made after it says that they were not recorded.
    del facts["wording"]
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0070")
    upgrade(directory=str(MIGRATIONS))
    assert db.session.execute(read).all() == before
    again = json.loads(db.session.get(QuizFacts, quiz_id).content)
    assert again == {**facts, "people": {}, "region_ids": [], "blueprints": again["blueprints"]}
    assert set(again["blueprints"].items()) <= set(facts["blueprints"].items())
    assert rebuild_record(json.loads(db.session.get(Record, made_id).content)) == []
