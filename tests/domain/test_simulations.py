"""A thousand papers of a blueprint: by the real rule, the same each time, and within what the blueprint allows."""

from dataclasses import replace

import pytest

from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem
from examapp.domain.errors import DomainError
from examapp.domain.simulations import simulate, usable_items

POOL = [
    PoolItem(f"fire-{number:03d}", 1, "single", "fire", 1 + number % 5, None, ("a", "b", "c"), True)
    for number in range(60)
] + [PoolItem("signs-001", 1, "single", "signs", 3, None, ("a", "b"), True)]
BLUEPRINT = PaperBlueprint((Cell(("fire",), (), 1, 5, 6, 10),), 5, 80, 4.0)


def test_every_paper_stays_within_the_tolerance_and_the_figures_agree_with_each_other():
    found = simulate(BLUEPRINT, POOL, papers=200)
    assert sum(count for _, count in found.expected) + found.failed == 200
    assert found.target - 4 <= found.low <= found.mean <= found.high <= found.target + 4
    assert found.full == 60
    assert 0 < found.most_shared < 0.5
    assert 50 <= found.used_items <= 60


def test_the_same_blueprint_and_pool_give_the_same_picture_whatever_else_is_in_the_bank():
    assert simulate(BLUEPRINT, POOL, papers=50) == simulate(BLUEPRINT, POOL[:-1], papers=50)
    assert POOL[-1] not in usable_items(BLUEPRINT, POOL)


def test_the_luck_of_one_person_is_the_spread_of_independent_marks():
    # Six items of one difficulty, 10 points each, 92 % right: sqrt(6 * 100 * 0.92 * 0.08).
    easy = replace(BLUEPRINT, cells=(Cell(("fire",), (), 1, 1, 6, 10),))
    assert simulate(easy, POOL, papers=5).person_sd == pytest.approx((600 * 0.92 * 0.08) ** 0.5)


@pytest.mark.parametrize(("tolerance", "most"), [(50.0, 1), (0.5, 0.5)])
def test_whatever_the_tolerance_papers_lie_within_a_point_of_their_target(tolerance, most):
    found = simulate(replace(BLUEPRINT, tolerance=tolerance), POOL, papers=100)
    assert max(found.high - found.target, found.target - found.low) <= most


def test_a_pool_that_is_too_small_is_said_and_not_hidden():
    with pytest.raises(DomainError, match="pool_too_small"):
        simulate(BLUEPRINT, POOL[:5], papers=5)
