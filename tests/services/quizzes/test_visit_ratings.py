"""What the enterprise says of a visit, and who may answer."""

from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.quizzes import visit_ratings
from tests.stories import open_quiz


@pytest.fixture
def inspection(world, ports):
    return open_quiz(world, ports).inspection


def test_the_newest_word_counts_the_same_again_is_once_and_older_ones_stay_in_the_log(inspection, ports):
    now = ports.clock.now()
    visit_ratings.rate_visit(inspection.rating_token, 2, "没有出示证件", now=now)
    visit_ratings.rate_visit(inspection.rating_token, 2, " 没有出示证件\u200b", now=now)
    visit_ratings.rate_visit(inspection.rating_token, 5, "后来出示了", now=now)
    rating = visit_ratings.find_rating(inspection.id)
    assert (rating.stars, rating.words) == (5, "后来出示了")
    assert db.session.query(AuditEntry).filter_by(act="visit.rated").count() == 2


@pytest.mark.parametrize(("stars", "words"), [(0, ""), (6, ""), (3, "字" * 501)])
def test_nonsense_is_refused_and_leaves_nothing(inspection, ports, stars, words):
    with pytest.raises(DomainError, match=r"stars_missing|rating_too_long"):
        visit_ratings.rate_visit(inspection.rating_token, stars, words, now=ports.clock.now())
    assert visit_ratings.find_rating(inspection.id) is None


def test_an_unknown_address_and_one_of_long_ago_take_nothing(inspection, ports):
    now = ports.clock.now()
    with pytest.raises(DomainError, match="visit_unknown"):
        visit_ratings.rate_visit("nonsense", 5, "", now=now)
    with pytest.raises(DomainError, match="rating_closed"):
        visit_ratings.rate_visit(inspection.rating_token, 5, "", now=now + timedelta(days=61))


def test_a_visit_that_was_planned_long_before_is_rated_for_sixty_days_after_its_day(inspection, ports):
    now = ports.clock.now()
    inspection.created_at = now - timedelta(days=200)
    db.session.commit()
    visit_ratings.rate_visit(inspection.rating_token, 4, "", now=now + timedelta(days=60))
    with pytest.raises(DomainError, match="rating_closed"):
        visit_ratings.rate_visit(inspection.rating_token, 5, "", now=now + timedelta(days=61))


def test_only_who_may_see_the_visit_answers_and_only_what_was_said(inspection, world, ports):
    now = ports.clock.now()
    with pytest.raises(DomainError, match="rating_missing"):
        visit_ratings.answer_rating(inspection.id, "谢谢", actor=world["actors"]["bureau"], now=now)
    visit_ratings.rate_visit(inspection.rating_token, 1, "影响了生产", now=now)
    with pytest.raises(DomainError, match="not_found"):
        visit_ratings.answer_rating(inspection.id, "谢谢", actor=world["actors"]["outsider"], now=now)
    visit_ratings.answer_rating(inspection.id, "已约谈", actor=world["actors"]["bureau"], now=now)
    assert visit_ratings.find_rating(inspection.id).answer == "已约谈"
