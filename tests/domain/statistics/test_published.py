"""Figures that other people have printed, with the place; where none is at hand, a second way of computing."""

from math import atanh
from statistics import mean, pstdev

import pytest

from examapp.domain.statistics.answers import Answer, rest_shares
from examapp.domain.statistics.drift import benjamini_hochberg, fisher_exact, two_proportion_z
from examapp.domain.statistics.exams import cronbach_alpha, kr20, one_way_reliability, standard_error
from examapp.domain.statistics.intervals import correlation_interval, wilson_interval
from examapp.domain.statistics.items import correlation, discrimination, time_quartiles

# Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# K. L. Wuensch, East Carolina University, core.ecu.edu/wuenschk/StatHelp/KR20.txt: ten students, ten items,
# sum of pq .21+.21+.24+.21+.24+.16+.21+.21+.25+.24 = 2.18, variance of the totals 5.84.
WUENSCH = ["1111110110", "1011011101", "1111011001", "0010001000", "0000010010",
           "1110111111", "1101110111", "1111111101", "0101111101", "1101101110"]  # fmt: skip
# Shrout & Fleiss, Intraclass correlations, Psychological Bulletin 86 (1979), tables 2 and 4: 6 targets, 4 judges.
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Benjamini & Hochberg (1995), section 3.2: 15 hypotheses of a trial; at 0.05 the procedure rejects the first four.
HOCHBERG = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.000]  # fmt: skip


@pytest.mark.parametrize(("right", "n", "low", "high"), NEWCOMBE)
def test_wilsons_interval_is_the_one_in_newcombes_table(right, n, low, high):
    assert wilson_interval(right, n) == pytest.approx((low, high), abs=5e-5)


def test_nobody_and_everybody_have_mirrored_intervals_and_nonsense_is_refused():
    low, high = wilson_interval(20, 20)
    assert (1 - high, 1 - low) == pytest.approx(wilson_interval(0, 20))
    for right, n in ((1, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="of"):
            wilson_interval(right, n)


def test_fishers_interval_of_a_correlation_is_the_one_of_the_textbook():
    # D. M. Lane, Online Statistics Education, "Confidence interval on Pearson's correlation": r = -.654, 34 pairs;
    # he goes on with z rounded to two places.
    assert correlation_interval(-0.654, 34) == pytest.approx((-0.81, -0.40), abs=0.006)
    assert correlation_interval(0.5, 3) is None
    low, high = correlation_interval(0.3, 103)
    assert atanh(high) - atanh(low) == pytest.approx(2 * 1.959964 / 10)


def test_kr20_is_the_one_of_wuenschs_ten_students():
    rows = [[int(digit) for digit in row] for row in WUENSCH]
    assert kr20(rows) == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))
    assert kr20(rows) == pytest.approx(0.696, abs=5e-4)
    assert cronbach_alpha(rows) == pytest.approx(kr20(rows))


def test_alpha_and_the_one_way_coefficient_are_those_of_shrout_and_fleiss():
    assert cronbach_alpha(SHROUT) == pytest.approx(0.91, abs=0.005)
    assert one_way_reliability(SHROUT) == pytest.approx(0.44, abs=0.005)


def test_the_standard_error_of_an_intelligence_test_is_as_printed():
    # Textbook case: SD 15, reliability .91 gives 4.5.
    assert standard_error(15, 0.91) == pytest.approx(4.5)
    assert standard_error(10, -0.2) == 10


def test_the_procedure_of_benjamini_and_hochberg_rejects_four_of_their_fifteen():
    assert benjamini_hochberg(HOCHBERG, 0.05) == [True] * 4 + [False] * 11
    assert benjamini_hochberg(HOCHBERG[::-1], 0.05) == [False] * 11 + [True] * 4
    assert benjamini_hochberg([], 0.05) == []


def test_the_lady_tasting_tea_is_right_by_chance_once_in_seventy():
    assert fisher_exact(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(17 / 70)


def test_the_square_of_z_is_pearsons_chi_square():
    # No printed example at hand: chi-square of the same table by its own formula n(ad-bc)^2 / products of the margins.
    a, b, c, d = 56, 14, 48, 32
    square = (a + b + c + d) * (a * d - b * c) ** 2 / ((a + b) * (c + d) * (a + c) * (b + d))
    assert two_proportion_z(56, 70, 48, 80) ** 2 == pytest.approx(square)
    assert two_proportion_z(5, 5, 7, 7) == 0


def test_the_correlation_of_right_and_wrong_is_the_point_biserial_of_the_textbook():
    # No printed example at hand: the point biserial formula (M1 - M0) / s * sqrt(pq) beside Pearson's r.
    rests = [0.2, 0.4, 0.5, 0.5, 0.7, 0.8, 0.9, 1.0]
    right = [0, 0, 1, 0, 1, 1, 0, 1]
    ones = mean(rest for rest, one in zip(rests, right, strict=True) if one)
    zeros = mean(rest for rest, one in zip(rests, right, strict=True) if not one)
    expected = (ones - zeros) / pstdev(rests) * (0.5 * 0.5) ** 0.5
    found = discrimination([Answer(one, rest) for one, rest in zip(right, rests, strict=True)])
    assert found.value == pytest.approx(expected)
    assert found.n == 8


def test_nothing_is_said_where_nothing_varies():
    assert correlation([1, 1, 1], [0.2, 0.5, 0.9]) is None
    assert correlation([1], [1]) is None
    assert cronbach_alpha([[1, 0], [0, 1]]) is None
    assert kr20([[1, 0], [0, 1]]) is None
    assert one_way_reliability([[1, 0], [0, 1]]) is None


def test_quartiles_are_interpolated_between_the_times():
    # Hyndman & Fan type 7: position 1 + (n - 1) * p, here 1.75, 2.5 and 3.25 of four times.
    answers = [Answer(1, 1, seconds=value) for value in (10, 20, 30, 40)] + [Answer(1, 1)]
    assert time_quartiles(answers) == pytest.approx((17.5, 25, 32.5))
    assert time_quartiles([Answer(1, 1, seconds=3)]) is None


def test_the_rest_leaves_out_the_item_itself():
    assert rest_shares([10, 0, 5], [10, 10, 10]) == pytest.approx([0.25, 0.75, 0.5])
    assert rest_shares([4], [4]) == [0.0]
