"""The columns that the engine hands on are exactly those that are named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis_makers import features_of
from legato.errors import InputError


def test_features_are_counted_and_looked_up_by_name():
    features = features_of(3, columns={"crest": [1, 2, 3]})
    assert len(features) == 3
    assert features["crest"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"mood": np.zeros(2)}, "unknown ['mood']"),
        ({"crest": None}, "missing ['crest']"),
        ({"crest": np.zeros(9)}, "missing []"),
    ],
)
def test_columns_that_are_missing_unknown_or_of_another_length_are_refused(change, word):
    features = features_of(2)
    columns = {name: column for name, column in (features.columns | change).items() if column is not None}
    with pytest.raises(InputError) as caught:
        replace(features, columns=columns)
    assert word in caught.value.found


def test_further_columns_must_be_named():
    features = features_of(2)
    columns = features.columns | {"mood": np.zeros(2)}
    assert "mood" in replace(features, columns=columns, extra=("mood",)).columns
