"""Marks written as EDF+ open in other readers at the same times."""

from __future__ import annotations

from datetime import datetime

import edfio
import numpy as np
import pyedflib
import pytest

from legato.errors import InputError
from legato.io.write_edf_annotations import write_edf_annotations
from legato.model.annotation import Annotation

START = datetime(2026, 1, 2, 22, 47)


def test_thousands_of_marks_open_in_two_readers_at_the_same_times(tmp_path):
    onsets = np.sort(np.random.default_rng(5).uniform(0, 28_000, 5000))
    path = tmp_path / "marks.edf"
    write_edf_annotations(
        path, start=START, duration_s=28_800, annotations=[Annotation(s, 0.731, "PLM left") for s in onsets]
    )
    own = edfio.read_edf(path).annotations
    assert np.allclose([mark.onset for mark in own], onsets, atol=1e-5)
    with pyedflib.EdfReader(str(path)) as reader:
        start_s, duration_s, text = reader.readAnnotations()
        assert reader.getStartdatetime() == START
    assert np.allclose(start_s, onsets, atol=1e-3)
    assert np.allclose(duration_s, 0.731, atol=1e-3)
    assert set(text) == {"PLM left"}


def test_a_mark_outside_the_recording_is_refused(tmp_path):
    with pytest.raises(InputError, match="outside"):
        write_edf_annotations(
            tmp_path / "a.edf", start=START, duration_s=10, annotations=[Annotation(11, 0, "x")]
        )
    assert not list(tmp_path.iterdir())
