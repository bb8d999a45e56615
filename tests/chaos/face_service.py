"""Faces measured by a service of its own, which is killed with a picture in its hands and comes back later (R17)."""

import re

import httpx
from sqlalchemy import select

from examapp.adapters.faces.face_engine import FaceEngine
from examapp.extensions import db
from examapp.models.exams import Registration
from examapp.services.people import identities
from examapp.web.cookies import ME
from tests.chaos.checker import OTHER, Finding
from tests.chaos.face_checks import (
    LONGEST,
    Phone,
    account_of,
    judge_phone,
    measurers,
    prepare_person,
    sign_in,
    take_portraits,
)
from tests.chaos.front import accepts
from tests.chaos.processes import Program, await_true
from tests.chaos.rounds import NotPossibleError, Stage
from tests.chaos.sites import START_SECONDS, Site
from tests.servers import free_port

OTHER_WAY = "人脸核验现在用不了，请用当面核对"
# A node remembers for so long that the service was there (adapters/face_service.py asks every few seconds).
KNOWN_AFTER = 30


def kill_face_service(stage: Stage) -> None:
    """Answers go on without it, the other way is shown and works, and the check ends once when it is back."""
    if not FaceEngine().is_installed():
        raise NotPossibleError("没有装人脸部件，没有做")
    site, portraits = stage.site, take_portraits()
    registration_id, token = prepare_person(site, portraits, place=1)
    port = free_port()
    service = site.program("faces", "faces", "serve", "--port", str(port))
    _start(service, port)
    site.more["EXAMAPP_FACE_SERVICE"] = f"http://127.0.0.1:{port}"
    try:
        _restart_webs(stage)
        _strike(stage, service, port, Phone(stage, registration_id, token, portraits), registration_id)
    finally:
        service.kill()
        del site.more["EXAMAPP_FACE_SERVICE"]
        _restart_webs(stage)


def _strike(stage: Stage, service: Program, port: int, phone: Phone, registration_id: int) -> None:
    phone.start()
    await_true(lambda: bool(measurers([service])), LONGEST, "the service is measuring a picture")
    service.kill()
    told = lambda: phone.hints["faces_unavailable"] > 0  # noqa: E731
    await_true(told, LONGEST, "somebody is told that faces cannot be looked at")
    stage.live("人脸服务被杀，答题恢复用时")
    stage.findings.extend(_go_other_way(stage, registration_id))
    stage.notes.append("其间另一人改用当面核对，由安全员确认")
    _start(service, port)
    judge_phone(stage, registration_id, phone)


def _go_other_way(stage: Stage, registration_id: int) -> list[Finding]:
    """Somebody else of the exam is told of the other way by each node, asks for it, and is seen by the officer."""
    site = stage.site
    with site.inside() as ports:
        mine = db.session.get(Registration, registration_id)
        same_exam = select(Registration).where(
            Registration.exam_id == mine.exam_id, Registration.id > mine.id
        )
        other = db.session.scalar(same_exam.order_by(Registration.id))
        other_id, token = other.id, sign_in(other, ports)
    _ask_for_person([f"http://127.0.0.1:{port}/me/identity/{other_id}" for port in site.web_ports], token)
    return _confirm(site, other_id)


def _ask_for_person(pages: list[str], token: str) -> None:
    """At every node, because people press twice."""
    with httpx.Client(cookies={ME: token}, timeout=30) as client:
        for page in pages:
            told = lambda page=page: OTHER_WAY in client.get(page).text  # noqa: E731
            await_true(told, KNOWN_AFTER, f"{page} names the other way")
        form = re.search(r'name="csrf_token" value="([^"]+)"', client.get(pages[0]).text)
        for page in pages:
            client.post(f"{page}/person", data={"csrf_token": form.group(1)})


def _confirm(site: Site, registration_id: int) -> list[Finding]:
    """The officer finds one request, although it was sent to both nodes, and confirms it."""
    with site.inside() as ports:
        officer, now = account_of("officer"), ports.clock.now()
        asked = [one for one in identities.list_waiting(officer) if one.registration_id == registration_id]
        for one in asked:
            identities.confirm_person(one.id, "id_card_checked", actor=officer, now=now)
        state = identities.identity_state(db.session.get(Registration, registration_id))
    if len(asked) == 1 and state.enough:
        return []
    return [Finding(OTHER, "R17", "", f"the other way: asked {len(asked)} times, then {state}")]


def _start(service: Program, port: int) -> None:
    service.start()
    await_true(lambda: accepts(port), START_SECONDS, "the face service answers")


def _restart_webs(stage: Stage) -> None:
    """One after the other, as for any change of a setting."""
    for number in (0, 1):
        stage.site.webs[number].end()
        stage.site.start_web(number)
