"""Draw v1, frozen: what records of before are checked by, and exams are drawn by (docs/draw.md). Never changed."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from examapp.domain.errors import DomainError

SEED_BYTES = 32
_PREFIX = b"examapp/draw/v1"


@dataclass(frozen=True, slots=True)
class PoolMember:
    """Somebody who can be drawn: an id without meaning, and the stratum (role) they are drawn in."""

    id: str
    stratum: str


def make_commitment(seed: bytes) -> str:
    """SHA-256 of the 32-byte seed, hex: shown before the pool is frozen."""
    _check_seed(seed)
    return hashlib.sha256(seed).hexdigest()


def derive_draw_seed(seed: bytes, nonce: str) -> bytes:
    """SHA-256("examapp/draw/v1" || seed || nonce): neither side can choose it alone."""
    _check_seed(seed)
    return hashlib.sha256(_PREFIX + seed + nonce.encode("utf-8")).digest()


def digest_pool(ids: Iterable[str]) -> str:
    """SHA-256 (hex) of the sorted ids, one per line."""
    return hashlib.sha256("\n".join(sorted(ids)).encode("utf-8")).hexdigest()


def order_ids(draw_seed: bytes, label: str, ids: Iterable[str]) -> list[str]:
    """Ids by ascending HMAC-SHA-256(draw_seed, label || id)."""
    prefix = label.encode("utf-8")
    return sorted(ids, key=lambda one: hmac.digest(draw_seed, prefix + one.encode("utf-8"), "sha256"))


def draw_people(
    draw_seed: bytes, pool: Iterable[PoolMember], quotas: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """The first n of each stratum in drawn order. Raises stratum_too_small."""
    strata: dict[str, list[str]] = defaultdict(list)
    for member in pool:
        strata[member.stratum].append(member.id)
    drawn = {}
    for stratum, wanted in quotas.items():
        if wanted > len(strata[stratum]):
            raise DomainError(
                "stratum_too_small", stratum=stratum, wanted=wanted, available=len(strata[stratum])
            )
        drawn[stratum] = tuple(order_ids(draw_seed, "person:", strata[stratum])[:wanted])
    return drawn


def _check_seed(seed: bytes) -> None:
    if len(seed) != SEED_BYTES:
        raise DomainError("seed_malformed", length=len(seed))
