"""Pages that tell what followed from a decision: looked at as pictures, keyboard and axe."""

import uuid

from sqlalchemy import select, update

from examapp.domain.draws import count_strata
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.bank import BankItem
from examapp.models.candidates import Employment
from examapp.models.inspections import SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.services.core.scopes import visible_enterprises
from examapp.services.people.sign_ins import actor_of
from examapp.services.quizzes import seat_claims, seats, spot_quizzes
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.papers import inside
from tests.stories import draw_as_shown


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"decisions/{name}")


def _colleague(actor) -> int:
    own = db.session.get(Inspector, actor.inspector_id)
    others = select(Inspector.id).where(Inspector.region_id == own.region_id, Inspector.id != own.id)
    return db.session.scalars(others).first()


def prepared(server, name: str) -> tuple[int, str]:
    """An open quiz of the inspector of that name whose blueprint for hot work falls short, and a walk-in."""
    with inside(server) as app:
        ports = app.extensions["ports"]
        now = ports.clock.now()
        db.session.execute(update(BankItem).where(BankItem.topic == "hot_work").values(state="on_hold"))
        db.session.commit()
        actor = actor_of(db.session.scalars(select(Account).where(Account.name == name)).one())
        reach = visible_enterprises(actor).with_only_columns(Enterprise.id)
        welder = next(
            one
            for one in db.session.scalars(select(Employment).where(Employment.enterprise_id.in_(reach)))
            if "hot_work" in one.posts and one.role == "key_post"
        )
        quiz_id = spot_quizzes.prepare_quiz(
            welder.enterprise_id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
        )
        counts = count_strata(frozen_of(latest_freeze(quiz_id)))
        quiz = draw_as_shown(
            quiz_id,
            quotas={"key_post": counts["key_post"]},
            nonce="7",
            excluded={},
            second_inspector_id=_colleague(actor),
            actor=actor,
            now=now,
            ports=ports,
        )
        token = seats.take_walk_in_seat(
            quiz.code, "外来人", "123X", "key_post", "height", now=now, ports=ports
        )
        seat_claims.grant_claim(
            seats.find_claim(token).id, "id_card_checked", actor=actor, now=now, ports=ports
        )
        return quiz_id, welder.candidate.name


def test_the_inspector_reads_whose_paper_is_another_one_and_settles_a_walk_in(
    demo_server, open_page, enter_as
):
    tablet = enter_as(open_page("tablet"), "inspector")
    tablet.goto(f"{demo_server.url}/rectifications")
    quiz_id, welder = prepared(demo_server, tablet.locator(".side__who strong").inner_text())
    tablet.goto(f"{demo_server.url}/tablet/quizzes/{quiz_id}/board")
    assert welder in tablet.inner_text(".notice--warn")
    look(tablet, "tablet-board")
    tablet.goto(f"{demo_server.url}/walk-ins")
    card = tablet.locator("section.card", has_text="外来人")
    card.get_by_text("不是这家企业名单上的人").click()
    card.get_by_label("为什么不在名单上").fill("承包商、外协单位的人")
    look(tablet, "tablet-walk-ins")
    card.get_by_role("button", name="记为不在名单").click()
    tablet.get_by_role("link", name="不在名单").click()
    assert "承包商" in tablet.locator("section.card", has_text="外来人").inner_text()
    look(tablet, "tablet-walk-ins-settled")
    _lose_seeds(demo_server, quiz_id)
    tablet.goto(f"{demo_server.url}/tablet/quizzes/{quiz_id}/board")
    assert "这场抽考做不成记录" in tablet.inner_text(".notice--bad")
    look(tablet, "tablet-board-seeds-lost")
    tablet.get_by_role("button", name="找不回密钥，取消这场抽考").click()
    tablet.wait_for_url(f"{demo_server.url}/tablet/")


def _lose_seeds(server, quiz_id: int) -> None:
    """What is bound to another column does not open, as under a lost key."""
    with inside(server):
        quiz = db.session.get(SpotQuiz, quiz_id)
        quiz.seed_papers_sealed = quiz.seed_people_sealed
        db.session.commit()
