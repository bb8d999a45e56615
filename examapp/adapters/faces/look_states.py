"""The state of a look between two pictures, sealed: points and numbers never lie readable in a row or its log."""

import base64
import json
from dataclasses import asdict
from typing import Protocol

from examapp.domain.face_looks import Look, Path
from examapp.domain.face_moves import Sight

PURPOSE = "face_look"


class Sealer(Protocol):
    """Something that seals, for one person."""

    def seal(self, text: str, purpose: str) -> bytes:
        """As open opens it."""

    def open(self, sealed: bytes, purpose: str) -> str:
        """The text again."""


def seal_look(look: Look, sealer: Sealer) -> str:
    """As open_look reads it."""
    return base64.b64encode(sealer.seal(json.dumps(asdict(look), separators=(",", ":")), PURPOSE)).decode()


def open_look(sealed: str | None, sealer: Sealer) -> Look:
    """The state again; a new one where there is none yet."""
    if not sealed:
        return Look()
    held = json.loads(sealer.open(base64.b64decode(sealed), PURPOSE))
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
