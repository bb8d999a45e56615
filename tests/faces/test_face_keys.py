"""A withdrawal makes what was sealed of a face unreadable in every copy: database, its log, and backups."""

import base64
import json
import os
import sqlite3
from contextlib import closing

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import make_url

from examapp.adapters.security.person_keys import PersonKeys
from examapp.extensions import db
from examapp.models.faces import FaceCheck, FaceReference
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.faces import face_consents, face_references
from examapp.services.faces.face_keys import KeyGoneError, OwnSealer, destroy_unused_keys, has_key, is_own
from tests.faces.acts import agree, enrol, measured, offer, show, start

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sealed_of(candidate_id: int) -> list[tuple[str, bytes]]:
    """Place and value of each reference."""
    references = face_references.list_references(candidate_id)
    return [(f"face_references:{one.id}:encoding_sealed", one.encoding_sealed) for one in references]


def opened(sealer: OwnSealer, place: str, value: bytes) -> str:
    return sealer.open_row(value, place, None)


def test_what_a_copy_still_holds_after_a_withdrawal_opens_with_no_key_that_is_left_F08(
    exam, world, faces_ports
):
    enrol(exam, faces_ports, world)
    copied, sealer = sealed_of(exam.candidate_id), OwnSealer(exam.candidate_id, faces_ports)
    assert json.loads(opened(sealer, *copied[0])) == list(measured("obama").encoding)
    face_consents.withdraw_consent(exam.candidate_id, now=faces_ports.clock.now(), ports=faces_ports)
    assert not has_key(exam.candidate_id, faces_ports)
    for place, value in copied:
        with pytest.raises(KeyGoneError):
            opened(sealer, place, value)
    # A new agreement makes a new key, which opens nothing of before.
    agree(exam, faces_ports)
    offer(exam, faces_ports, "obama2")
    with pytest.raises(KeyGoneError):
        opened(sealer, *copied[0])


@sqlite_only
def test_a_copy_of_the_files_that_was_taken_before_a_withdrawal_holds_no_readable_template_after_it_F08(
    app, exam, world, faces_ports, tmp_path
):
    enrol(exam, faces_ports, world)
    show(start(exam, faces_ports), faces_ports, "obama", "obama:turn_left:0.5")
    db.session.remove()
    live = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as target:
        source.backup(target)
        rows = target.execute("select id, encoding_sealed from face_references").fetchall()
        (progress,) = target.execute("select progress from face_checks").fetchone()
    face_consents.withdraw_consent(exam.candidate_id, now=faces_ports.clock.now(), ports=faces_ports)
    sealer = OwnSealer(exam.candidate_id, faces_ports)
    for reference_id, value in rows:
        with pytest.raises(KeyGoneError):
            opened(sealer, f"face_references:{reference_id}:encoding_sealed", value)
    assert set(json.loads(progress)) == {"try", "number", "round", "look"}
    assert "points" not in progress


def test_points_of_a_running_look_lie_sealed_in_the_row_and_open_in_no_other(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    show(check, faces_ports, "obama")
    held = json.loads(db.session.get(FaceCheck, check.id, populate_existing=True).progress)
    x, _ = measured("obama").points[36]
    assert f"{x:g}" not in {str(value) for value in held.values()}
    sealed = base64.b64decode(held["look"])
    sealer = OwnSealer(exam.candidate_id, faces_ports)
    assert "points" in opened(sealer, f"face_checks:{check.id}:progress", sealed)
    with pytest.raises(InvalidTag):
        opened(sealer, f"face_checks:{'0' * 32}:progress", sealed)


@sqlite_only
def test_who_was_restored_without_the_key_is_enrolled_anew_and_nothing_fails(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    faces_ports.person_keys.destroy(next(iter(faces_ports.person_keys.list_older(-1))))
    assert not face_references.is_enrolled(exam.candidate_id, faces_ports)
    assert face_references.open_enrolment(exam.candidate_id, faces_ports).outdated
    enrol(exam, faces_ports, world)
    assert face_references.is_enrolled(exam.candidate_id, faces_ports)


@sqlite_only
def test_references_of_before_there_were_own_keys_go_on_and_get_one_with_the_next_check(
    exam, world, faces_ports
):
    enrol(exam, faces_ports, world)
    for one in db.session.query(FaceReference):
        plain = open_field(one, "encoding_sealed", OwnSealer(exam.candidate_id, faces_ports))
        seal_field(one, "encoding_sealed", plain, faces_ports.sealer)
    db.session.commit()
    assert face_references.is_enrolled(exam.candidate_id, faces_ports)
    start(exam, faces_ports)
    references = face_references.list_references(exam.candidate_id)
    assert all(is_own(open_field(one, "encoding_sealed", faces_ports.sealer)) for one in references)


@sqlite_only
def test_the_job_destroys_keys_of_people_of_whom_nothing_is_held(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    keys = faces_ports.person_keys
    keys.seal("nobody", "x", "p")
    folder = keys._folder
    for path in folder.glob("*.key"):
        os.utime(path, (0, 0))
    assert destroy_unused_keys(ports=faces_ports) == 1
    assert has_key(exam.candidate_id, faces_ports)


def test_a_key_is_made_once_is_read_by_its_owner_only_and_is_gone_when_destroyed(tmp_path):
    keys = PersonKeys(tmp_path / "keys")
    sealed = keys.seal("a", "text", "purpose")
    assert PersonKeys(tmp_path / "keys").open("a", sealed, "purpose") == "text"
    assert (tmp_path / "keys" / "a.key").stat().st_mode & 0o077 == 0
    assert keys.destroy("a")
    assert not keys.destroy("a")
    with pytest.raises(KeyGoneError):
        keys.open("a", sealed, "purpose")
    with pytest.raises(KeyGoneError):
        keys.open("b", sealed, "purpose")
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_key_that_another_node_destroys_while_the_job_looks_at_it_stops_nothing(tmp_path):
    keys = PersonKeys(tmp_path)
    keys.seal("person", "text", "purpose")
    (tmp_path / "gone.key").symlink_to(tmp_path / "destroyed")
    assert keys.list_older(-60) == ["person"]
