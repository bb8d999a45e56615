"""A face check whose measuring process, and then whose web node, is killed in the middle (R17)."""

import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from os import kill
from pathlib import Path
from signal import SIGKILL

import httpx
from sqlalchemy import select

from examapp.adapters.faces.face_engine import FaceEngine
from examapp.domain.exams import Audience
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.exams import Registration
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.exams import exam_register, registrations
from examapp.services.exams.exam_register import ExamFacts
from examapp.services.faces import face_consents, face_references, face_switches
from examapp.services.people.activations import activate, issue_code
from examapp.services.people.sign_ins import actor_of
from examapp.web.cookies import ME
from tests.chaos.checker import Finding, judge_effects
from tests.chaos.processes import Program, await_true, descendants
from tests.chaos.rounds import NotPossibleError, Stage, wait
from tests.chaos.sites import Site
from tests.chaos.transport import Seen

MEASURER = "examapp.adapters.faces.face_child"
LONGEST = 90.0


def kill_face_checks(stage: Stage) -> None:
    """The measuring process dies with a picture in its hands; later the node that serves the check; the check goes on."""
    if not FaceEngine().is_installed():
        raise NotPossibleError("没有装人脸部件，没有做")
    portraits = take_portraits()
    registration_id, token = prepare_person(stage.site, portraits)
    phone = Phone(stage, registration_id, token, portraits)
    phone.start()
    await_true(lambda: bool(measurers(stage.site.webs)), LONGEST, "a picture is being measured")
    for pid in measurers(stage.site.webs):
        with suppress(ProcessLookupError):
            kill(pid, SIGKILL)
    wait(2)
    stage.site.webs[0].kill()
    stage.live("人脸进程和一台网站节点被杀，答题恢复用时")
    stage.site.start_web(0)
    judge_phone(stage, registration_id, phone)


def take_portraits() -> dict[str, bytes]:
    """One person straight (two pictures), doing what may be asked, and on the way to it."""
    try:
        from tests.faces.portraits import jpeg, portrait
        from tests.faces.test_face_rules import MOVES, moved

        made = {one: jpeg(portrait(one)) for one in ("obama", "obama2")}
        half = {f"{one.value}:half": jpeg(moved("obama", one, 0.5)) for one in MOVES}
        return made | half | {one.value: jpeg(moved("obama", one)) for one in MOVES}
    except (ImportError, OSError) as error:
        raise NotPossibleError(f"取不到测试用的人像（{type(error).__name__}），没有做") from error


def measurers(programs: Iterable[Program]) -> list[int]:
    """Measuring processes below these programs."""
    found = []
    for one in programs:
        for pid in descendants(one.pid) if one.process else []:
            with suppress(OSError):
                if MEASURER in Path(f"/proc/{pid}/cmdline").read_text():
                    found.append(pid)
    return found


def account_of(login: str) -> Actor:
    """Somebody of the demonstration, by role."""
    return actor_of(db.session.scalar(select(Account).where(Account.login_name == f"demo-{login}")))


def prepare_person(site: Site, portraits: dict[str, bytes], place: int = 0) -> tuple[int, str]:
    """An exam that asks for a face or a person, and somebody who is enrolled; gives the registration and the session.

    `place`: which of the people of the exam, so that two rounds have two people.
    """
    engine = FaceEngine(workers=1, seconds=30)
    try:
        with site.inside() as ports:
            return _enrol(replace(ports, faces=engine), portraits, place)
    finally:
        engine.stop()


def _enrol(ports: Ports, portraits: dict[str, bytes], place: int) -> tuple[int, str]:
    now, officer = ports.clock.now(), account_of("officer")
    face_switches.switch_on(
        "PIA-演练", now.date(), "演练", "演练", actor=account_of("administrator"), now=now
    )
    facts = ExamFacts(
        "核对本人的演练",
        "staff_yearly",
        Audience(),
        now - timedelta(hours=1),
        now + timedelta(days=1),
        2,
        0,
        identity_level="L3",
    )
    exam_id = exam_register.create_exam(facts, client_id=str(uuid.uuid4()), actor=officer, now=now)
    exam_register.announce_exam(exam_id, actor=officer, now=now, ports=ports)
    registrations.register_for_exam(exam_id, now=now)
    person = db.session.scalar(
        select(Registration).where(Registration.exam_id == exam_id).order_by(Registration.id).offset(place)
    )
    token = sign_in(person, ports)
    face_consents.give_consent(person.candidate_id, "v1", "说明", device="phone", now=now, ports=ports)
    for one in ("obama", "obama2"):
        face_references.offer_reference(person.candidate_id, portraits[one], "说明", now=now, ports=ports)
    face_references.settle_offered(person.candidate_id, agree=True, actor=officer, now=now)
    return person.id, token


