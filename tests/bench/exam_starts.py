"""1,000 people begin an exam within one minute: papers are built before, so that a start only reads and stamps the clock."""

import json
import threading
import time
import uuid
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from examapp.app import create_app
from examapp.domain.exams import Audience
from examapp.domain.identifiers import id_check_character
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.attempts import Attempt
from examapp.models.candidates import Employment
from examapp.models.exams import Registration
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.transactions import transaction
from examapp.services.exams import exam_register, registrations
from examapp.services.exams.exam_facts import ExamFacts
from examapp.services.people.registers import new_candidate, save_candidates
from examapp.services.people.sign_ins import actor_of
from tests.bench.figures import Figures
from tests.bench.machine import Client, Measured
from tests.databases import make_settings

PEOPLE, WINDOW_SECONDS, THREADS = 1_000, 60.0, 16
SLOTS = 20


def measure_exam_starts(kind: str, url: str, folder: Path, figures: Figures) -> None:
    """Build the papers, let everybody start evenly over one minute, print p95 and CPU time of a start."""
    app = create_app(make_settings(folder, url))
    with app.app_context():
        began = time.process_time()
        issued = _prepare(app)
        built = time.process_time() - began
        db.session.remove()
        db.engine.dispose()
    environment = {"EXAMAPP_DATA_DIR": str(folder), "DATABASE_URL": url, "EXAMAPP_RATE_LIMITS": "0"}
    environment["EXAMAPP_EMBEDDED_JOBS"] = "0"
    server = Measured("examapp.wsgi:make_application", environment, 4, folder / "starts.log").wait("/sign-in")
    try:
        before = server.cpu_seconds()
        times, full = _start_all(server.port, issued)
        cpu = (server.cpu_seconds() - before) * 1000 / PEOPLE
    finally:
        server.stop()
    times.sort()
    print(
        f"{PEOPLE} 人在同一分钟开始考核（{kind}，试卷事先组好，组卷 {built * 1000 / PEOPLE:.1f} CPU-ms/人）：{full} 份完整试卷；"
        f"开始 p50 {times[len(times) // 2] * 1000:.0f} ms，p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms，{cpu:.1f} CPU-ms/人"
    )
    figures.note(
        kind, thousand_starts_p95_ms=times[int(len(times) * 0.95)] * 1000, thousand_starts_full=full,
        built_paper_cpu_ms=built * 1000 / PEOPLE,
    )  # fmt: skip


def _prepare(app) -> list[tuple[str, str]]:
    ports, now = app.extensions["ports"], app.extensions["ports"].clock.now()
    bureau = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-bureau")))
    enterprise_id = _add_people(ports, now)
    facts = ExamFacts(
        "千人同时考核", "staff_yearly", Audience(enterprise_ids=(enterprise_id,), hired_since=date(2026, 2, 3),
        hired_until=date(2026, 2, 3)), now - timedelta(hours=1), now + timedelta(days=1), 2, 24,
    )  # fmt: skip
    exam_id = exam_register.create_exam(facts, client_id=str(uuid.uuid4()), actor=bureau, now=now)
    exam_register.announce_exam(exam_id, actor=bureau, now=now, ports=ports)
    registrations.register_for_exam(exam_id, now=now)
    rows = db.session.execute(
        select(Attempt.id, Attempt.token_version)
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(Registration.exam_id == exam_id, Attempt.state == "ready")
    )
    return [(one, make_token(one, version, app.config["SECRET_KEY"])) for one, version in rows]


def _add_people(ports, now) -> int:
    enterprise_id = db.session.scalar(select(Employment.enterprise_id).order_by(Employment.id).limit(1))
    with transaction() as session:
        for serial in range(PEOPLE):
            first = f"99019919700101{serial:03d}"
            number = first + id_check_character(first)
            person = new_candidate(f"千人{serial}", number, now=now, ports=ports)
            save_candidates([(person, number, None)], ports)
            session.add(
                Employment(
                    candidate_id=person.id, enterprise_id=enterprise_id, role="other", posts=[], kind="own",
                    started_on=date(2026, 2, 3),
                )
            )  # fmt: skip
    return enterprise_id


def _start_all(port: int, issued: list[tuple[str, str]]) -> tuple[list[float], int]:
    """Each start has its own moment within the minute; a start that waits for the one before it counts its waiting."""
    began, times, full = time.perf_counter() + 0.5, [], []

    def run(number: int) -> None:
        client = Client(port)
        for place in range(number, len(issued), THREADS):
            wanted = began + place * WINDOW_SECONDS / len(issued)
            time.sleep(max(0.0, wanted - time.perf_counter()))
            attempt_id, token = issued[place]
            status, body = client.send("GET", f"/api/attempts/{attempt_id}", token=token)
            times.append(time.perf_counter() - wanted)
            full.append(status == 200 and len(json.loads(body)["slots"]) == SLOTS)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, sum(full)
