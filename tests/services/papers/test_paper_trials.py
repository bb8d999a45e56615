"""The default blueprints tried on the shipped bank: papers for one person, and what a guesser by sound earns."""

from statistics import fmean

import pytest
from click.testing import CliRunner

from examapp.commands import main
from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem
from examapp.domain.supplies import disjoint_papers, thin_cells
from examapp.services.papers.paper_trials import try_defaults
from question_bank.store import load_bank

POOL = [
    PoolItem(f"fire-{number:03d}", 1, "single", "fire", 2, f"g{number // 2}", ("a", "b"), True)
    for number in range(20)
]


@pytest.fixture(scope="module")
def trials():
    return list(try_defaults(load_bank().items, 40))


def test_a_twin_does_not_make_one_paper_more_and_the_thin_cell_is_named():
    blueprint = PaperBlueprint((Cell(("fire",), (), 1, 5, 4, 10),), 5, 60, 4.0)
    assert disjoint_papers(blueprint, POOL) == 2
    (short,) = thin_cells(blueprint, POOL)
    assert (short.cell, short.wanted, short.available) == (1, 32, 10)


def test_cells_that_share_a_topic_do_not_count_its_items_twice():
    cell = Cell(("fire",), (), 1, 5, 1, 10)
    assert disjoint_papers(PaperBlueprint((cell,), 5, 60, 4.0), POOL) == 8
    assert disjoint_papers(PaperBlueprint((cell, cell), 5, 60, 4.0), POOL) == 5


def test_somebody_who_only_hears_the_sound_of_choices_seldom_passes_a_default_paper(trials):
    assert all(trial.guessed_mean < 50 for trial in trials)
    assert fmean(trial.guessed_mean for trial in trials) < 36
    assert fmean(trial.guessed_passes for trial in trials) < 0.05


def test_every_default_blueprint_fills_a_paper_and_one_with_fewer_than_eight_names_its_thin_cells(trials):
    assert min(trial.papers for trial in trials) >= 1
    assert all(bool(trial.thin) == (trial.papers < 8) for trial in trials)
    assert sum(trial.papers >= 8 for trial in trials) >= 12


def test_the_command_needs_no_database_and_prints_each_blueprint_and_the_thin_cells():
    lines = CliRunner().invoke(main, ["bank", "papers", "--count", "3"]).output.splitlines()
    assert sum("份不重题" in line and "猜的人" in line for line in lines) == 94
    assert any(line.startswith("够 8 份的方案") for line in lines)
    assert any("缺" in line and "8 份要" in line for line in lines)
