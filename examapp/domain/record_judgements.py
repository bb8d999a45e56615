"""What a check of a record comes to: whether it holds, how much that proves, and what was seen beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from examapp.domain.differences import Difference


class Outcome(StrEnum):
    """The three answers; `exit_code` is what a command ends with."""

    holds = "holds"
    tampered = "tampered"
    unreadable = "unreadable"

    @property
    def exit_code(self) -> int:
        """0, 1 or 2."""
        return list(Outcome).index(self)


class Level(StrEnum):
    """How much a record that holds proves."""

    consistent = "consistent"
    issued = "issued"
    online = "online"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key of the system (32 bytes); what it signed from `revoked_at` on (epoch seconds) proves nothing."""

    public: bytes
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`remarks` and `reason` are codes; `facts` says which record it was: number, version, enterprise, digest, address,
    key_id, recorded_at, people, done.
    """

    outcome: Outcome
    level: Level | None = None
    differences: tuple[Difference, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: Mapping = field(default_factory=dict)
    reason: str = ""


def unreadable(reason: str) -> Judgement:
    """Nothing can be said of this file."""
    return Judgement(Outcome.unreadable, reason=reason)
