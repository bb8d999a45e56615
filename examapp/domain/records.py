"""Rebuild a finished record from its own facts: people, papers, scores, digest; and say what differs."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from examapp.domain.blueprints import PoolItem, blueprint_from_dict
from examapp.domain.draws import (
    PoolMember,
    derive_draw_seed,
    digest_pool,
    draw_people,
    make_commitment,
    order_ids,
)
from examapp.domain.errors import DomainError
from examapp.domain.papers import assemble_paper
from examapp.domain.rulings import mark_slot, ruling_from_dict
from examapp.domain.scoring import is_passed, total_score
from question_bank.model import item_digest, item_from_dict

# Records of before were not signed by the system; they stay checkable by the rules of their time.
UNSIGNED, FORMAT = "examapp-record/1", "examapp-record/2"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of the record that does not follow from the others."""

    where: str
    recorded: object
    rebuilt: object


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, real characters: what every digest is taken over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_text(text: str) -> str:
    """SHA-256 (hex) of UTF-8 text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_record(record: Mapping) -> str:
    """SHA-256 (hex) of the record without its own digest and the system's signature."""
    body = {key: value for key, value in record.items() if key not in ("digest", "signature")}
    return hashlib.sha256(canonical_json(body).encode("utf-8")).hexdigest()


def signed_bytes(record: Mapping) -> bytes:
    """What the system signs: the canonical JSON of the record, its digest included, without the signature."""
    return canonical_json({key: value for key, value in record.items() if key != "signature"}).encode("utf-8")


def digest_results(inspection_number: str, commitment: str, rows: list[list]) -> str:
    """SHA-256 (hex) of what everybody signs; `rows` as `signed_row` makes them."""
    return hashlib.sha256(canonical_json([inspection_number, commitment, rows]).encode("utf-8")).hexdigest()


def signed_row(
    one: Mapping, score_tenths: int | None, full_tenths: int | None, points: int, responses: str | None
) -> list:
    """What is signed of one person: number, name, role, state, score, responses as JSON.

    The full score too where a void item made it smaller than the `points` of the paper, because the same score then is
    another result; nowhere else, so that signatures of before can be compared.
    """
    row = [one["number"], one["name"], one["role"], one["state"], score_tenths, responses]
    return row if full_tenths in (None, points * 10) else [*row, full_tenths]


def digest_item_pool(entries: list) -> str:
    """SHA-256 (hex) of the canonical JSON of the pool entries as frozen."""
    return hashlib.sha256(canonical_json(entries).encode("utf-8")).hexdigest()


def audience_pool(entries: list, *, role: str, industry: str, post: str | None) -> list[PoolItem]:
    """The frozen pool narrowed to what may be asked of this audience; empty lists mean everybody."""
    return [
        pool_item(entry)
        for entry in entries
        if role in entry["roles"]
        and (not entry["industries"] or industry in entry["industries"])
        and (not entry["posts"] or post in entry["posts"])
    ]


def pool_item(entry: Mapping) -> PoolItem:
    """The domain's value of one pool entry."""
    case = entry.get("case") or {}
    return PoolItem(
        id=entry["id"],
        revision=entry["revision"],
        type=entry["type"],
        topic=entry["topic"],
        difficulty=entry["difficulty"],
        twin_group=entry["twin_group"],
        choice_ids=tuple(entry["choice_ids"]),
        shuffle=entry["shuffle"],
        case_id=case.get("id"),
        case_place=case.get("place", 0),
        case_size=case.get("size", 0),
    )


def rebuild_record(record: Mapping) -> list[Difference]:
    """Everything in the record that a recomputation gives otherwise; an empty list means that it holds."""
    try:
        return list(_differences(record))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return [Difference("format", "unreadable", f"{type(error).__name__}: {error}")]


def _differences(record: Mapping) -> Iterator[Difference]:
    if record.get("format") not in (UNSIGNED, FORMAT):
        yield Difference("format", record.get("format"), FORMAT)
        return
    yield from _compare("digest", record["digest"], digest_record(record))
    draw = record["draw"]
    seed = bytes.fromhex(draw["seed"])
    yield from _compare("draw.commitment", draw["commitment"], make_commitment(seed))
    yield from _people(draw, derive_draw_seed(seed, draw["nonce"]))
    yield from _compare(
        "draw.item_pool_digest", draw["item_pool_digest"], digest_item_pool(draw["item_pool"])
    )
    yield from _items(record)
    for index, participant in enumerate(record["participants"]):
        yield from _participant(
            f"participants[{index}]", participant, record, derive_draw_seed(seed, draw["nonce"])
        )
    yield from _conclusion(record)
    # Records from before there were amendments with signatures of their own do not state it.
    if "results_digest" in record:
        yield from _compare("results_digest", record["results_digest"], _signed_results(record))


