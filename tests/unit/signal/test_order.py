"""Medians of little arrays."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.order import finite_median, median_along


@pytest.mark.parametrize("n", [1, 2, 3, 10, 11])
def test_the_finite_median_is_that_of_numpy_without_what_is_lost(n: int) -> None:
    values = np.random.default_rng(n).normal(size=n)
    with_gaps = np.concatenate((values, [np.nan, np.inf]))
    assert finite_median(with_gaps) == np.median(values)


def test_nothing_finite_has_no_median_and_nothing_is_changed() -> None:
    values = np.array([3.0, np.nan, 1.0])
    assert finite_median(np.full(3, np.nan)) is None
    assert finite_median(values) == 2.0
    assert values[0] == 3.0


def test_the_median_along_the_first_axis_is_the_upper_one_of_each_column() -> None:
    values = np.array([[1.0, 9.0], [2.0, 8.0], [3.0, 7.0], [4.0, 6.0]])
    assert median_along(values).tolist() == [3.0, 8.0]
