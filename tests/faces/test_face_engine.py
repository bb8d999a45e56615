"""The face process: measures, answers "busy" instead of queueing, is replaced when it dies, and is asked nothing twice."""

import threading

import pytest

from examapp.adapters.faces.face_engine import LARGEST_PICTURE, FaceEngine
from examapp.domain.errors import DomainError
from tests.faces.portraits import jpeg, portrait


@pytest.fixture(scope="module")
def engine():
    made = FaceEngine()
    yield made
    made.stop()


def code_of(engine: FaceEngine, picture: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        engine.measure(picture, encode=False)
    return refused.value.code


def test_it_measures_in_another_process(engine):
    found = engine.measure(jpeg(portrait("obama")), encode=True)
    assert (found.faces, len(found.points), len(found.encoding)) == (1, 68, 128)
    assert engine.measure(jpeg(portrait("obama")), encode=False).encoding == ()


def test_what_is_no_picture_is_refused_and_the_process_lives_on(engine):
    for rubbish in (b"", b"\xff\xd8\xff nonsense", b"<svg/>", b"x" * (LARGEST_PICTURE + 1)):
        assert code_of(engine, rubbish) == "picture_unreadable"
    assert engine.measure(jpeg(portrait("biden")), encode=False).faces == 1


def test_a_process_that_dies_is_replaced(engine):
    engine.measure(jpeg(portrait("obama")), encode=False)
    engine._free[0]._process.kill()
    engine._free[0]._process.wait()
    assert engine.measure(jpeg(portrait("obama")), encode=False).faces == 1


def test_a_process_that_hangs_is_given_up_and_said_so():
    slow = FaceEngine(seconds=0.0, start_seconds=0.0)
    assert code_of(slow, jpeg(portrait("obama"))) == "faces_unavailable"
    slow.stop()


def test_nobody_waits_in_a_queue_F30(engine):
    codes, picture = [], jpeg(portrait("obama"))

    def ask() -> None:
        try:
            engine.measure(picture, encode=True)
            codes.append("measured")
        except DomainError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {"measured", "faces_busy"} == set(codes)
