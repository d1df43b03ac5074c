"""Agreement over nights against published tables and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legato.errors import InputError
from legato.measures.agreement_of_nights import (
    NightPair,
    compute_agreement_of_nights,
    compute_icc_agreement,
)
from legato.model.agreement import Agreement
from legato.model.measure import MeasureStatus

# Table 2 of Shrout & Fleiss 1979: six targets, four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def nights_of(indices, events=(10, 12, 8)):
    n_first, n_second, n_matched = events
    agreement = Agreement("a", "b", n_first, n_second, n_matched, (), ())
    return [NightPair(f"night {k}", a, b, agreement) for k, (a, b) in enumerate(indices)]


def measures_of(indices, *, class_per_h=15.0, fewest_nights=3, **more):
    found = compute_agreement_of_nights(
        nights_of(indices, **more), class_per_h=class_per_h, fewest_nights=fewest_nights
    )
    return {measure.name: measure for measure in found}


def test_the_correlation_and_its_interval_are_those_of_shrout_and_fleiss():
    value, (low, high) = compute_icc_agreement(SHROUT_FLEISS)
    assert value == pytest.approx(0.29, abs=0.005)
    assert low == pytest.approx(0.019, abs=0.001)
    assert high == pytest.approx(0.761, abs=0.001)


def test_two_equal_raters_agree_wholly_and_a_shift_lowers_agreement():
    same = np.array([[5.0, 5.0], [20.0, 20.0], [40.0, 40.0]])
    assert compute_icc_agreement(same) == (1.0, (1.0, 1.0))
    value, (low, high) = compute_icc_agreement(same + np.array([0.0, 30.0]))
    assert value < 0.6
    assert low <= value <= high


def test_nights_without_any_difference_have_no_correlation():
    found = measures_of([(7.0, 7.0)] * 4)["index_icc"]
    assert found.status is MeasureStatus.NOT_ASSESSABLE
    assert "n = 4" in found.note


def test_bias_and_limits_are_those_worked_by_hand():
    found = measures_of([(10.0, 11.0), (20.0, 23.0), (30.0, 35.0), (40.0, 47.0)])
    spread = math.sqrt(20 / 3)  # differences 1, 3, 5, 7
    assert found["index_bias_per_h"].value == pytest.approx(4.0)
    assert found["index_limit_low_per_h"].value == pytest.approx(4.0 - 1.96 * spread)
    assert found["index_limit_high_per_h"].value == pytest.approx(4.0 + 1.96 * spread)
    t = 3.182446  # three degrees of freedom
    half_bias = t * spread / 2
    assert found["index_bias_per_h"].interval == pytest.approx((4 - half_bias, 4 + half_bias), rel=1e-4)
    half_limit = t * spread * math.sqrt(1 / 4 + 1.96**2 / 6)
    low = found["index_limit_low_per_h"]
    assert low.interval == pytest.approx((low.value - half_limit, low.value + half_limit), rel=1e-4)
    assert "n = 4" in low.note


def test_a_night_at_the_class_belongs_to_the_higher_one():
    found = measures_of([(15.0, 15.0), (15.0, 14.999), (14.0, 3.0), (80.0, 15.0)])["same_class_share"]
    assert found.value == 0.75
    low, high = found.interval
    assert (low, high) == pytest.approx((0.3006, 0.9544), abs=1e-3)


def test_events_are_pooled_and_not_averaged():
    found = measures_of([(1.0, 2.0)] * 3, events=(10, 12, 8))
    assert found["pooled_event_precision"].value == pytest.approx(8 / 12)
    assert found["pooled_event_recall"].value == pytest.approx(8 / 10)
    assert found["pooled_event_f1"].value == pytest.approx(16 / 22)
    assert "n = 36 events of 3 nights" in found["pooled_event_precision"].note


def test_too_few_nights_give_no_limits_and_still_pool_events():
    found = measures_of([(1.0, 2.0), (3.0, 9.0)])
    for name in ("index_bias_per_h", "index_limit_low_per_h", "index_icc", "same_class_share"):
        assert found[name].status is MeasureStatus.NOT_ASSESSABLE
        assert "n = 2 nights" in found[name].note
    assert found["pooled_event_f1"].value == pytest.approx(16 / 22)


def test_no_night_and_no_event_are_not_assessable():
    assert {one.status for one in measures_of([]).values()} == {MeasureStatus.NOT_ASSESSABLE}
    none = measures_of([(0.0, 0.0)] * 3, events=(0, 0, 0))
    assert none["pooled_event_f1"].status is MeasureStatus.NOT_ASSESSABLE


def test_fewer_than_three_nights_can_not_be_called_enough():
    with pytest.raises(InputError, match="three nights"):
        measures_of([(1.0, 2.0)] * 3, fewest_nights=2)
