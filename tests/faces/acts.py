"""What the stories of faces share: a face engine that measures real portraits once, an exam that asks for a face,
short acts.
"""

import functools
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.adapters.faces.face_calibration import read_calibration
from examapp.domain.errors import DomainError
from examapp.domain.face_scales import DLIB
from examapp.domain.faces import Challenge, Frame
from examapp.extensions import db
from examapp.models.face_evidence import FaceMoment
from examapp.models.faces import FaceCheck, FaceConsent
from examapp.services.faces import face_checks, face_consents, face_references
from tests.faces import puppets
from tests.faces.portraits import portrait
from tests.faces.test_face_rules import frame, moved

NAME = "周文员"
NOTICE = "说明全文"
EVERY = timedelta(milliseconds=400)


@functools.cache
def measured(what: str) -> Frame:
    """obama, obama2, biden, nobody, or obama:turn_left and so on; obama:nod:0.5 on the way; photo:25."""
    name, _, move = what.partition(":")
    move, _, part = move.partition(":")
    if name == "nobody":
        return Frame(0, 480, 360)
    if name == "photo":
        return frame(puppets.photo_turned(portrait("obama"), float(move)), encode=True)
    if move:
        return frame(moved(name, Challenge(move), float(part or 1)), encode=True)
    return frame(portrait(name), encode=True)


class FakeFaces:
    """Takes the name of a picture for the picture; a number after # makes it another one."""

    model = DLIB.model
    calibration = read_calibration()
    installed = True
    trouble = ""

    def is_installed(self) -> bool:
        return self.installed

    def measure(self, picture: bytes, *, encode: bool) -> Frame:
        if self.trouble:
            raise DomainError(self.trouble)
        found = measured(picture.decode().partition("#")[0])
        return found if encode else replace(found, encoding=())


def agree(exam, ports) -> FaceConsent:
    return face_consents.give_consent(
        exam.candidate_id, "v1", NOTICE, device="phone", now=ports.clock.now(), ports=ports
    )


def offer(exam, ports, picture: str) -> int:
    return face_references.offer_reference(
        exam.candidate_id, picture.encode(), NOTICE, now=ports.clock.now(), ports=ports
    )


def enrol(exam, ports, world) -> None:
    agree(exam, ports)
    for picture in ("obama", "obama2"):
        offer(exam, ports, picture)
    face_references.settle_offered(
        exam.candidate_id, agree=True, actor=world["actors"]["officer"], now=ports.clock.now()
    )


def start(exam, ports) -> FaceCheck:
    return face_checks.start_check(
        exam.id, NOTICE, candidate_id=exam.candidate_id, now=ports.clock.now(), ports=ports
    )


def show(check: FaceCheck, ports, *pictures: str) -> dict:
    """Pictures one after another, as a phone sends them; the last answer."""
    told, owner = {}, check.registration.candidate_id
    for number, picture in enumerate(pictures):
        ports.clock.moment += EVERY
        told = face_checks.submit_frame(
            check.id,
            f"{picture}#{number}{check.frames}".encode(),
            candidate_id=owner,
            now=ports.clock.now(),
            ports=ports,
        )
    return told


def perform(check: FaceCheck, ports, who: str = "obama") -> dict:
    """Looks straight, does every move and comes back, looks straight."""
    return show(check, ports, who, *(step for one in check.challenges for step in steps(one, who)))


def steps(challenge: str, who: str = "obama") -> list[str]:
    """One move as a phone sees it: on the way, done, still done, on the way back, straight."""
    way = f"{who}:{challenge}"
    return [f"{way}:0.5", way, way, f"{way}:0.5", who]


def code_of(call, *given, **named) -> str:
    with pytest.raises(DomainError) as refused:
        call(*given, **named)
    return refused.value.code


def at_moment(number: int, ports) -> None:
    """The clock stands just after this moment of the try."""
    moment = db.session.query(FaceMoment).filter_by(number=number).one()
    began = moment.attempt.started_ms
    ports.clock.moment += timedelta(milliseconds=moment.due_ms - began + 1000)
