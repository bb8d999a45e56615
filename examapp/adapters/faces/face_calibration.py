"""The calibration file: read at start, refused when it belongs to another model, written by `examapp faces evaluate`."""

import tomllib
from dataclasses import asdict, fields
from pathlib import Path

from examapp.adapters.faces.engines import DLIB_KIND, EngineKind
from examapp.domain.face_judgements import Calibration, find_calibration_fault
from examapp.settings import SettingsError

SHIPPED = Path(__file__).parent / "calibrations"


def read_calibration(path: Path | None = None, kind: EngineKind = DLIB_KIND) -> Calibration:
    """The calibration of this file, or the shipped one of this engine. Raises SettingsError."""
    file = path or SHIPPED / kind.calibration
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
        made = Calibration(**{one.name: _value(one.type, held[one.name]) for one in fields(Calibration)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"人脸标定文件 {file} 读不出来，请检查 EXAMAPP_FACE_CALIBRATION") from error
    fault = find_calibration_fault(made, kind.model)
    if fault == "other_model":
        raise SettingsError(
            f"人脸标定文件 {file} 是给 {made.model} 做的，现在用的是 {kind.model}，请重新标定"
        )
    if fault is not None:
        raise SettingsError(f"人脸标定文件 {file} 里的阈值或者样本数不对，请重新标定")
    return made


def write_calibration(path: Path, calibration: Calibration) -> None:
    """As read_calibration reads it."""
    lines = [f"{name} = {_written(value)}" for name, value in asdict(calibration).items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _value(kind: object, value: object) -> object:
    name = kind if isinstance(kind, str) else kind.__name__
    if name == "str" and isinstance(value, str):
        return value
    if name == "int" and type(value) is int:
        return value
    if name == "float" and isinstance(value, int | float):
        return float(value)
    raise TypeError(name)


def _written(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)
