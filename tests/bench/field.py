"""The pages of a visit on site: draw, live board, result page, record as PDF,
each as a request of a signed-in browser.
"""

import secrets
import uuid
from dataclasses import dataclass

from examapp.domain.quotas import SUGGESTED
from examapp.extensions import db
from examapp.models.seats import SeatClaim
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import seat_control, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from examapp.web.cookies import SEAT
from tests.bench.browsers import sign_in
from tests.bench.figures import Figures
from tests.bench.machine import Client, cpu_per_request
from tests.bench.stage import Stage, open_database
from tests.databases import fill_database
from tests.statements import counted_statements
from tests.stories import Device, draw_as_shown, right_answers, sign_as_all, step
from tests.world import build_world

VISITS, SPARE, LOOKS = 12, 1, 120
LABELS = {
    "draw": "抽 4 人并组 4 份卷",
    "board": "实况（4 人，JSON）",
    "board_rows": "实况（4 人，网页片段）",
    "result_page": "成绩页（10 题）",
    "record": "记录 PDF（4 人、6 个签名）",
}


@dataclass
class Visits:
    """Quizzes in the states that the requests need, and the keys of the browsers."""

    prepared: list[int]
    opened: int
    signed: list[int]
    seats: list[tuple[str, str]]
    inspector: dict[str, str]
    csrf: str
    second: int


def measure_field(kind: str, figures: Figures, folder) -> None:
    """On a small world of its own, because its people, keys and inspectors are known."""
    with open_database(kind, folder) as (url, cluster):
        fill_database(url)
        stage = Stage(kind, folder, url, cluster, figures)
        try:
            with stage.app.app_context():
                visits = _prepare(stage)
                db.session.remove()
            _measure_all(stage, visits)
        finally:
            stage.close()


def _measure_all(stage: Stage, visits: Visits) -> None:
    floor = stage.floor_cpu_ms()
    form = f"csrf_token={visits.csrf}&second_inspector_id={visits.second}&nonce=7&" + "&".join(
        f"quota_{role}={count}" for role, count in SUGGESTED.items()
    )
    board = f"/tablet/quizzes/{visits.opened}/board"

    def page(client: Client, number: int, tail: str) -> None:
        attempt, seat = visits.seats[number % len(visits.seats)]
        _expect(client.send("GET", f"/attempts/{attempt}{tail}", Cookie=f"{SEAT}={seat}"), 200)

    def post(client: Client, quiz: int, what: str) -> None:
        _expect(client.send("POST", f"/tablet/quizzes/{quiz}/{what}", form, **visits.inspector), 303)

    acts = {
        "draw": (VISITS, lambda client, n: post(client, visits.prepared[n], "draw")),
        "board": (
            LOOKS,
            lambda client, n: _expect(client.send("GET", f"{board}.json", **visits.inspector), 200),
        ),
        "board_rows": (
            LOOKS,
            lambda client, n: _expect(client.send("GET", f"{board}/people", **visits.inspector), 200),
        ),
        "result_page": (LOOKS, lambda client, n: page(client, n, "/result")),
        "record": (VISITS, lambda client, n: post(client, visits.signed[n], "record")),
    }
    for name, (count, act) in acts.items():
        _measure(stage, name, act, count, floor)


def _measure(stage: Stage, name: str, act, count: int, floor: float) -> None:
    statements = _count_statements(stage, act, count)
    before = stage.database_cpu_seconds()
    # One after the other: a visit has one tablet, and on SQLite long writes would queue.
    spent = cpu_per_request(stage.server(), count, act, clients=1)
    database = (stage.database_cpu_seconds() - before) * 1000 / count
    print(
        f"{LABELS[name]} {spent:.1f} CPU-ms = 下限的 {spent / floor:.0f} 倍；数据库另用 {database:.1f} CPU-ms，SQL {statements} 条"
    )
    stage.figures.note(
        stage.kind,
        **{f"{name}_cpu_ms": spent, f"{name}_floors": spent / floor, f"{name}_database_cpu_ms": database},
        **{f"{name}_statements": statements},
    )


class _Inside:
    """The client of the bench on the application in this process, where statements can be counted."""

    def __init__(self, stage: Stage) -> None:
        self.client = stage.app.test_client(use_cookies=False)

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
        answer = self.client.open(path, method=method, data=body, headers=headers)
        return answer.status_code, answer.data


def _count_statements(stage: Stage, act, spare: int) -> int:
    """SQL statements of the act on the visit that no measurement uses."""
    with stage.app.app_context():
        engine = db.engine
    with counted_statements(engine) as seen:
        act(_Inside(stage), spare)
        return len(seen)


def _expect(answer: tuple[int, bytes], status: int) -> None:
    assert answer[0] == status, (answer[0], answer[1][-1500:].decode(errors="replace"))


def _prepare(stage: Stage) -> Visits:
    ports = stage.app.extensions["ports"]
    world = build_world(ports)
    inspector, csrf = sign_in(stage.app, world["accounts"]["inspector"].id, ports.clock.now())
    seats, signed = [], []
    for _ in range(VISITS + SPARE):
        quiz = _drawn(world, ports)
        seats = _answer_all(stage, world, ports, quiz)
        _close_and_sign(world, ports, quiz)
        signed.append(quiz)
    opened = _drawn(world, ports)
    _answer_all(stage, world, ports, opened)
    prepared = [_new_quiz(world, ports) for _ in range(VISITS + SPARE)]
    return Visits(prepared, opened, signed, seats, inspector, csrf, world["colleague_id"])


def _new_quiz(world: dict, ports) -> int:
    actor, now = world["actors"]["inspector"], ports.clock.now()
    return spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )


def _drawn(world: dict, ports) -> int:
    quiz_id = _new_quiz(world, ports)
    draw_as_shown(
        quiz_id, quotas=SUGGESTED, nonce="7", excluded={}, second_inspector_id=world["colleague_id"],
        actor=world["actors"]["inspector"], now=ports.clock.now(), ports=ports,
    )  # fmt: skip
    return quiz_id


def _answer_all(stage: Stage, world: dict, ports, quiz_id: int) -> list[tuple[str, str]]:
    """Everybody answers everything right; gives attempts with the tokens of their seats."""
    seats = []
    now = ports.clock.now()
    for one in [participant.id for participant in spot_quizzes.list_participants(quiz_id)]:
        seat_control.confirm_identity(
            one, "id_card_checked", actor=world["actors"]["inspector"], now=now, ports=ports
        )
        seat, attempt = secrets.token_urlsafe(32), attempt_of(one)
        with transaction() as held:
            held.add(
                SeatClaim(
                    spot_quiz_id=quiz_id,
                    participant_id=one,
                    token_hash=hash_token(seat),
                    state="granted",
                    asked_at=now,
                    decided_at=now,
                    decided_how="board",
                )
            )
        answers, device = right_answers(attempt), Device(stage.app, attempt)
        device.read()
        device.put(*[step(number, one, number) for number, one in enumerate(answers, start=1)])
        assert device.submit(len(answers)).status_code == 200
        seats.append((attempt.id, seat))
    return seats


def _close_and_sign(world: dict, ports, quiz_id: int) -> None:
    actor, now = world["actors"]["inspector"], ports.clock.now()
    spot_quizzes.close_quiz(quiz_id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    sign_as_all(world, ports, spot_quizzes.locked_quiz(quiz_id))
    db.session.commit()
