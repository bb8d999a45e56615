"""Draw v2 and v3: a frozen object, its commitment, two seeds, people of several strata (docs/draw.md); v1: draws_v1.

v3 freezes besides how often items were used and what people met, of which papers make something (domain.surroundings).
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from examapp.domain.digests import canonical_json
from examapp.domain.draws_v1 import SEED_BYTES, order_ids
from examapp.domain.errors import DomainError
from examapp.domain.surroundings import DAYS

V2, ALGORITHM = "examapp/draw/v2", "examapp/draw/v3"
# The order in which strata are drawn: who is drawn already is passed over in those that follow.
STRATA = ("lead", "manager", "key_post")
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class RosterMember:
    """Somebody on the frozen roster: an id without meaning, every stratum to be drawn in, items met in 90 days."""

    id: str
    strata: tuple[str, ...]
    met: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeds:
    """Two times 32 random bytes: one for the people, one for the papers, so that papers can be built beforehand."""

    people: bytes
    papers: bytes

    def __post_init__(self) -> None:
        for seed in (self.people, self.papers):
            if len(seed) != SEED_BYTES:
                raise DomainError("seed_malformed", length=len(seed))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a draw is frozen for: inspection, quiz, the how-manieth freeze of it, the time, and what happened before.

    `history`: earlier freezes, other quizzes and roster changes at this enterprise within 30 days, as plain values.
    """

    inspection: str
    quiz: str
    freeze: int
    frozen_at: str
    history: Mapping


def freeze(
    circumstances: Circumstances,
    seeds: Seeds,
    roster: Iterable[RosterMember],
    *,
    excluded: Mapping[str, str],
    quotas: Mapping[str, int],
    number: str,
    item_pool: str,
    blueprints: Iterable[Mapping],
    beacon: Mapping | None = None,
    counted_until: str | None = None,
) -> dict:
    """Everything that the draw will depend on, as plain values; `excluded` maps ids of the roster to reasons.

    `item_pool` is its digest, `blueprints` have key, revision, digest and the digest of their uses, which were counted
    until that day. `beacon` names chain and round. `number` is "required", "waived" (by the enterprise, for a reason)
    or "none" (a re-test draws nobody and asks for none).
    """
    return {
        "algorithm": ALGORITHM,
        "inspection": circumstances.inspection,
        "quiz": circumstances.quiz,
        "freeze": circumstances.freeze,
        "frozen_at": circumstances.frozen_at,
        "history": dict(circumstances.history),
        "seed_people": digest_seed(seeds.people),
        "seed_papers": digest_seed(seeds.papers),
        "roster": [_describe_member(member) for member in sorted(roster, key=lambda member: member.id)],
        "uses": {"days": DAYS, "until": counted_until},
        "excluded": [{"id": key, "reason": excluded[key]} for key in sorted(excluded)],
        "quotas": dict(quotas),
        "number": number,
        "item_pool": item_pool,
        "blueprints": sorted((dict(row) for row in blueprints), key=lambda row: row["key"]),
        "beacon": dict(beacon) if beacon else None,
    }


def _describe_member(member: RosterMember) -> dict:
    strata = [stratum for stratum in STRATA if stratum in member.strata]
    # Only a digest: the items stand with the papers that they matter to.
    met = {"met": digest_met(member.met)} if member.met else {}
    return {"id": member.id, "strata": strata, **met}


def digest_met(items: Iterable[str]) -> str:
    """SHA-256 (hex) of the canonical JSON of the ids in ascending order."""
    return hashlib.sha256(canonical_json(sorted(items)).encode("utf-8")).hexdigest()


def digest_seed(seed: bytes) -> str:
    """SHA-256 (hex) of one seed, as it stands in the frozen object."""
    return hashlib.sha256(seed).hexdigest()


def commit(frozen: Mapping) -> str:
    """SHA-256("examapp/commit/v2" || 0x00 || canonical JSON of the frozen object), hex: shown before the draw."""
    return hashlib.sha256(b"examapp/commit/v2\0" + canonical_json(frozen).encode("utf-8")).hexdigest()


def read_enterprise_number(text: str) -> str:
    """What the enterprise typed, as it is mixed in: full-width signs are plain ones, nothing invisible, 40 signs."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isprintable()).strip()[:LONGEST_NUMBER]


def derive_people_seed(seed: bytes, number: str, beacon: str = "") -> bytes:
    """SHA-256 over the prefix, the seed, the enterprise's number and the beacon's randomness (hex), parted by 0x00."""
    parts = (b"examapp/draw/v2-people", seed, number.encode("utf-8"), beacon.encode("utf-8"))
    return hashlib.sha256(b"\0".join(parts)).digest()


def derive_papers_seed(seed: bytes) -> bytes:
    """SHA-256("examapp/draw/v2-papers" || 0x00 || seed): nothing that is only known on site."""
    return hashlib.sha256(b"examapp/draw/v2-papers\0" + seed).digest()


def count_strata(frozen: Mapping) -> dict[str, int]:
    """How many can be drawn in each stratum; somebody with several roles counts in each of them."""
    return {stratum: len(_pool(frozen, stratum)) for stratum in STRATA}


def draw_people(people_seed: bytes, frozen: Mapping) -> dict[str, list[str]]:
    """Who is drawn, by stratum; one person once. A stratum that others have used up gives fewer than its quota.

    Raises stratum_too_small when a quota is larger than its stratum was to begin with.
    """
    drawn: dict[str, list[str]] = {}
    used: set[str] = set()
    for stratum in STRATA:
        wanted, pool = frozen["quotas"].get(stratum, 0), _pool(frozen, stratum)
        if wanted > len(pool):
            raise DomainError("stratum_too_small", stratum=stratum, wanted=wanted, available=len(pool))
        if wanted:
            drawn[stratum] = _first(order_ids(people_seed, "person:", pool), used, wanted)
            used.update(drawn[stratum])
    return drawn


def next_in_order(people_seed: bytes, frozen: Mapping, stratum: str, used: Collection[str]) -> str | None:
    """Who comes instead of somebody who cannot: the first of the stratum's order whom this quiz has not used yet."""
    rest = _first(order_ids(people_seed, "person:", _pool(frozen, stratum)), used, 1)
    return rest[0] if rest else None


def _first(order: Sequence[str], used: Collection[str], wanted: int) -> list[str]:
    return [key for key in order if key not in used][:wanted]


def _pool(frozen: Mapping, stratum: str) -> list[str]:
    left_out = {row["id"] for row in frozen["excluded"]}
    return [row["id"] for row in frozen["roster"] if stratum in row["strata"] and row["id"] not in left_out]
