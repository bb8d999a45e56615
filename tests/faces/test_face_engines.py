"""Two engines behind one port: which one is taken, what OpenCV's measures, and whole photos of any size and position."""

import io
from math import dist

import cv2
import numpy
import pytest
from PIL import Image

from examapp.adapters.faces import engines
from examapp.adapters.faces.engines import DLIB_KIND, SFACE_KIND, choose_engine
from examapp.adapters.faces.face_calibration import read_calibration
from examapp.adapters.faces.face_child import measure
from examapp.adapters.faces.face_engine import FaceEngine
from examapp.domain.face_scales import SFACE
from examapp.settings import Settings, SettingsError
from tests.faces import sface_models
from tests.faces.portraits import jpeg, portrait


@pytest.fixture
def sface(monkeypatch):
    """OpenCV's models as if they were installed."""
    sface_models.put_on_path(monkeypatch)
    yield SFACE_KIND
    engines.find_model.cache_clear()


def test_opencvs_engine_is_taken_where_its_models_are_and_the_cards_otherwise(sface, monkeypatch):
    assert choose_engine("auto") is SFACE_KIND
    assert choose_engine("dlib") is DLIB_KIND
    engines.find_model.cache_clear()
    monkeypatch.setitem(engines.MODELS, "face_recognition_sface_2021dec_int8bq.onnx", "0" * 64)
    # A file of another hash is not the model that is meant.
    assert not SFACE_KIND.is_installed()
    assert choose_engine("auto") is DLIB_KIND


def test_an_engine_that_is_none_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match="EXAMAPP_FACE_ENGINE"):
        Settings.from_environment({"EXAMAPP_DATA_DIR": str(tmp_path), "EXAMAPP_FACE_ENGINE": "other"})


def test_it_tells_one_person_from_another_and_scores_carry_its_name(sface):
    numbers = {}
    for name in ("obama", "obama2", "biden"):
        found = measure(jpeg(portrait(name)), encode=True, engine="sface")
        numbers[name] = found["encoding"]
        assert (found["faces"], len(found["points"]), found["model"]) == (1, 68, SFACE.model)
    threshold = read_calibration(kind=sface).threshold
    assert dist(numbers["obama"], numbers["obama2"]) < threshold < dist(numbers["obama"], numbers["biden"])
    assert dist(numbers["obama"], [0.0] * 128) == pytest.approx(1)


def test_both_engines_see_the_same_points(sface):
    picture = jpeg(portrait("obama"))
    ours, theirs = (measure(picture, encode=False, engine=name)["points"] for name in ("dlib", "sface"))
    assert max(dist(one, other) for one, other in zip(ours, theirs, strict=True)) < 8


def test_somebody_far_behind_is_nobody_who_is_looked_at(sface):
    image = portrait("obama").copy()
    image[10:100, 10:130] = cv2.resize(portrait("biden"), (120, 90))
    assert measure(jpeg(image), encode=False, engine="sface")["faces"] == 1
    beside = numpy.hstack([portrait("obama")[:, 120:520], portrait("biden")[:, 120:520]])
    assert measure(jpeg(beside), encode=False, engine="sface")["faces"] == 2


@pytest.mark.parametrize("how", ["upright", "exif", "lying"])
def test_a_photo_of_twelve_megapixels_is_shrunk_and_turned_before_it_is_measured(sface, how):
    engine = FaceEngine(kind=sface, seconds=60)
    try:
        expected = engine.measure(jpeg(portrait("obama")), encode=True).encoding
        found = engine.measure_photo(_photo(how))
    finally:
        engine.stop()
    assert found.faces == 1
    assert dist(found.encoding, expected) < 0.6


def _photo(how: str) -> bytes:
    """4000 x 3000 with the head in the middle, as a phone keeps it: upright, or lying with or without a word of it."""
    small = cv2.cvtColor(portrait("obama"), cv2.COLOR_BGR2RGB)
    wide = cv2.copyMakeBorder(cv2.resize(small, (2000, 1500)), 750, 750, 1000, 1000, cv2.BORDER_REPLICATE)
    image = Image.fromarray(wide if how == "upright" else numpy.ascontiguousarray(numpy.rot90(wide)))
    exif = Image.Exif()
    if how == "exif":
        exif[0x0112] = 6
    held = io.BytesIO()
    image.save(held, "JPEG", quality=80, exif=exif)
    return held.getvalue()
