"""What a real check leaves behind: numbers that are sealed, and no picture in a file, a log or another machine's hands."""

import re
import struct
import subprocess
import sys
import tempfile

import pytest

from examapp.extensions import db
from examapp.models.faces import FaceCheck, FaceReference
from examapp.paths import PACKAGE, TEMPLATES
from examapp.services.faces import face_checks, face_consents, face_references, face_switches
from tests.faces.acts import NAME, NOTICE, start
from tests.faces.portraits import jpeg, portrait
from tests.faces.test_face_rules import moved
from tests.services.exams.test_exams import announced, registered

FACE_SERVICES = sorted((PACKAGE / "services" / "faces").glob("face_*.py"))
# Whoever counts or purges looks at no numbers of anybody; everybody else names one person.
OF_EVERYBODY = {"purge_references", "destroy_unused_keys", "count_enrolled", "list_offered"}
DENIED = """
import socket, runpy
def deny(*_): raise SystemExit("reached for the network")
socket.socket.connect = socket.socket.sendto = socket.getaddrinfo = deny
import sys; sys.argv = ["face_child", "dlib"]
runpy.run_module("examapp.adapters.faces.face_child", run_name="__main__")
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_real_check_no_frame_is_in_any_file_log_or_output_F12(
    app, world, ports, tmp_path, caplog, capfd, monkeypatch
):
    # Temporary files of this process and of the face process go where only this test looks.
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    frames = _check_for_real(world, ports)
    db.session.commit()
    assert db.session.query(FaceReference).count() == 2
    assert db.session.query(FaceCheck).one().frames >= 2
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "examapp.db" for path in kept)
    pieces = [frame[place : place + 48] for frame in frames for place in (700, len(frame) // 2)]
    for path in kept:
        content = path.read_bytes()
        assert not [piece for piece in pieces if piece in content], path
        assert b"JFIF" not in content, path
    told = caplog.text + "".join(capfd.readouterr())
    assert "JFIF" not in told
    assert NAME not in told


def _check_for_real(world, ports) -> list[bytes]:
    announced(world, ports, identity_level="L3")
    now, exam = ports.clock.now(), registered(NAME)
    bureau, officer = world["actors"]["bureau"], world["actors"]["officer"]
    face_switches.switch_on("PIA-1", now.date(), "甲", "乙", actor=bureau, now=now)
    face_consents.give_consent(exam.candidate_id, "v", NOTICE, device="", now=now, ports=ports)
    frames = [jpeg(portrait("obama")), jpeg(portrait("obama2"))]
    for frame in frames:
        face_references.offer_reference(exam.candidate_id, frame, NOTICE, now=now, ports=ports)
    face_references.settle_offered(exam.candidate_id, agree=True, actor=officer, now=now)
    check = start(exam, ports)
    frames += [jpeg(moved("obama", one)) for one in check.challenges]
    for frame in (frames[0], *frames[2:], frames[1]):
        told = _send(check, frame, exam, ports)
    assert told["stage"] >= 1
    ports.faces.stop()
    return frames


def _send(check, frame: bytes, exam, ports) -> dict:
    from_phone = {"candidate_id": exam.candidate_id, "now": ports.clock.now(), "ports": ports}
    return face_checks.submit_frame(check.id, frame, **from_phone)


def test_the_face_process_needs_no_network_F27():
    picture = jpeg(portrait("obama"))
    done = subprocess.run(
        [sys.executable, "-c", DENIED],
        input=struct.pack(">IB", len(picture), 1) + picture,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert b'"faces": 1' in done.stdout


def test_only_the_face_service_client_speaks_to_another_machine_F27():
    network = re.compile(
        r"^(?:import|from) (?:http|urllib\.request|socket|httpx|requests|ftplib)\b", re.MULTILINE
    )
    sources = [*FACE_SERVICES, *sorted((PACKAGE / "adapters" / "faces").glob("face_*.py"))]
    speaking = {path.name for path in sources if network.search(path.read_text(encoding="utf-8"))}
    assert speaking == {"face_service.py", "face_server.py"}


def test_only_face_services_touch_references_and_each_look_names_one_person_F18_F26():
    named = {
        path.name
        for folder in ("services", "web", "domain", "adapters")
        for path in (PACKAGE / folder).rglob("*.py")
        if "FaceReference" in path.read_text(encoding="utf-8")
    }
    # Sealing anew knows the column, and no person.
    assert named <= {path.name for path in FACE_SERVICES} | {"resealing.py"}
    for path in FACE_SERVICES:
        functions = re.split(r"^def ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for body in functions:
            if re.search(r"select\(FaceReference|query\(FaceReference", body):
                name = body[: body.index("(")]
                assert name in OF_EVERYBODY or "FaceReference.candidate_id ==" in body, f"{path.name}: {name}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_shows_numbers_of_a_face_and_no_route_takes_a_face_without_a_person_F18_F26(app):
    for path in TEMPLATES.rglob("*.html"):
        assert "encoding_sealed" not in path.read_text(encoding="utf-8"), path
    takes = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith("/pictures") and "POST" in rule.methods
    ]
    assert {rule.endpoint for rule in takes} == {
        "faces.offer",
        "faces.check_picture",
        "face_enrolments.offer",
    }
