"""Rules of one attempt: what a step may say, which step counts, when time is over."""

import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from examapp.domain.errors import DomainError
from examapp.domain.step_allowances import most_steps
from question_bank.model import Item
from question_bank.typed_texts import read_number
from question_bank.types import rules_of
from question_bank.types.base import SlotRule

MAX_STEPS_PER_CALL = 500
MOST_MISSING_NAMED = 500
LONGEST_NUMBER = 32
LONGEST_TEXT = 200
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One answer as the device sent it; `device_ms` is the device's own clock and decides nothing."""

    client_id: bytes
    client_text: str
    seq: int
    slot: int
    response: tuple[str, ...]
    device_ms: int | None


@dataclass(frozen=True, slots=True)
class StoredStep:
    """One kept step, as far as counting needs it."""

    slot: int
    seq: int
    client_id: bytes
    response: tuple[str, ...]
    received_ms: int


def parse_steps(body: object, rules: Sequence[SlotRule]) -> list[Step]:
    """Read the body of a PUT; raises bad_json with the place. Fields we do not know (score, is_correct) are ignored.

    Raises steps_too_many for a `seq` beyond what a person comes to, too_large.
    """
    if not isinstance(body, dict) or not isinstance(body.get("steps"), list):
        raise DomainError("bad_json", where="steps")
    if len(body["steps"]) > MAX_STEPS_PER_CALL:
        raise DomainError("too_large", where="steps", most=MAX_STEPS_PER_CALL)
    return [_parse_step(entry, index, rules) for index, entry in enumerate(body["steps"])]


def _parse_step(entry: object, index: int, rules: Sequence[SlotRule]) -> Step:
    if not isinstance(entry, dict):
        raise DomainError("bad_json", where=f"steps[{index}]")
    client_text, seq, slot = (entry.get(name) for name in ("id", "seq", "slot"))
    response: Any = entry.get("response")
    if not isinstance(client_text, str) or not _UUID.fullmatch(client_text):
        raise DomainError("bad_json", where=f"steps[{index}].id")
    if type(seq) is not int or seq < 1:
        raise DomainError("bad_json", where=f"steps[{index}].seq")
    if seq > most_steps(len(rules)):
        raise DomainError("steps_too_many", most=most_steps(len(rules)), refused=[client_text])
    if type(slot) is not int or not 1 <= slot <= len(rules):
        raise DomainError("slot_unknown", where=f"steps[{index}].slot", slot=slot)
    _check_response(response, rules[slot - 1], index)
    return Step(
        uuid.UUID(client_text).bytes,
        client_text,
        seq,
        slot,
        tuple(response),
        parse_device_time(entry.get("at")),
    )


def _check_response(response: object, rule: SlotRule, index: int) -> None:
    if not isinstance(response, list) or len(response) > rule.most:
        raise DomainError("bad_json", where=f"steps[{index}].response")
    if rule.typed:
        _check_typed(response, rule, f"steps[{index}].response")
        return
    if len(set(map(str, response))) != len(response) or not rule.choice_ids.issuperset(map(str, response)):
        raise DomainError("choice_unknown", where=f"steps[{index}].response")


def _check_typed(response: list, rule: SlotRule, where: str) -> None:
    for text in response:
        if not isinstance(text, str):
            raise DomainError("bad_json", where=where)
        if rule.typed == "number" and (len(text) > LONGEST_NUMBER or read_number(text, rule.unit) is None):
            raise DomainError("number_unreadable", where=where)
        if not text.strip() or len(text) > LONGEST_TEXT or any(map(_is_unwritable, text)):
            raise DomainError("text_malformed", where=where, most=LONGEST_TEXT)


def _is_unwritable(character: str) -> bool:
    # Control characters and halves of surrogate pairs: PostgreSQL keeps no NUL, UTF-8 no half, and paper neither.
    return unicodedata.category(character) in ("Cc", "Cs")


def encode_response(response: Sequence[str]) -> str:
    """One text for a stored response: ids joined by commas; JSON where that would not read back the same.

    Choice ids hold no comma, so what is stored for choices never changed; a typed text may hold anything.
    """
    joined = ",".join(response)
    if joined.count(",") != max(len(response) - 1, 0) or joined.startswith("[") or "" in response:
        return json.dumps(list(response), ensure_ascii=False, separators=(",", ":"))
    return joined


def decode_response(stored: str) -> tuple[str, ...]:
    """The response of a stored text, exactly as it was given to `encode_response`."""
    if stored.startswith("["):
        return tuple(json.loads(stored))
    return tuple(stored.split(",")) if stored else ()


def parse_device_time(value: object) -> int | None:
    """Milliseconds from an ISO text or a number; None for anything unreadable, because it decides nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e14:
        return int(value)
    if isinstance(value, str) and len(value) < 40:
        try:
            return int(datetime.fromisoformat(value).timestamp() * 1000)
        except (ValueError, OverflowError, OSError):
            return None
    return None


def count_responses(steps: Iterable[StoredStep], *, until_ms: int | None) -> dict[int, tuple[str, ...]]:
    """The response that counts per slot: the highest `seq` (ties: the larger client id) received up to `until_ms`.

    An empty response means that the person took the answer back; such slots are left out.
    """
    best: dict[int, StoredStep] = {}
    for step in steps:
        if until_ms is not None and step.received_ms > until_ms:
            continue
        held = best.get(step.slot)
        if held is None or (step.seq, step.client_id) > (held.seq, held.client_id):
            best[step.slot] = step
    return {slot: step.response for slot, step in best.items() if step.response}


def find_missing_seqs(stored: Iterable[int], last_seq: int) -> list[int]:
    """Seqs that the device says it made and the server does not hold; at most 500 are named.

    The work grows with what is stored, never with `last_seq`.
    """
    held = set(stored)
    return list(islice((seq for seq in range(1, last_seq + 1) if seq not in held), MOST_MISSING_NAMED))


def is_over(deadline_ms: int, grace_seconds: int, now_ms: int) -> bool:
    """Whether deadline and grace have passed: the server then hands in by itself."""
    return now_ms > deadline_ms + grace_seconds * 1000


def slot_rules(paper: Mapping, rule_of: Mapping[tuple[str, int], SlotRule]) -> list[SlotRule]:
    """The rule of every slot of a paper, in order."""
    return [rule_of[(slot["item"], slot["revision"])] for slot in paper["slots"]]


def rule_of_item(item: Item) -> SlotRule:
    """What a response to this item may hold."""
    return rules_of(item.type).slot_rule(item)
