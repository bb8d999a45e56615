"""The one checker of records, for the command and for the page: computed anew, signature, pages, in this order."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from examapp.adapters.documents.page_signatures import Pages
from examapp.adapters.documents.record_files import RecordFile, UnreadableError, read_file
from examapp.adapters.security.signing import BadSignatureError, check_detached
from examapp.domain.differences import Difference
from examapp.domain.record_facts import check_facts, check_times
from examapp.domain.record_judgements import Judgement, Level, Outcome, TrustedKey, unreadable
from examapp.domain.records import UNSIGNED, rebuild_record, signed_bytes

_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, OverflowError)


def judge(file: bytes, keys: Mapping[str, TrustedKey]) -> Judgement:
    """What the bytes of a record prove to somebody who trusts these keys (kid -> key); without any, none counts."""
    public = {kid: key.public for kid, key in keys.items()}
    try:
        brought = read_file(file, public)
    except UnreadableError as error:
        return unreadable(error.reason)
    try:
        return _judge(brought, keys)
    except _BROKEN as error:
        broken = Difference("format", "unreadable", type(error).__name__)
        return Judgement(Outcome.tampered, differences=(broken,))


def _judge(brought: RecordFile, keys: Mapping[str, TrustedKey]) -> Judgement:
    record = brought.record
    differences, late = [*rebuild_record(record), *check_facts(record)], list(check_times(record))
    facts = _facts(record)
    if record["format"] == UNSIGNED:
        return _conclude([*differences, *late], ["no_system_signature"], Level.consistent, facts)
    signed = _signature(record, keys)
    issued = signed == []
    remarks = [] if keys else ["no_keys"]
    if issued and late:
        # The system itself stated these times: its clock was put right meanwhile, or nobody set it.
        remarks.append("times")
    differences += [*(signed or []), *([] if issued else late), *_pages(brought.pages, record, keys)]
    return _conclude(differences, remarks, Level.issued if issued else Level.consistent, facts)


def _signature(record: dict, keys: Mapping[str, TrustedKey]) -> list[Difference] | None:
    """What is wrong with the system's signature; None when there is no key to look with."""
    if not isinstance(record.get("signature"), str):
        return [Difference("signature", None, "signed")]
    if not keys:
        return None
    try:
        signed = check_detached(
            record["signature"], signed_bytes(record), {kid: key.public for kid, key in keys.items()}
        )
    except BadSignatureError as error:
        return [Difference("signature", error.kid or record.get("key_id"), error.fault)]
    moment = int(datetime.fromisoformat(record["recorded_at"]).timestamp())
    if (signed.kid, signed.at) != (record["key_id"], moment):
        return [Difference("signature", [record["key_id"], moment], [signed.kid, signed.at])]
    return list(_revoked("signature", keys[signed.kid], signed.at))


def _revoked(where: str, key: TrustedKey, at: int) -> Iterator[Difference]:
    if key.revoked_at is not None and at >= key.revoked_at:
        yield Difference(where, at, "revoked")


def _pages(pages: Pages | None, record: dict, keys: Mapping[str, TrustedKey]) -> Iterator[Difference]:
    # Without keys only that there is no signature can be seen.
    if pages is None or (not keys and pages.state != "unsigned"):
        return
    if pages.state != "whole":
        yield Difference("pages", pages.state, "whole")
        return
    if pages.record_digest != record["digest"]:
        yield Difference("pages", pages.record_digest, record["digest"])
    yield from _revoked("pages", keys[pages.kid], pages.at)


def _facts(record: dict) -> dict:
    facts = {
        "number": record["number"],
        "version": record["version"],
        "digest": record["digest"],
        "recorded_at": record["recorded_at"],
        "enterprise": record["enterprise"]["name"],
        "people": len(record["participants"]),
        "done": record["conclusion"]["done"],
        "address": record.get("address", ""),
        "key_id": record.get("key_id", ""),
    }
    wrong = [name for name, value in facts.items() if type(value) is not (int if name in _COUNTS else str)]
    if wrong:
        raise TypeError(wrong)
    return facts


_COUNTS = {"version", "people", "done"}


def _conclude(differences: list, remarks: list, level: Level, facts: dict) -> Judgement:
    if differences:
        return Judgement(Outcome.tampered, None, tuple(differences), tuple(remarks), facts)
    return Judgement(Outcome.holds, level, (), tuple(remarks), facts)
