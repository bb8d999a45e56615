"""Rebuild a finished record from its own facts: people, papers, scores, digest; and say what differs."""

import hashlib
from collections.abc import Iterator, Mapping

from examapp.domain.blueprints import PoolItem, blueprint_from_dict
from examapp.domain.differences import Difference, compare
from examapp.domain.digests import canonical_json
from examapp.domain.errors import DomainError
from examapp.domain.papers import assemble_paper
from examapp.domain.record_draws import check_draw, paper_key, paper_surroundings, papers_seed
from examapp.domain.rulings import mark_slot, ruling_from_dict
from examapp.domain.scoring import is_passed, total_score
from question_bank.model import item_digest, item_from_dict

# Records of before were not signed by the system; they stay checkable by the rules of their time.
UNSIGNED, FORMAT = "examapp-record/1", "examapp-record/2"


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
    yield from compare("digest", record["digest"], digest_record(record))
    yield from check_draw(record)
    yield from _items(record)
    for index, participant in enumerate(record["participants"]):
        yield from _participant(f"participants[{index}]", participant, record)
    yield from _conclusion(record)
    # Records from before there were amendments with signatures of their own do not state it.
    if "results_digest" in record:
        yield from compare("results_digest", record["results_digest"], signed_results(record))


def signed_results(record: Mapping) -> str:
    """What everybody signs (`digest_results`), of the results as the record states them."""
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


def _items(record: Mapping) -> Iterator[Difference]:
    digests = {f"{entry['id']}@{entry['revision']}": entry["digest"] for entry in record["draw"]["item_pool"]}
    for key, content in record["items"].items():
        yield from compare(f"items.{key}", digests.get(key), item_digest(item_from_dict(content)))


def _participant(where: str, one: Mapping, record: Mapping) -> Iterator[Difference]:
    saved = record["blueprints"].get(one["blueprint"])
    if saved is None:
        yield Difference(f"{where}.blueprint", one["blueprint"], None)
        return
    blueprint = blueprint_from_dict(saved["definition"])
    industry = record["enterprise"]["industry"]
    pool = audience_pool(record["draw"]["item_pool"], role=one["role"], industry=industry, post=one["post"])
    draw, excluded = record["draw"], frozenset(one["excluded_items"])
    try:
        paper = assemble_paper(
            blueprint,
            pool,
            papers_seed(draw),
            one["number"],
            excluded,
            key=paper_key(draw, one["blueprint"]),
            surroundings=paper_surroundings(record, one),
        )
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
    yield from compare(f"{where}.paper", one["paper"], rebuilt)
    yield from compare(f"{where}.deviation", one.get("deviation"), paper.deviation)
    yield from compare(f"{where}.given_up", one.get("given_up"), paper.given_up)
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
    yield from compare(f"{where}.marks", one["marks"], [each.tenths for each in marks])
    yield from compare(f"{where}.score_tenths", one["score_tenths"], score)
    yield from compare(f"{where}.full_tenths", one["full_tenths"], full)
    yield from compare(f"{where}.passed", one["passed"], is_passed(score, full, cut_score))


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
    yield from compare("conclusion", record["conclusion"], conclude(record["participants"]))
