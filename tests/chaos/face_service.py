"""Faces measured by a service of its own, which is killed with a picture in its hands and comes back later (R17)."""

import re

import httpx

from examapp.adapters.face_engine import FaceEngine
from tests.chaos.checker import OTHER, Finding
from tests.chaos.face_checks import LONGEST, Phone, judge_phone, measurers, prepare_person, take_portraits
from tests.chaos.front import accepts
from tests.chaos.processes import Program, await_true
from tests.chaos.rounds import NotPossibleError, Stage
from tests.chaos.sites import START_SECONDS
from tests.servers import free_port

# In person, with the ID card: the way that is always open.
OTHER_WAY = re.compile("当面核对")


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
    told = lambda: phone.hints["faces_unavailable"] > 0 or not phone.is_alive()  # noqa: E731
    await_true(told, LONGEST, "somebody is told that faces cannot be looked at")
    stage.live("人脸服务被杀，答题恢复用时")
    stage.findings.extend(_judge_other_way(stage, phone))
    _start(service, port)
    judge_phone(stage, registration_id, phone)


def _judge_other_way(stage: Stage, phone: Phone) -> list[Finding]:
    """The page of this person, from each web node, names the way without a camera."""
    found = []
    for port in stage.site.web_ports:
        page = httpx.get(f"http://127.0.0.1:{port}{phone.page}", cookies=phone.cookies, timeout=30)
        if page.status_code != 200 or not OTHER_WAY.search(page.text):
            found.append(Finding(OTHER, "R17", "", f"no other way is shown: {page.status_code}"))
    return found


def _start(service: Program, port: int) -> None:
    service.start()
    await_true(lambda: accepts(port), START_SECONDS, "the face service answers")


def _restart_webs(stage: Stage) -> None:
    """One after the other, as for any change of a setting."""
    for number in (0, 1):
        stage.site.webs[number].end()
        stage.site.start_web(number)
