"""Counts that are added as they come are those of the whole, in whatever order and however often they are folded."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from examapp.domain.rollups import Count, Place, count_hand_in, count_regrade, fold, standing

PLACES = [
    Place("exam", exam, date(2026, 11, day), enterprise, role)
    for exam in (1, 2)
    for day in (1, 2)
    for enterprise in (7, 8)
    for role in ("lead", "key_post")
]
FIGURES = some.tuples(some.booleans(), some.integers(0, 1000), some.just(1000))
PAPERS = some.lists(
    some.tuples(some.sampled_from(PLACES), some.lists(FIGURES, min_size=1, max_size=4)), max_size=12
)


def additions(papers) -> list[tuple[Place, Count]]:
    """What each paper's hand-in and each of its regrades adds."""
    found = []
    for place, versions in papers:
        found.append((place, count_hand_in(*versions[0])))
        found += [(place, count_regrade(old, new)) for old, new in pairwise(versions)]
    return found


def counted_whole(papers) -> dict[Place, Count]:
    """The same from the newest version of each paper."""
    whole: dict[Place, list[int]] = {}
    for place, versions in papers:
        sums = whole.setdefault(place, [0, 0, 0, 0])
        passed, score, full = versions[-1]
        for at, more in enumerate((1, passed, score, full)):
            sums[at] += more
    return {place: Count(*sums) for place, sums in whole.items()}


@given(PAPERS, some.randoms(use_true_random=False), some.integers(1, 7))
def test_any_order_and_any_folding_gives_the_counts_of_the_whole(papers, dice, size):
    added = additions(papers)
    dice.shuffle(added)
    folded: dict[Place, Count] = {}
    for start in range(0, len(added), size):
        folded = fold([*folded.items(), *added[start : start + size]])
    assert folded == counted_whole(papers)


def test_a_regrade_leaves_the_first_pass_and_the_number_of_papers_alone():
    assert count_regrade((True, 900, 1000), (False, 700, 1000)) == Count(0, -1, -200, 0)


def test_what_adds_up_to_nothing_is_left_out():
    assert fold([(PLACES[0], Count(papers=1)), (PLACES[0], Count(papers=-1))]) == {}


def test_somebody_sitting_is_still_due():
    assert [standing(state) for state in ("due", "sitting", "passed", "failed")] == [
        "due",
        "due",
        "passed",
        "failed",
    ]
