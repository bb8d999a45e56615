"""The draw of a record computed anew: commitment, people, seeds and surroundings of the papers, as its version says."""

from collections.abc import Iterator, Mapping

from examapp.domain import draws, draws_v1
from examapp.domain.differences import Difference, compare
from examapp.domain.digests import canonical_json, digest_text
from examapp.domain.surroundings import EarlierPaper, Surroundings, UseTable, surround


def check_draw(record: Mapping) -> Iterator[Difference]:
    """Where commitment, pools or people of the record's draw do not follow from its seeds."""
    draw = record["draw"]
    item_pool = digest_text(canonical_json(draw["item_pool"]))
    yield from compare("draw.item_pool_digest", draw["item_pool_digest"], item_pool)
    if _is_frozen(draw):
        yield from _commitment(record)
        yield from _number(draw)
        yield from _beacon(draw)
        yield from _people(draw)
    else:
        yield from _draw_of_v1(draw)


def papers_seed(draw: Mapping) -> bytes:
    """What every paper of the record is built from."""
    if _is_frozen(draw):
        return draws.derive_papers_seed(bytes.fromhex(draw["seed_papers"]))
    return draws_v1.derive_draw_seed(bytes.fromhex(draw["seed"]), draw["nonce"])


def paper_key(draw: Mapping, blueprint: str) -> str:
    """The key of the blueprint as it stands in the labels of the papers; v1 names none."""
    return blueprint if _is_frozen(draw) else ""


def paper_surroundings(record: Mapping, participant: Mapping) -> Surroundings | None:
    """What the participant's paper was built beside, as the record states it; None before v3."""
    if record["draw"]["algorithm"] != draws.ALGORITHM:
        return None
    key = participant["blueprint"]
    uses = record["blueprints"][key]["uses"]
    earlier = [
        EarlierPaper(other["blueprint"], tuple(slot["item"] for slot in other["paper"]))
        for other in sorted(record["participants"], key=lambda other: other["number"])
        if other["number"] < participant["number"]
    ]
    table = UseTable(uses["papers"], uses["items"]) if uses else UseTable()
    return surround(table, earlier, key, participant["met_items"])


def _is_frozen(draw: Mapping) -> bool:
    return draw["algorithm"] in (draws.V2, draws.ALGORITHM)


def _commitment(record: Mapping) -> Iterator[Difference]:
    draw = record["draw"]
    frozen = draw["frozen"]
    yield from compare("draw.commitment", draw["commitment"], draws.commit(frozen))
    yield from compare("draw.algorithm", frozen["algorithm"], draw["algorithm"])
    for name in ("seed_people", "seed_papers"):
        yield from compare(f"draw.{name}", frozen[name], draws.digest_seed(bytes.fromhex(draw[name])))
    excluded = [{"id": row["id"], "reason": row["reason"]} for row in draw["excluded"]]
    copied = {
        "draw.quotas": (draw["quotas"], frozen["quotas"]),
        "draw.excluded": (excluded, frozen["excluded"]),
        "draw.item_pool_digest": (draw["item_pool_digest"], frozen["item_pool"]),
        "draw.committed_at": (draw["committed_at"], frozen["frozen_at"]),
        "inspection.number": (record["inspection"]["number"], frozen["inspection"]),
    }
    for where, (recorded, rebuilt) in copied.items():
        yield from compare(where, recorded, rebuilt)
    digests = {row["key"]: row["digest"] for row in frozen["blueprints"]}
    for key, blueprint in record["blueprints"].items():
        yield from compare(f"blueprints.{key}.digest", blueprint["digest"], digests.get(key))
    if draw["algorithm"] == draws.ALGORITHM:
        yield from _uses(record)


def _uses(record: Mapping) -> Iterator[Difference]:
    """How often items were used and what people met is what was frozen."""
    frozen = record["draw"]["frozen"]
    digests = {row["key"]: row["uses"] for row in frozen["blueprints"]}
    for key, blueprint in record["blueprints"].items():
        uses = blueprint["uses"]
        digest = digest_text(canonical_json(uses)) if uses else None
        yield from compare(f"blueprints.{key}.uses", digest, digests.get(key))
    roster = {row["id"]: row.get("met") for row in frozen["roster"]}
    for index, participant in enumerate(record["participants"]):
        # What somebody in a re-test met is not frozen, because nobody is drawn; walk-ins were not known.
        if participant["origin"] != "retest":
            met = draws.digest_met(participant["met_items"]) if participant["met_items"] else None
            frozen_met = roster.get(participant["person_id"])
            yield from compare(f"participants[{index}].met_items", met, frozen_met)


def _number(draw: Mapping) -> Iterator[Difference]:
    """A number that was asked for is there; one that was waived says who did so and why."""
    asked, number = draw["frozen"]["number"], draw["number"]
    waived = number["how"] == "waived"
    yield from compare("draw.number", waived, asked == "waived")
    if bool(draw["nonce"]) != (asked == "required"):
        yield Difference("draw.nonce", draw["nonce"], None)
    if waived and not (number["by"] and number["reason"]):
        yield Difference("draw.number", None, "waived")


def _beacon(draw: Mapping) -> Iterator[Difference]:
    """The round is the one that was named beforehand; one that could not be reached brought nothing in."""
    named, beacon = draw["frozen"]["beacon"], draw["beacon"]
    if beacon is None:
        yield from compare("draw.beacon", None, named)
        return
    yield from compare("draw.beacon", {"chain": beacon["chain"], "round": beacon["round"]}, named)
    yield from compare("draw.beacon", bool(beacon["randomness"]), beacon["state"] == "used")


def _people(draw: Mapping) -> Iterator[Difference]:
    frozen = draw["frozen"]
    beacon = draw["beacon"]["randomness"] if draw["beacon"] else ""
    seed = draws.derive_people_seed(bytes.fromhex(draw["seed_people"]), draw["nonce"], beacon)
    yield from compare("draw.drawn", draw["drawn"], draws.draw_people(seed, frozen))
    used = {key for keys in draw["drawn"].values() for key in keys}
    for index, swap in enumerate(draw["swaps"]):
        following = draws.next_in_order(seed, frozen, swap["stratum"], used)
        yield from compare(f"draw.swaps[{index}].in", swap["in"], following)
        used.add(swap["in"])


def _draw_of_v1(draw: Mapping) -> Iterator[Difference]:
    seed = bytes.fromhex(draw["seed"])
    draw_seed = draws_v1.derive_draw_seed(seed, draw["nonce"])
    yield from compare("draw.commitment", draw["commitment"], draws_v1.make_commitment(seed))
    pool = [draws_v1.PoolMember(member["id"], member["stratum"]) for member in draw["people_pool"]]
    digest = draws_v1.digest_pool(member.id for member in pool)
    yield from compare("draw.people_pool_digest", draw["people_pool_digest"], digest)
    quotas = {stratum: count for stratum, count in draw["quotas"].items() if count}
    drawn = {stratum: list(ids) for stratum, ids in draws_v1.draw_people(draw_seed, pool, quotas).items()}
    yield from compare("draw.drawn", draw["drawn"], drawn)
    used = {key for ids in drawn.values() for key in ids}
    for index, swap in enumerate(draw["swaps"]):
        stratum = {member.id: member.stratum for member in pool}.get(swap["out"])
        rest = [member.id for member in pool if member.stratum == stratum]
        order = draws_v1.order_ids(draw_seed, "person:", rest)
        following = next((key for key in order if key not in used), None)
        yield from compare(f"draw.swaps[{index}].in", swap["in"], following)
        used.add(swap["in"])
