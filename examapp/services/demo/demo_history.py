"""Three months of fictional inspections: drawn, answered, signed and recorded by the same services as real ones."""

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import func, select

from examapp.domain.draws import count_strata
from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole, Actor
from examapp.domain.wordings import LEGAL_BASIS
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.counters import next_number
from examapp.services.core.days import SHANGHAI
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.demo.demo_answers import GRACE, answer_attempt
from examapp.services.quizzes import approvals, seat_control, signatures, spot_quizzes
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.records import finish_record

DAYS = 92
QUIZZED, VISITED_ONLY = 34, 6
INSPECTIONS = QUIZZED + VISITED_ONLY
BASE_URL = "https://demo.invalid"


def build_history(dice: Random, *, ports: Ports, now: datetime) -> None:
    """Quizzes at most of the enterprises, some visits without a quiz (with and without an exemption).

    Goes on where a build that was killed stopped: enterprises with an inspection are not chosen again.
    """
    visited = count_inspections()
    unvisited = Enterprise.id.not_in(select(Inspection.enterprise_id))
    enterprises = list(db.session.scalars(select(Enterprise).where(unvisited).order_by(Enterprise.id)))
    chosen = dice.sample(enterprises, k=max(0, INSPECTIONS - visited))
    inspectors = list(db.session.scalars(select(Inspector).order_by(Inspector.id)))
    days = sorted((dice.randrange(1, DAYS) for _ in chosen), reverse=True)
    for number, (enterprise, days_ago) in enumerate(zip(chosen, days, strict=True), start=visited):
        moment = (now - timedelta(days=days_ago)).replace(hour=1 + number % 8, minute=dice.randrange(60))
        if number % 7 == 6 and number < 7 * VISITED_ONLY:
            _visit(enterprise, inspectors, moment, exempt=number % 2 == 0)
        else:
            _quiz(dice, enterprise, inspectors, moment, ports, record=number < INSPECTIONS - 2)


def count_inspections() -> int:
    """How many inspections there are in the whole city."""
    return db.session.scalar(select(func.count()).select_from(Inspection))


def _visit(enterprise: Enterprise, inspectors: list[Inspector], moment: datetime, *, exempt: bool) -> None:
    local = moment.astimezone(SHANGHAI)
    with transaction() as session:
        session.add(
            Inspection(
                number=f"T-{local.year}-{next_number(f'inspection:T:{local.year}'):06d}",
                enterprise_id=enterprise.id,
                inspected_on=local.date(),
                origin="entered",
                place=enterprise.address,
                lead_inspector_id=inspectors[0].id,
                second_inspector_id=inspectors[1].id,
                exemption_reason="企业停产检修，现场无作业人员" if exempt else "",
                created_at=moment,
            )
        )


def _quiz(
    dice: Random,
    enterprise: Enterprise,
    inspectors: list[Inspector],
    moment: datetime,
    ports: Ports,
    *,
    record: bool,
) -> None:
    wide = replace(_actor(inspectors[0]), region_path=_city_path())
    client_id = str(uuid.UUID(int=dice.getrandbits(128)))
    quiz_id = spot_quizzes.prepare_quiz(
        enterprise.id, client_id=client_id, actor=wide, now=moment - timedelta(minutes=1), ports=ports
    )
    if record:
        _approve(quiz_id, wide, moment)
    quiz = _draw(dice, quiz_id, inspectors[1].id, wide, moment, ports)
    for place, one in enumerate(spot_quizzes.list_participants(quiz_id)):
        if place == 3 and dice.random() < 0.3:
            seat_control.mark_absent(one.id, "当日轮休，不在厂", actor=wide, now=moment)
        else:
            seat_control.confirm_identity(one.id, "id_card_checked", actor=wide, now=moment, ports=ports)
            answer_attempt(dice, attempt_of(one.id), moment + timedelta(minutes=2))
    closed_at = moment + timedelta(minutes=12)
    spot_quizzes.close_quiz(quiz_id, absent_reason="现场未到", actor=wide, now=closed_at, grace_seconds=GRACE)
    if record:
        colleague = replace(_actor(inspectors[1]), region_path=_city_path())
        _sign(dice, quiz, (wide, colleague), closed_at)
        recorded_at = closed_at + timedelta(minutes=6)
        # Nobody opens most of them, and a first start should not wait for their documents.
        finish_record(quiz_id, base_url=BASE_URL, actor=wide, now=recorded_at, ports=ports, printed=False)


def _draw(
    dice: Random, quiz_id: int, second_id: int, actor: Actor, moment: datetime, ports: Ports
) -> SpotQuiz:
    quotas = {"lead": 1, "manager": 1, "key_post": 2 + dice.randrange(2) * _roomy(quiz_id)}
    press = partial(
        spot_quizzes.draw_and_open,
        quiz_id,
        quotas=quotas,
        nonce=str(dice.randrange(1, 100)),
        excluded={},
        second_inspector_id=second_id,
        actor=actor,
        ports=ports,
    )
    if frozen_of(latest_freeze(quiz_id))["quotas"] != quotas:
        with suppress(DomainError):  # Frozen anew, for everybody to see before the draw.
            press(now=moment - timedelta(seconds=30))
    return press(now=moment)


def _approve(quiz_id: int, actor: Actor, moment: datetime) -> None:
    inspection = db.session.get(SpotQuiz, quiz_id).inspection
    approval = {
        "kind": "routine",
        "item": "生产经营单位安全生产教育培训情况检查",
        "basis": LEGAL_BASIS,
        "number": f"演示检审〔{moment.year}〕{inspection.id} 号",
        "approver": "钱局长",
        "approved_at": moment - timedelta(days=1),
        "notice": "现场送达检查通知书",
    }
    approvals.save_approval(inspection.id, approval, actor=actor, now=moment)


def _sign(dice: Random, quiz: SpotQuiz, actors: tuple[Actor, Actor], moment: datetime) -> None:
    """Everybody on the tablet of the first inspector; the second one for the own name."""
    own = {actor.inspector_id: actor for actor in actors}
    for signer in signatures.list_signers(quiz):
        refused = "本人对成绩有异议，拒绝签字" if signer.role == "candidate" and dice.random() < 0.03 else ""
        signatures.sign(
            quiz.id,
            signer.key,
            strokes=_scribble(dice),
            refusal_reason=refused,
            name="赵代表",
            actor=own.get(signer.inspector_id, actors[0]),
            now=moment,
        )


def _roomy(quiz_id: int) -> bool:
    return count_strata(frozen_of(latest_freeze(quiz_id)))["key_post"] >= 3


def _scribble(dice: Random) -> list:
    x, y, strokes = 40, 90, []
    for stroke in range(5):
        line = []
        for point in range(12):
            x, y = x + dice.randrange(1, 7), max(20, min(150, y + dice.randrange(-16, 17)))
            line.append([x, y, stroke * 300 + point * 16])
        strokes.append(line)
        x += 14
    return strokes


def _actor(inspector: Inspector) -> Actor:
    account = db.session.get(Account, inspector.account_id)
    return Actor(
        account_id=account.id, name=account.name, role=AccountRole.inspector, inspector_id=inspector.id
    )


def _city_path() -> str:
    return db.session.scalar(select(Region.path).where(Region.level == "city"))
