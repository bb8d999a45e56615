"""Error rates of comparisons: what a threshold does, where both errors meet, how groups differ."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain.face_attacks import LIVING, could_pass, rate_attacks
from examapp.domain.face_judgements import (
    Calibration,
    begins_with_person,
    find_calibration_fault,
    is_made_by_program,
    judge,
    place_moments,
)
from examapp.domain.face_scales import DLIB
from examapp.domain.statistics.comparisons import (
    Comparison,
    Share,
    equal_error,
    rates_at,
    rates_by_group,
    trace_curve,
    widest_difference,
)

MODEL = DLIB.model
CALIBRATION = Calibration(MODEL, 0.45, 0.1, 38, 262, 0.0145, "test")
COMPARISONS = [
    Comparison(0.2, True, "女"),
    Comparison(0.5, True, "女"),
    Comparison(0.3, True, "男"),
    Comparison(0.4, False, "男"),
    Comparison(0.7, False, "女"),
    Comparison(0.9, False),
]


def test_a_threshold_takes_what_is_as_near_or_nearer():
    rates = rates_at(COMPARISONS, 0.4)
    assert (rates.false_match, rates.false_non_match) == (Share(1, 3), Share(1, 3))


def test_no_error_seen_is_not_no_error():
    assert Share(0, 262).interval[1] == pytest.approx(0.01445, abs=1e-4)
    assert Share(0, 0).interval is None


def test_both_errors_meet_between_the_two_kinds():
    threshold, rate = equal_error(COMPARISONS)
    assert (threshold, rate) == (0.4, pytest.approx(1 / 3))
    assert equal_error(COMPARISONS[:3]) is None


def test_groups_are_told_apart_with_the_most_that_they_can_differ_F22():
    groups = rates_by_group(COMPARISONS, 0.4)
    assert list(groups) == ["女", "男"]
    assert groups["女"].false_non_match == Share(1, 2)
    seen, at_most = widest_difference(groups)
    assert seen == 0.5
    assert at_most > seen
    assert widest_difference({}) is None


@given(st.lists(st.builds(Comparison, st.floats(0, 2), st.booleans()), max_size=40))
def test_a_laxer_threshold_never_takes_fewer_strangers_nor_misses_more(found):
    curve = trace_curve(found)
    for strict, lax in pairwise(curve):
        assert lax.false_match.count >= strict.false_match.count
        assert lax.false_non_match.count <= strict.false_non_match.count
    for one in curve:
        assert rates_at(found, one.threshold) == one


@given(st.floats(0, 2))
def test_between_threshold_and_band_a_person_decides(distance):
    verdict = judge(distance, CALIBRATION)
    assert (verdict == "accepted") == (distance <= 0.45)
    assert (verdict == "not_accepted") == (distance > 0.45 + 0.1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"model": "model/2"}, "other_model"),
        ({"threshold": 0.7}, "malformed"),
        ({"impostor_pairs": 0}, "malformed"),
        ({"review_band": -0.1}, "malformed"),
    ],
)
def test_a_calibration_of_another_model_or_without_pairs_is_none_F21(change, fault):
    held = {name: getattr(CALIBRATION, name) for name in CALIBRATION.__slots__}
    assert find_calibration_fault(Calibration(**{**held, **change}), MODEL) == fault


@given(st.integers(600, 7200), st.lists(st.integers(0, 999), min_size=1, max_size=3))
def test_moments_lie_apart_within_the_middle_of_the_time(seconds, drawn):
    placed = place_moments(seconds, drawn)
    assert list(placed) == sorted(placed)
    assert all(seconds * 0.14 < one < seconds * 0.86 for one in placed)
    assert len(set(placed)) == len(drawn)


@pytest.mark.parametrize(
    ("age", "accommodated", "first"),
    [(17, False, True), (18, False, False), (59, False, False), (60, False, True), (30, True, True)],
)
def test_minors_the_elderly_and_the_disabled_are_offered_a_person_first_F10(age, accommodated, first):
    assert begins_with_person(age, accommodated=accommodated) is first


def test_names_of_cameras_that_programs_make_are_known_F24():
    assert is_made_by_program("OBS Virtual Camera")
    assert is_made_by_program("e2eSoft iVCam 虚拟摄像头")
    assert not is_made_by_program("Front Camera (facing user)")
    assert not is_made_by_program("")


def test_the_worst_species_of_attack_is_named_F25():
    rates = rate_attacks({"photo": [False, False], "screen": [True, False], LIVING: [True, True, False]})
    assert rates.worst == "screen"
    assert rates.species["screen"] == Share(1, 2)
    assert rates.living_refused == Share(1, 3)
    assert rate_attacks({}).worst is None
    assert not could_pass([], CALIBRATION)