def sign_in(person: Registration, ports: Ports) -> str:
    """The session of this person's phone."""
    now = ports.clock.now()
    code = issue_code(person.candidate_id, actor=account_of("bureau"), now=now)
    number = open_field(person.candidate, "id_number_sealed", ports.sealer)
    return activate(code, number, "chaos-passphrase-1", now=now, device="phone", ports=ports)


class Phone(threading.Thread):
    """Shows itself to the camera, does what is asked, and tries again when the server could not look."""

    def __init__(self, stage: Stage, registration_id: int, token: str, portraits: dict[str, bytes]) -> None:
        super().__init__()
        self.page, self.portraits = f"/me/identity/{registration_id}", portraits
        self.pictures, self.outcome, self.hints = 0, "", Counter()
        self.asked, self.shown = "", 0
        self.seen: list[Seen] = []
        self.cookies = {ME: token}
        base = f"http://127.0.0.1:{stage.site.nginx.port}"
        self._client = httpx.Client(
            base_url=base, cookies=self.cookies, timeout=30, headers={"Accept": "application/json"}
        )

    def run(self) -> None:
        last, ask = time.monotonic() + LONGEST, "straight"
        self._begin()
        while not self.outcome and time.monotonic() < last:
            try:
                ask = self._show(ask)
            except httpx.TransportError:
                time.sleep(0.5)
        self._client.close()

    def _begin(self) -> None:
        page = self._client.get(self.page, headers={"Accept": "text/html"}).text
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        camera = self._client.post(
            f"{self.page}/face", data={"csrf_token": self.token}, headers={"Accept": "text/html"}
        )
        self.address = re.search(r'data-url="([^"]+)"', camera.text).group(1)

    def _step(self, ask: str) -> str:
        """A move is a path: at rest, on the way, done and held, and back."""
        way = ("obama", f"{ask}:half", ask, ask, f"{ask}:half")
        if ask != self.asked:
            self.asked, self.shown = ask, 0
        self.shown += 1
        return way[(self.shown - 1) % len(way)]

    def _show(self, ask: str) -> str:
        # The very same bytes twice would count as a file: a comment of the format makes each picture its own.
        picture = self.portraits["obama" if ask == "straight" else self._step(ask)]
        picture = picture[:2] + b"\xff\xfe\x00\x12" + uuid.uuid4().bytes + picture[2:]
        headers = {"Content-Type": "image/jpeg", "X-CSRFToken": self.token}
        answer = self._client.post(self.address, content=picture, headers=headers)
        self.pictures += 1
        kind, after = (answer.headers.get(name, "") for name in ("Content-Type", "Retry-After"))
        told = answer.json() if kind.startswith("application/json") else {}
        if answer.status_code == 200:
            self.outcome = told["outcome"] or ""
            return told["ask"]
        self.hints[told.get("hint") or told.get("error") or str(answer.status_code)] += 1
        self.seen.append(
            Seen(self.page, answer.status_code, kind, answer.text.replace('"words"', '"message"'), after)
        )
        time.sleep(0.5)
        return ask


def judge_phone(stage: Stage, registration_id: int, phone: Phone) -> None:
    """Wait for the end of the check; tell and judge what came of it."""
    phone.join()
    stage.notes.append(
        f"人脸核验 {phone.pictures} 张，结果 {phone.outcome or '没有做完'}，其间收到提示 {dict(phone.hints)}"
    )
    stage.crowd.seen.extend(phone.seen)
    stage.findings.extend(_judge(stage, registration_id, phone))


def _judge(stage: Stage, registration_id: int, phone: Phone) -> list[Finding]:
    """One check, begun once and ended at most once; accepted only by the one who was enrolled; the other way stays open."""
    ask = stage.site.pair.primary.ask_exam
    subject = f"registration:{registration_id}"
    entries = dict(ask(f"select act, count(*) from audit_entries where subject = '{subject}' group by act"))
    states = ask(f"select state, outcome from face_checks where registration_id = {registration_id}")
    ended = entries.get("face.check_ended", 0)
    counts = {"face checks": len(states), "begun in the audit log": entries.get("face.check_started", 0)}
    if states and states[0][0] == "ended":
        counts["ended in the audit log"] = ended
    found = judge_effects(counts)
    if phone.outcome and states != [("ended", phone.outcome)]:
        found.append(Finding("other", "I5", "", f"told {phone.outcome}, stored {states}"))
    return found
