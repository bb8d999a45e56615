"""What a page notes besides answers: that it was left for a while, that text was copied. A note judges nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from examapp.domain.attempts import parse_device_time
from examapp.domain.errors import DomainError

MOST_NOTES_PER_CALL = 200
MOST_NOTES_KEPT = 500
LONGEST_AWAY_SECONDS = 24 * 3600
KINDS = ("away", "copied")
_ID = re.compile(r"[0-9a-f-]{32,36}")


@dataclass(frozen=True, slots=True)
class ConductNote:
    """One note of the page; `device_ms` is when it began by the device's clock, `seconds` how long it lasted."""

    client_id: str
    kind: str
    device_ms: int | None
    seconds: int


def parse_notes(body: object) -> list[ConductNote]:
    """Read the body of a PUT; raises bad_json with the place, too_large."""
    if not isinstance(body, dict) or not isinstance(body.get("events"), list):
        raise DomainError("bad_json", where="events")
    if len(body["events"]) > MOST_NOTES_PER_CALL:
        raise DomainError("too_large", where="events", most=MOST_NOTES_PER_CALL)
    return [_parse_note(entry, f"events[{index}]") for index, entry in enumerate(body["events"])]


def _parse_note(entry: object, where: str) -> ConductNote:
    if not isinstance(entry, dict):
        raise DomainError("bad_json", where=where)
    client_id, kind, seconds = entry.get("id"), entry.get("kind"), entry.get("seconds", 0)
    if not isinstance(client_id, str) or not _ID.fullmatch(client_id):
        raise DomainError("bad_json", where=f"{where}.id")
    if kind not in KINDS:
        raise DomainError("bad_json", where=f"{where}.kind")
    if type(seconds) is not int or seconds < 0:
        raise DomainError("bad_json", where=f"{where}.seconds")
    return ConductNote(
        client_id, kind, parse_device_time(entry.get("at")), min(seconds, LONGEST_AWAY_SECONDS)
    )


@dataclass(frozen=True, slots=True)
class ConductSummary:
    """How often and how long the page was left, and how often text was copied."""

    away_count: int = 0
    away_seconds: int = 0
    copied_count: int = 0

    @property
    def words(self) -> str:
        """In Chinese, empty when nothing was noted."""
        parts = []
        if self.away_count:
            parts.append(f"离开 {self.away_count} 次，共 {words_of_seconds(self.away_seconds)}")
        if self.copied_count:
            parts.append(f"复制 {self.copied_count} 次")
        return "；".join(parts)


def summarize(notes: Iterable[tuple[str, int]]) -> ConductSummary:
    """The sum of (kind, seconds)."""
    held = list(notes)
    away = [seconds for kind, seconds in held if kind == "away"]
    return ConductSummary(len(away), sum(away), sum(kind == "copied" for kind, _ in held))


def words_of_seconds(seconds: int) -> str:
    """90 -> 1 分 30 秒."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分"
