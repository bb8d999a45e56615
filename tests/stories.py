"""Steps that many tests begin with: an open quiz, a confirmed person, an attempt with its token, a JSON client."""

import json
import uuid
from datetime import timedelta

from examapp.domain import draws_v1
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.days import today_of
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from examapp.services.quizzes import (
    amendments,
    approvals,
    seat_claims,
    seat_control,
    seats,
    signatures,
    spot_quizzes,
    visit_plans,
)
from examapp.services.quizzes.draw_freezes import latest_freeze
from examapp.services.quizzes.participants import attempt_of

STROKES = [[[10 + x, 20 + x % 7, x * 16] for x in range(30)]]
QUOTAS = {"lead": 1, "manager": 1, "key_post": 2}


def open_quiz(world: dict, ports, quotas: dict | None = None, nonce: str = "7"):
    """A drawn and opened quiz at the own enterprise."""
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )
    approve(quiz_id, actor, now)
    return draw_as_shown(
        quiz_id,
        quotas=quotas or QUOTAS,
        nonce=nonce,
        excluded={},
        second_inspector_id=world["colleague_id"],
        actor=actor,
        now=now,
        ports=ports,
    )


def open_quiz_of_v1(world: dict, ports, quotas: dict | None = None, seed: bytes = b"\7" * 32):
    """A quiz that was committed under the first draw, opened."""
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )
    with transaction() as session:
        session.delete(latest_freeze(quiz_id))
        quiz = session.get(SpotQuiz, quiz_id)
        quiz.algorithm, quiz.seed, quiz.commitment = "v1", seed, draws_v1.make_commitment(seed)
        quiz.seed_people_sealed = quiz.seed_papers_sealed = None
    return spot_quizzes.draw_and_open(
        quiz_id,
        quotas=quotas or QUOTAS,
        nonce="",
        excluded={},
        second_inspector_id=world["colleague_id"],
        actor=actor,
        now=now,
        ports=ports,
    )


def approve(quiz_id: int, actor, now, **changes) -> None:
    """The authority approved the visit of this quiz an hour ago."""
    inspection_id = db.session.get(SpotQuiz, quiz_id).inspection_id
    approvals.save_approval(inspection_id, {**approval_of(now), **changes}, actor=actor, now=now)


def approval_of(now) -> dict:
    """An approval as a form gives it."""
    return {
        "kind": "routine",
        "item": "安全生产教育培训情况检查",
        "basis": "《中华人民共和国安全生产法》（2021 年版）第六十五条",
        "number": "甲应急检审〔2026〕7 号",
        "approver": "钱审批",
        "approved_at": now - timedelta(hours=1),
        "notice": "检查通知书 7 号，当日送达",
    }


def plan_visit(world: dict, ports, days: int = 0, who: str = "bureau", **changes) -> Inspection:
    """A visit of the own enterprise in so many days, by the inspector and the colleague; `who` plans it."""
    actor, now = world["actors"][who], ports.clock.now()
    facts = {**plan_facts(world, ports, days), "enterprise_id": world["own"].id, **changes}
    planned = visit_plans.plan_inspection(
        facts, approval_of(now), client_id=str(uuid.uuid4()), actor=actor, now=now
    )
    return db.session.get(Inspection, planned)


def plan_facts(world: dict, ports, days: int = 0) -> dict:
    """Day, place and people of a plan as a form gives them."""
    return {
        "inspected_on": today_of(ports.clock.now()) + timedelta(days=days),
        "place": "",
        "lead_inspector_id": world["actors"]["inspector"].inspector_id,
        "second_inspector_id": world["colleague_id"],
    }


def nod(world: dict, ports, token: str, who: str = "inspector"):
    """The inspector grants the device that holds this token; gives the participant."""
    claim = seats.find_claim(token)
    actor, now = world["actors"][who], ports.clock.now()
    seat_claims.grant_claim(claim.id, "id_card_checked", actor=actor, now=now, ports=ports)
    return seats.find_seat(token)


