"""What the enterprise says of a visit, and who may answer."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.quizzes import visit_ratings
from tests.stories import open_quiz

PHONE = "一部手机"


@pytest.fixture
def inspection(world, ports):
    return open_quiz(world, ports).inspection


def said_of(inspection) -> list[list[tuple[int, str]]]:
    return [
        [(word.stars, word.words) for word in browser] for browser in visit_ratings.list_words(inspection.id)
    ]


def test_a_changed_word_stands_before_the_earlier_one_and_the_same_again_is_once(inspection, ports):
    now = ports.clock.now()
    for stars, words in ((2, "没有出示证件"), (2, " 没有出示证件\u200b"), (5, "后来出示了")):
        visit_ratings.rate_visit(inspection.rating_token, stars, words, rater=PHONE, now=now)
    assert said_of(inspection) == [[(5, "后来出示了"), (2, "没有出示证件")]]
    entries = db.session.query(AuditEntry).filter_by(act="visit.rated").order_by(AuditEntry.id).all()
    assert len(entries) == 2
    assert json.loads(entries[1].data)["words_before"] == "没有出示证件"


def test_another_browser_speaks_for_itself_and_overwrites_nothing(inspection, ports):
    now = ports.clock.now()
    visit_ratings.rate_visit(inspection.rating_token, 2, "没有出示证件", rater=PHONE, now=now)
    visit_ratings.rate_visit(inspection.rating_token, 5, "", rater="另一部手机", now=now)
    assert said_of(inspection) == [[(5, "")], [(2, "没有出示证件")]]
    assert visit_ratings.find_own_word(inspection.id, PHONE).stars == 2
    assert visit_ratings.find_own_word(inspection.id, "第三部手机") is None
    assert visit_ratings.find_own_word(inspection.id, "") is None


def test_nobody_fills_the_disk_with_words_on_one_visit(inspection, ports, monkeypatch):
    monkeypatch.setattr(visit_ratings, "MOST_WORDS", 2)
    for stars in (1, 2):
        visit_ratings.rate_visit(inspection.rating_token, stars, "", rater=PHONE, now=ports.clock.now())
    with pytest.raises(DomainError, match="rating_full"):
        visit_ratings.rate_visit(inspection.rating_token, 3, "", rater="别的", now=ports.clock.now())


def test_whoever_went_along_neither_reads_nor_answers(inspection, world, ports):
    visit_ratings.rate_visit(inspection.rating_token, 1, "", rater=PHONE, now=ports.clock.now())
    readers = [login for login, actor in world["actors"].items() if visit_ratings.may_read(inspection, actor)]
    assert set(readers) == {"bureau", "county", "auditor", "supervisor"}
    went = replace(world["actors"]["bureau"], inspector_id=world["colleague_id"])
    assert not visit_ratings.may_read(inspection, went)
    with pytest.raises(DomainError, match="rating_own"):
        visit_ratings.answer_rating(inspection.id, "谢谢", actor=went, now=ports.clock.now())


@pytest.mark.parametrize(("stars", "words"), [(0, ""), (6, ""), (3, "字" * 501), (3, "很好😀")])
def test_nonsense_is_refused_and_leaves_nothing(inspection, ports, stars, words):
    with pytest.raises(DomainError, match=r"stars_missing|rating_too_long|reason_odd_signs"):
        visit_ratings.rate_visit(inspection.rating_token, stars, words, rater=PHONE, now=ports.clock.now())
    assert visit_ratings.find_rating(inspection.id) is None


def test_an_unknown_address_and_one_of_long_ago_take_nothing(inspection, ports):
    now = ports.clock.now()
    with pytest.raises(DomainError, match="visit_unknown"):
        visit_ratings.rate_visit("nonsense", 5, "", rater=PHONE, now=now)
    with pytest.raises(DomainError, match="rating_closed"):
        visit_ratings.rate_visit(inspection.rating_token, 5, "", rater=PHONE, now=now + timedelta(days=61))


def test_a_visit_that_was_planned_long_before_is_rated_for_sixty_days_after_its_day(inspection, ports):
    now = ports.clock.now()
    inspection.created_at = now - timedelta(days=200)
    db.session.commit()
    visit_ratings.rate_visit(inspection.rating_token, 4, "", rater=PHONE, now=now + timedelta(days=60))
    with pytest.raises(DomainError, match="rating_closed"):
        visit_ratings.rate_visit(inspection.rating_token, 5, "", rater=PHONE, now=now + timedelta(days=61))


def test_only_who_may_see_the_visit_answers_and_only_what_was_said(inspection, world, ports):
    now = ports.clock.now()
    with pytest.raises(DomainError, match="rating_missing"):
        visit_ratings.answer_rating(inspection.id, "谢谢", actor=world["actors"]["bureau"], now=now)
    visit_ratings.rate_visit(inspection.rating_token, 1, "影响了生产", rater=PHONE, now=now)
    with pytest.raises(DomainError, match="not_found"):
        visit_ratings.answer_rating(inspection.id, "谢谢", actor=world["actors"]["outsider"], now=now)
    with pytest.raises(DomainError, match="reason_odd_signs"):
        visit_ratings.answer_rating(inspection.id, "好😀", actor=world["actors"]["bureau"], now=now)
    visit_ratings.answer_rating(inspection.id, "已约谈", actor=world["actors"]["bureau"], now=now)
    assert visit_ratings.find_rating(inspection.id).answer == "已约谈"
