"""Exchanging items of a paper, one at a time and by a fixed rule, until it is as hard as it should be."""

from examapp.domain.blueprints import PaperBlueprint, PoolItem, facility
from examapp.domain.errors import DomainError
from examapp.domain.surroundings import Tally

MAX_EXCHANGES = 60
# How many parts of a burden an exchange may not raise, one after the other: types are given up first, then exposure;
# neighbours and what the person met only where the paper would otherwise be outside of the tolerance.
LOCKED, LOCKED_FOR_TOLERANCE = (4, 3, 2), (1, 0)

Exchange = tuple[int, int, PoolItem, float]


def balance(
    blueprint: PaperBlueprint,
    candidates: list[list[PoolItem]],
    chosen: list[list[PoolItem]],
    target: float,
    *,
    aim: float,
    tally: Tally,
) -> None:
    """Exchange items of `chosen` in place while the expected score is further off than `aim`.

    Fixed rule: of all exchanges within a cell, take the one that comes nearest to the target; ties go to the first
    cell, the first place in it, and the earliest candidate in drawn order. Raises tolerance_unreachable.
    """
    expected = sum(
        facility(item) * cell.points
        for cell, items in zip(blueprint.cells, chosen, strict=True)
        for item in items
    )
    left = MAX_EXCHANGES
    by_difficulty = [_by_difficulty(items) for items in candidates]
    for locked in LOCKED + LOCKED_FOR_TOLERANCE:
        near = aim if locked in LOCKED else blueprint.tolerance
        while left and abs(expected - target) > near:
            gap = expected - target
            exchange = _best_exchange(blueprint, by_difficulty, chosen, gap, locked, tally)
            if exchange is None:
                break
            index, place, item, change = exchange
            tally.take(chosen[index][place], index, -1)
            tally.take(item, index)
            chosen[index][place] = item
            expected, left = expected + change, left - 1
        if tally.idle:
            break
    if abs(expected - target) > blueprint.tolerance:
        raise DomainError("tolerance_unreachable", expected=round(expected, 2), target=round(target, 2))


def _by_difficulty(candidates: list[PoolItem]) -> dict[int, list[tuple[int, PoolItem]]]:
    groups: dict[int, list[tuple[int, PoolItem]]] = {}
    for rank, item in enumerate(candidates):
        groups.setdefault(item.difficulty, []).append((rank, item))
    return groups


def _best_exchange(
    blueprint: PaperBlueprint,
    by_difficulty: list[dict[int, list[tuple[int, PoolItem]]]],
    chosen: list[list[PoolItem]],
    gap: float,
    locked: int,
    tally: Tally,
) -> Exchange | None:
    taken = {item.group for items in chosen for item in items}
    best, best_gap = None, abs(gap) - 1e-9
    for index, cell in enumerate(blueprint.cells):
        for place, old in enumerate(chosen[index]):
            # Only the earliest candidate of each difficulty can win, because the score looks at nothing else.
            nearer = [
                group
                for difficulty, group in by_difficulty[index].items()
                if abs(gap + (facility(group[0][1]) - facility(old)) * cell.points) < best_gap - 1e-9
                and difficulty != old.difficulty
            ]
            for _, new in sorted(_firsts(nearer, index, old, taken, locked, tally), key=lambda pair: pair[0]):
                change = (facility(new) - facility(old)) * cell.points
                if abs(gap + change) < best_gap - 1e-9:
                    best, best_gap = (index, place, new, change), abs(gap + change)
    return best


def _firsts(
    groups: list[list[tuple[int, PoolItem]]],
    cell: int,
    old: PoolItem,
    taken: set[str],
    locked: int,
    tally: Tally,
) -> list[tuple[int, PoolItem]]:
    """Of each group the first that is free and, beside `old`, heavier in none of the locked parts."""
    if not groups:
        return []
    tally.take(old, cell, -1)
    most = tally.weigh(cell, old)[:locked]
    firsts = []
    for group in groups:
        for rank, item in group:
            if item.group not in taken and _light(tally.weigh(cell, item), most):
                firsts.append((rank, item))
                break
    tally.take(old, cell)
    return firsts


def _light(burden: tuple[int, ...], most: tuple[int, ...]) -> bool:
    return all(part <= limit for part, limit in zip(burden, most, strict=False))
