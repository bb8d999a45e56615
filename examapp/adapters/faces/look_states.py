"""The state of a look between two pictures as text; whoever keeps it seals it, for it holds points and numbers."""

import json
from dataclasses import asdict

from examapp.domain.face_looks import Look, Path
from examapp.domain.face_moves import Sight


def write_look(look: Look) -> str:
    """As read_look reads it."""
    return json.dumps(asdict(look), separators=(",", ":"))


def read_look(text: str) -> Look:
    """The state again."""
    held = json.loads(text)
    held["path"] = Path(**held["path"])
    return Look(**{**held, **{name: _sight(held[name]) for name in ("straight", "last")}})


def _sight(held: dict) -> Sight:
    return Sight(
        at=held["at"],
        points=tuple((x, y) for x, y in held["points"]),
        encoding=tuple(held["encoding"]),
        brightness=held["brightness"],
        tint=tuple(held["tint"]),
    )
