"""Rules between facts of a record that no digest holds: who was drawn and stands on it, who signed what, and when."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from examapp.domain.differences import Difference
from examapp.domain.digests import canonical_json, digest_text
from examapp.domain.records import UNSIGNED, signed_results
from examapp.domain.unsigned_records import later_facts


def check_facts(record: Mapping) -> Iterator[Difference]:
    """What contradicts itself in a record, beside what `rebuild_record` computes anew."""
    yield from _people(record)
    if record["format"] == UNSIGNED:
        yield from later_facts(record)
        yield from _signatures_of_before(record)
        return
    yield from _signatures(record, record["results_digest"])
    yield from _confirmations(record)
    for key, blueprint in record["blueprints"].items():
        digest = digest_text(canonical_json(blueprint["definition"]))
        yield from _equal(f"blueprints.{key}.digest", blueprint["digest"], digest)


def check_times(record: Mapping) -> Iterator[Difference]:
    """What happened before it could; a server whose clock was put right may have written such a record itself."""
    draw, start = record["draw"], _seconds(record["started_at"])
    close, end = _seconds(record["closed_at"]), _seconds(record["recorded_at"])
    yield from _ordered("started_at", _seconds(draw["committed_at"]), start)
    yield from _ordered("closed_at", start, close)
    yield from _ordered("recorded_at", close, end)
    for index, participant in enumerate(record["participants"]):
        begun, handed_in = participant["started_ms"], participant["submitted_ms"]
        where = f"participants[{index}]"
        if begun is not None:
            yield from _ordered(f"{where}.started_ms", start, begun / 1000)
        if begun is not None and handed_in is not None:
            yield from _ordered(f"{where}.submitted_ms", begun / 1000, handed_in / 1000)
        if handed_in is not None:
            yield from _ordered(f"{where}.submitted_ms", handed_in / 1000, close)
    for index, signature in enumerate(record["signatures"]):
        yield from _ordered(f"signatures[{index}].at", close, _seconds(signature["at"]))
        yield from _ordered(f"signatures[{index}].at", _seconds(signature["at"]), end)


def _people(record: Mapping) -> Iterator[Difference]:
    people = record["participants"]
    yield from _equal(
        "participants.number", [one["number"] for one in people], list(range(1, len(people) + 1))
    )
    drawn = sorted([stratum, key] for stratum, keys in record["draw"]["drawn"].items() for key in keys)
    yield from _equal("participants.drawn", _keys_of(people, "drawn"), drawn)
    swaps = record["draw"]["swaps"]
    called = sorted(key for _, key in _keys_of(people, "swapped"))
    yield from _equal("participants.swapped", called, sorted(swap["in"] for swap in swaps))
    left = sorted(one["person_id"] for one in people if one["state"] == "swapped")
    yield from _equal("participants.swapped", left, sorted(swap["out"] for swap in swaps))
    if (record["kind"] == "retest") != any(one["origin"] == "retest" for one in people):
        yield Difference("kind", record["kind"], None)


def _keys_of(people: list, origin: str) -> list[list[str]]:
    return sorted([one["role"], one["person_id"]] for one in people if one["origin"] == origin)


def _signatures_of_before(record: Mapping) -> Iterator[Difference]:
    # Amendments of the first programs stood beside the signatures of the version before and did not say so.
    if "results_digest" in record or record["version"] == 1:
        yield from _signatures(record, record.get("results_digest") or signed_results(record))


def _signatures(record: Mapping, results: str) -> Iterator[Difference]:
    people = {one["signer"]: one for one in record["participants"]}
    inspectors = [one["name"] for one in record["inspectors"]]
    wanted = {("candidate", key, one["name"]) for key, one in people.items() if one["state"] == "done"}
    wanted |= {("inspector", "", name) for name in inspectors} | {("representative", "", "")}
    given = set()
    for index, signature in enumerate(record["signatures"]):
        where, role = f"signatures[{index}]", signature["role"]
        if signature["digest"] == results:
            given.add(_as_wanted(signature))
        elif signature.get("version", 1) >= record["version"]:
            yield Difference(f"{where}.digest", signature["digest"], results)
        known = (
            signature["signer"] in people
            if role == "candidate"
            else role == "representative" or signature["name"] in inspectors
        )
        if not known:
            yield Difference(f"{where}.signer", signature["name"], None)
    # Who did not sign what was corrected afterwards is printed with the reason.
    if not record.get("amendment", {}).get("unsigned_reason"):
        for _, _, name in sorted(wanted - given):
            yield Difference("signatures", None, name or "企业代表")


def _confirmations(record: Mapping) -> Iterator[Difference]:
    """Both inspectors, each over these results; records of before the rule state none, later ones may lack somebody."""
    if "confirmations" not in record:
        return
    inspectors = [one["name"] for one in record["inspectors"]]
    given = [one["name"] for one in record["confirmations"]]
    if record["version"] == 1:
        yield from _equal("confirmations", sorted(given), sorted(inspectors))
    for index, confirmation in enumerate(record["confirmations"]):
        yield from _equal(f"confirmations[{index}].digest", confirmation["digest"], record["results_digest"])
        if confirmation["name"] not in inspectors:
            yield Difference(f"confirmations[{index}].name", confirmation["name"], None)


def _as_wanted(signature: Mapping) -> tuple[str, str, str]:
    role = signature["role"]
    if role == "candidate":
        return role, signature["signer"], signature["name"]
    return role, "", signature["name"] if role == "inspector" else ""


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _ordered(where: str, earlier: float, later: float) -> Iterator[Difference]:
    # Milliseconds are cut off in some places and not in others.
    if earlier > later + 1:
        yield Difference(where, later, earlier)


def _equal(where: str, recorded: object, wanted: object) -> Iterator[Difference]:
    if recorded != wanted:
        yield Difference(where, recorded, wanted)
