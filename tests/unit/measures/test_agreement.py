"""Events are matched one to one whatever their order, and kappa is that of a table worked by hand."""

from __future__ import annotations

import pytest

from legato.errors import InputError
from legato.measures.agreement import compute_agreement
from legato.model.agreement import Scoring
from legato.model.interval import Interval

SPAN = Interval(0, 50)


def compare(ours, theirs, overlap=0.2):
    a, b = (Scoring(n, tuple(Interval(*e) for e in events)) for n, events in (("a", ours), ("b", theirs)))
    found = compute_agreement(a, b, span=SPAN, event_overlap=overlap)
    return found, {measure.name: measure.value for measure in found.measures}


def test_a_chain_of_overlaps_is_matched_in_full_and_not_greedily():
    found, _ = compare([(0, 10), (8, 14)], [(7, 12), (0, 4)])
    assert found.n_matched == 2


def test_precision_recall_and_f1_count_pairs():
    found, values = compare([(0, 2), (10, 12), (20, 22)], [(0, 2), (30, 32)])
    assert (found.n_first, found.n_second, found.n_matched) == (3, 2, 1)
    assert (values["event_precision"], values["event_recall"], values["event_f1"]) == (1 / 2, 1 / 3, 2 / 5)


def test_kappa_of_a_table_worked_by_hand():
    # 100 steps: both 10, only first 10, only second 5, neither 75; chance 0.2*0.15 + 0.8*0.85 = 0.71
    _, values = compare([(0, 10)], [(5, 12.5)])
    assert values["event_kappa"] == pytest.approx((0.85 - 0.71) / 0.29)


def test_nothing_to_compare_is_not_assessable():
    assert set(compare([], [])[1].values()) == {None}


def test_an_overlap_outside_its_range_is_refused():
    with pytest.raises(InputError):
        compare([], [], overlap=0.0)
