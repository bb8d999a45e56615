"""在这里断开, 和上一题合并, 这是答案: what a person says of lines of an imported text, one step after the other."""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.source_lines import (
    GESTURES,
    MOST_GESTURES,
    SourceLine,
    like_lines,
    line_meant,
    said_of_lines,
)
from examapp.models.item_imports import ItemImport
from examapp.services.core.ports import Ports
from examapp.services.items.item_directions import direct_import


def source_of(item_import: ItemImport) -> list[SourceLine]:
    """The lines of the file with what they became; empty for tables and structured formats."""
    return [SourceLine(*line) for line in item_import.source]


def say_of_line(
    import_id: int, at: int, gesture: str, *, actor: Actor, now: datetime, ports: Ports
) -> ItemImport:
    """Do one gesture on line `at`; the file is read again, and other lines like it are noted for an offer.

    The same gesture on the same line twice is once. Raises not_found, state_conflict, import_file_gone,
    gesture_unknown, gesture_without_question, too_many_gestures.
    """
    if gesture not in GESTURES:
        raise DomainError("gesture_unknown")

    def change(item_import: ItemImport) -> tuple[dict, dict]:
        steps = _steps(item_import)
        if said_of_lines(steps).get(at) == gesture:
            return item_import.directions, {}
        source = source_of(item_import)
        line = line_meant(source, at, gesture)
        if line is None:
            raise DomainError("gesture_without_question")
        if said_of_lines(steps).get(line) == gesture:
            return item_import.directions, {}
        step = {"gesture": gesture, "lines": [line], "like": like_lines(source, line, gesture)}
        return _with(item_import, [*steps, step]), {"gesture": gesture, "line": line}

    return direct_import(import_id, change, "item_import.said", actor=actor, now=now, ports=ports)


def say_of_likes(import_id: int, *, actor: Actor, now: datetime, ports: Ports) -> ItemImport:
    """Do the last gesture on all other lines like its line as well; twice is once. Raises as `say_of_line`."""

    def change(item_import: ItemImport) -> tuple[dict, dict]:
        steps = _steps(item_import)
        likes = likes_of(item_import)
        if not likes:
            return item_import.directions, {}
        last = steps[-1]
        step = {"gesture": last["gesture"], "lines": likes, "like": []}
        return _with(item_import, [*steps, step]), {"gesture": last["gesture"], "lines": len(likes)}

    return direct_import(import_id, change, "item_import.said", actor=actor, now=now, ports=ports)


def take_step_back(import_id: int, step: int, *, actor: Actor, now: datetime, ports: Ports) -> ItemImport:
    """Undo the last step, which is number `step` (from 1); asked again it changes nothing."""

    def change(item_import: ItemImport) -> tuple[dict, dict]:
        steps = _steps(item_import)
        if not steps or len(steps) != step:
            return item_import.directions, {}
        return _with(item_import, steps[:-1]), {"gesture": "undone", "step": step}

    return direct_import(import_id, change, "item_import.said", actor=actor, now=now, ports=ports)


def likes_of(item_import: ItemImport) -> list[int]:
    """The lines that the last step may be done on as well, and of which nothing was said."""
    steps = _steps(item_import)
    said = said_of_lines(steps)
    return [at for at in steps[-1].get("like", []) if at not in said] if steps else []


def _steps(item_import: ItemImport) -> list[dict]:
    return list(item_import.directions.get("lines", []))


def _with(item_import: ItemImport, steps: list[dict]) -> dict:
    if len(steps) > MOST_GESTURES:
        raise DomainError("too_many_gestures", most=MOST_GESTURES)
    return {**item_import.directions, "lines": steps}
