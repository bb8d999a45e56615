"""A face service on another machine (here: another process): measures, says when it is busy or gone, keeps and writes nothing."""

import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from examapp.adapters.faces.face_engine import FaceEngine
from examapp.adapters.faces.face_service import RemoteFaces, open_faces, service_token
from examapp.domain.errors import DomainError
from examapp.settings import Settings, SettingsError
from tests.faces.portraits import jpeg, portrait


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """(settings of a web node, the service's process, its folder)."""
    folder = tmp_path_factory.mktemp("service")
    environment = {**os.environ, "EXAMAPP_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "examapp.commands", "faces", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    port = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline()).group(1)
    address = f"http://127.0.0.1:{port}"
    settings = Settings.from_environment({"EXAMAPP_DATA_DIR": str(folder), "EXAMAPP_FACE_SERVICE": address})
    yield settings, process, folder
    process.kill()
    process.wait()


def code_of(faces: RemoteFaces, picture: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        faces.measure(picture, encode=False)
    return refused.value.code


def test_it_measures_what_the_local_engine_measures(service):
    faces, local = open_faces(service[0]), FaceEngine()
    assert isinstance(faces, RemoteFaces)
    faces.seconds = 60.0
    picture = jpeg(portrait("obama"))
    try:
        assert faces.is_installed()
        assert faces.measure(picture, encode=True) == local.measure(picture, encode=True)
        assert faces.measure(picture, encode=False).encoding == ()
    finally:
        local.stop()
    assert code_of(faces, b"nonsense") == "picture_unreadable"


def test_a_machine_without_the_keys_is_nobody(service):
    faces = RemoteFaces(service[0].face_service, "another token")
    assert not faces.is_installed()
    assert code_of(faces, jpeg(portrait("obama"))) == "faces_unavailable"
    assert len(service_token(service[0])) == 64


def test_when_all_are_busy_it_says_so_and_nobody_waits_F30(service):
    codes, picture = [], jpeg(portrait("obama"))

    def ask() -> None:
        try:
            RemoteFaces(service[0].face_service, service_token(service[0]), seconds=60.0).measure(
                picture, encode=True
            )
            codes.append("measured")
        except DomainError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(codes) == {"measured", "faces_busy"}


def test_nothing_is_kept_and_nothing_written_and_gone_is_told_at_once_F12_F30(service):
    settings, process, folder = service
    assert [one.name for one in folder.iterdir()] == ["keys.json"]
    process.kill()
    process.wait()
    assert process.stdout.read() == ""
    began, faces = time.monotonic(), open_faces(settings)
    assert not faces.is_installed()
    assert code_of(faces, jpeg(portrait("obama"))) == "faces_unavailable"
    assert time.monotonic() - began < 60


def test_an_address_that_is_none_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match="EXAMAPP_FACE_SERVICE"):
        Settings.from_environment({"EXAMAPP_DATA_DIR": str(tmp_path), "EXAMAPP_FACE_SERVICE": "ftp://x"})
    held = Settings.from_environment({"EXAMAPP_DATA_DIR": str(tmp_path)})
    assert isinstance(open_faces(held), FaceEngine)
    with pytest.raises(SettingsError, match="EXAMAPP_FACE_CALIBRATION"):
        open_faces(replace(held, face_calibration=str(tmp_path / "missing.toml")))
