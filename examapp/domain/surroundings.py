"""What a paper of draw v3 is built beside: what its person met, papers drawn together, how often items were used."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem

DAYS = 90
# An item stands on at most one of five papers, and people drawn together share at most one of five items.
SHARE = 5
# However many papers were counted, they weigh as so many: those of this draw are to be felt beside them.
WEIGHT = 100
# Of fewer papers the share of one item says nothing: the order looks at it, the record does not name it.
FEWEST_PAPERS = 20

# Met before by this person; neighbours that would share too much; class of exposure; too many of its type in the cell.
Burden = tuple[int, int, int, int]
NONE: Burden = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class UseTable:
    """How many papers of one blueprint were built in 90 days, and on how many of them each item stood."""

    papers: int = 0
    items: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """A paper that was built before this one in the same draw: its blueprint's key and its items."""

    blueprint: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`met`: ids that this person met within 90 days; `beside`: papers of those who sit near; `uses` of `papers`."""

    met: frozenset[str]
    beside: tuple[frozenset[str], ...]
    papers: int
    uses: Mapping[str, int]


def surround(
    table: UseTable,
    earlier: Sequence[EarlierPaper],
    blueprint: str,
    met: Iterable[str] = (),
    near: int | None = None,
) -> Surroundings:
    """For the next paper of this blueprint (key): `earlier` in their order, of which the last `near` sit beside it."""
    weight = min(table.papers, WEIGHT)
    uses = Counter({item: count * weight // table.papers for item, count in (table.items or {}).items()})
    same = [paper for paper in earlier if paper.blueprint == blueprint]
    for paper in same:
        uses.update(paper.items)
    beside = earlier if near is None else earlier[-near:]
    return Surroundings(
        frozenset(met), tuple(frozenset(paper.items) for paper in beside), weight + len(same), uses
    )


class Tally:
    """What the slots chosen so far weigh; without surroundings (draw v1 and v2) nothing weighs anything."""

    def __init__(
        self,
        blueprint: PaperBlueprint,
        pool: Sequence[PoolItem],
        surroundings: Surroundings | None,
    ) -> None:
        """`pool`: everything that may be asked; items of cases are to be taken before items of cells are weighed."""
        self.idle = surroundings is None
        if surroundings is None:
            return
        self._length = sum(cell.count for cell in blueprint.cells)
        self._papers, self._uses = surroundings.papers, surroundings.uses
        self._met = {item.group for item in pool if item.id in surroundings.met}
        self._beside: dict[str, list[int]] = {}
        for index, paper in enumerate(surroundings.beside):
            for group in {item.group for item in pool if item.id in paper}:
                self._beside.setdefault(group, []).append(index)
        self._shared = [0] * len(surroundings.beside)
        self._most_of = [_most_of(cell, pool) for cell in blueprint.cells]
        self._types: list[Counter[str]] = [Counter() for _ in blueprint.cells]

    @property
    def _most_shared(self) -> int:
        return self._length // SHARE

    def weigh(self, cell: int, item: PoolItem) -> Burden:
        """What it would cost to take this item into this cell now."""
        if self.idle:
            return NONE
        crowded = sum(self._shared[index] >= self._most_shared for index in self._beside.get(item.group, ()))
        full = self._types[cell][item.type] >= self._most_of[cell][item.type]
        return (int(item.group in self._met), crowded, self.exposure(item), int(full))

    def weigh_case(self, items: Sequence[PoolItem]) -> tuple[int, int, int]:
        """Items met before, papers beside it that have some of the case, highest class of exposure."""
        if self.idle:
            return (0, 0, 0)
        beside = {index for item in items for index in self._beside.get(item.group, ())}
        met = sum(item.group in self._met for item in items)
        return (met, len(beside), max(map(self.exposure, items)))

    def exposure(self, item: PoolItem) -> int:
        """0 while the item stands on at most 20 % of the papers, this one included; 1 up to 40 %, and so on."""
        return -(-SHARE * (self._uses.get(item.id, 0) + 1) // (self._papers + 1)) - 1

    def take(self, item: PoolItem, cell: int | None = None, times: int = 1) -> None:
        """Count an item that is chosen (or, with `times` -1, put back); items of cases are in no cell."""
        if self.idle:
            return
        for index in self._beside.get(item.group, ()):
            self._shared[index] += times
        if cell is None:
            self._length += times
        else:
            self._types[cell][item.type] += times

    def given_up(self, items: Sequence[PoolItem]) -> dict[str, int] | None:
        """Which rules the finished paper breaks, by how much; None where none of them was looked at."""
        if self.idle:
            return None
        exposed = sum(map(self.exposed, items)) if self._papers + 1 >= FEWEST_PAPERS else 0
        shared = max(self._shared, default=0)
        broken = {
            "met": sum(item.group in self._met for item in items),
            "shared": shared if shared > self._most_shared else 0,
            "exposed": exposed,
            "types": sum(
                max(count - most[kind], 0)
                for most, counts in zip(self._most_of, self._types, strict=True)
                for kind, count in counts.items()
            ),
        }
        return {name: count for name, count in broken.items() if count}

    def exposed(self, item: PoolItem) -> bool:
        """Whether the item stands on more than 20 % of the papers."""
        return self.exposure(item) > 0


def _most_of(cell: Cell, pool: Sequence[PoolItem]) -> Counter[str]:
    """How many of each type the cell takes: its share of what the cell may ask, rounded up."""
    types = Counter(item.type for item in pool if cell.takes(item))
    return Counter({kind: -(-cell.count * count // types.total()) for kind, count in types.items()})