def confirmed(world: dict, ports, quiz, place: int = 0):
    """A participant whom the inspector has confirmed, and the attempt."""
    participant = spot_quizzes.list_participants(quiz.id)[place]
    seat_control.confirm_identity(
        participant.id,
        "id_card_checked",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
    return participant, attempt_of(participant.id)


def amend(
    world: dict,
    ports,
    record_id: int,
    reason: str = "写错",
    unsigned_reason: str = "本人已离开",
    base_url: str = "",
):
    """A new version: the inspector asks, the colleague confirms."""
    now = ports.clock.now()
    amendments.ask_amendment(
        record_id, reason, unsigned_reason=unsigned_reason, actor=world["actors"]["inspector"], now=now
    )
    colleague = world["actors"]["colleague"]
    return amendments.confirm_amendment(record_id, base_url=base_url, actor=colleague, now=now, ports=ports)


def withdraw(world: dict, ports, record_id: int, reason: str = "重复"):
    """The record is void: the inspector asks, the colleague confirms."""
    now = ports.clock.now()
    amendments.ask_amendment(
        record_id, reason, kind="withdrawal", actor=world["actors"]["inspector"], now=now
    )
    colleague = world["actors"]["colleague"]
    return amendments.confirm_amendment(record_id, base_url="", actor=colleague, now=now, ports=ports)


def sign_as_all(world: dict, ports, quiz, *, but=(), strokes=STROKES) -> None:
    """Everybody who has not signs: people on the inspector's tablet, each inspector from the own account."""
    own = {world["colleague_id"]: world["actors"]["colleague"]}
    for signer in signatures.missing_signers(spot_quizzes.locked_quiz(quiz.id)):
        if signer.role not in but:
            signatures.sign(
                quiz.id,
                signer.key,
                strokes=strokes,
                refusal_reason="",
                name="代表甲",
                actor=own.get(signer.inspector_id, world["actors"]["inspector"]),
                now=ports.clock.now(),
            )


def right_answers(attempt: Attempt) -> list[list[str]]:
    """The key of every slot, in order."""
    slots = json.loads(attempt.paper)["slots"]
    items = get_items((slot["item"], slot["revision"]) for slot in slots)
    return [list(items[(slot["item"], slot["revision"])].answer_key) for slot in slots]


def step(slot: int, response: list[str], seq: int, **more) -> dict:
    """One step as a device makes it."""
    return {
        "id": str(uuid.uuid4()),
        "seq": seq,
        "slot": slot,
        "response": response,
        "at": "2026-11-23T02:00:00Z",
        **more,
    }


class Device:
    """A phone that speaks the attempt protocol."""

    def __init__(self, app, attempt: Attempt, version: int = 1) -> None:
        self.app = app
        self.client = app.test_client()
        self.id = attempt.id
        self.headers = {
            "Authorization": f"Bearer {make_token(attempt.id, version, app.config['SECRET_KEY'])}"
        }

    def read(self):
        """GET the attempt."""
        return self._sent("get", "")

    def begin(self):
        """POST that the first item is on the screen."""
        return self._sent("post", "/begin", json={})

    def standing(self):
        """GET how it stands."""
        return self._sent("get", "/state")

    def put(self, *steps: dict, body: dict | None = None):
        """PUT steps."""
        return self._sent("put", "/steps", json=body or {"steps": list(steps)})

    def submit(self, last_seq: int, submission: str = "11111111-1111-4111-8111-111111111111"):
        """POST the submission."""
        return self._sent("post", "/submission", json={"id": submission, "last_seq": last_seq})

    def result(self):
        """GET the result."""
        return self._sent("get", "/result")

    def _sent(self, method: str, path: str, **more):
        # Tests hold their own context and session open; a request begins with fresh ones, as in the server.
        db.session.remove()
        with self.app.app_context():
            return getattr(self.client, method)(
                f"/api/attempts/{self.id}{path}", headers=self.headers, **more
            )


def draw_as_shown(quiz_id: int, **form):
    """Draw as a page does: what was decided otherwise is frozen and shown by the first press, drawn by the second."""
    try:
        return spot_quizzes.draw_and_open(quiz_id, **form)
    except DomainError as error:
        if error.code != "draw_frozen_anew":
            raise
        return spot_quizzes.draw_and_open(quiz_id, **form)
