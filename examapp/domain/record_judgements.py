"""What a check of a record comes to: whether it holds, how much that proves, and what was seen beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from examapp.domain.differences import Difference


class Outcome(StrEnum):
    """The three answers."""

    holds = "holds"
    tampered = "tampered"
    unreadable = "unreadable"


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

    @property
    def exit_code(self) -> int:
        """What a command ends with: 0 issued by the system, 1 tampered, 2 unreadable, 3 only consistent."""
        if self.outcome is Outcome.holds:
            return 3 if self.level is Level.consistent else 0
        return 1 if self.outcome is Outcome.tampered else 2


def unreadable(reason: str) -> Judgement:
    """Nothing can be said of this file."""
    return Judgement(Outcome.unreadable, reason=reason)