def _signed_results(record: Mapping) -> str:
    rows = [
        signed_row(
            one,
            one["score_tenths"],
            one["full_tenths"],
            sum(slot["points"] for slot in one["paper"]),
            canonical_json(one["responses"]) if one["responses"] is not None else None,
        )
        for one in record["participants"]
    ]
    return digest_results(record["inspection"]["number"], record["draw"]["commitment"], rows)


def _people(draw: Mapping, draw_seed: bytes) -> Iterator[Difference]:
    pool = [PoolMember(member["id"], member["stratum"]) for member in draw["people_pool"]]
    yield from _compare(
        "draw.people_pool_digest", draw["people_pool_digest"], digest_pool(member.id for member in pool)
    )
    quotas = {stratum: count for stratum, count in draw["quotas"].items() if count}
    drawn = {stratum: list(ids) for stratum, ids in draw_people(draw_seed, pool, quotas).items()}
    yield from _compare("draw.drawn", draw["drawn"], drawn)
    used = {one for ids in drawn.values() for one in ids}
    for index, swap in enumerate(draw["swaps"]):
        stratum = {member.id: member.stratum for member in pool}.get(swap["out"])
        order = order_ids(draw_seed, "person:", [member.id for member in pool if member.stratum == stratum])
        following = next((one for one in order if one not in used), None)
        yield from _compare(f"draw.swaps[{index}].in", swap["in"], following)
        used.add(swap["in"])


def _items(record: Mapping) -> Iterator[Difference]:
    digests = {f"{entry['id']}@{entry['revision']}": entry["digest"] for entry in record["draw"]["item_pool"]}
    for key, content in record["items"].items():
        yield from _compare(f"items.{key}", digests.get(key), item_digest(item_from_dict(content)))


def _participant(where: str, one: Mapping, record: Mapping, draw_seed: bytes) -> Iterator[Difference]:
    saved = record["blueprints"].get(one["blueprint"])
    if saved is None:
        yield Difference(f"{where}.blueprint", one["blueprint"], None)
        return
    blueprint = blueprint_from_dict(saved["definition"])
    industry = record["enterprise"]["industry"]
    pool = audience_pool(record["draw"]["item_pool"], role=one["role"], industry=industry, post=one["post"])
    try:
        paper = assemble_paper(blueprint, pool, draw_seed, one["number"], frozenset(one["excluded_items"]))
    except DomainError as error:
        yield Difference(f"{where}.paper", "recorded", error.code)
        return
    rebuilt = [
        {
            "item": slot.item_id,
            "revision": slot.revision,
            "choices": list(slot.choices),
            "points": slot.points,
        }
        for slot in paper.slots
    ]
    yield from _compare(f"{where}.paper", one["paper"], rebuilt)
    if one["state"] == "done":
        yield from _score(where, one, record, blueprint.cut_score)


def _score(where: str, one: Mapping, record: Mapping, cut_score: int) -> Iterator[Difference]:
    marks = []
    for slot, response in zip(one["paper"], one["responses"], strict=True):
        key = f"{slot['item']}@{slot['revision']}"
        # Records from before there were appeals have no rulings.
        ruled = record.get("rulings", {}).get(key)
        ruling = ruling_from_dict(ruled) if ruled else None
        marks.append(mark_slot(item_from_dict(record["items"][key]), response, slot["points"], ruling))
    score, full = total_score(marks)
    yield from _compare(f"{where}.marks", one["marks"], [each.tenths for each in marks])
    yield from _compare(f"{where}.score_tenths", one["score_tenths"], score)
    yield from _compare(f"{where}.full_tenths", one["full_tenths"], full)
    yield from _compare(f"{where}.passed", one["passed"], is_passed(score, full, cut_score))


def conclude(participants: list) -> dict:
    """The counts that the record closes with."""
    present = [one for one in participants if one["state"] != "swapped"]
    done = [one for one in present if one["state"] == "done"]
    return {
        "expected": len(present),
        "done": len(done),
        "absent": sum(one["state"] == "absent" for one in present),
        "passed": sum(bool(one["passed"]) for one in done),
        "failed": sum(not one["passed"] for one in done),
        "roles": sorted({one["role"] for one in done}),
    }


def _conclusion(record: Mapping) -> Iterator[Difference]:
    yield from _compare("conclusion", record["conclusion"], conclude(record["participants"]))


def _compare(where: str, recorded: object, rebuilt: object) -> Iterator[Difference]:
    if recorded != rebuilt:
        yield Difference(where, recorded, rebuilt)
