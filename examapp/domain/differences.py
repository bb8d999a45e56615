"""What a recomputation gives otherwise than a record says."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of the record that does not follow from the others."""

    where: str
    recorded: object
    rebuilt: object


def compare(where: str, recorded: object, rebuilt: object) -> Iterator[Difference]:
    """The difference, when there is one."""
    if recorded != rebuilt:
        yield Difference(where, recorded, rebuilt)
