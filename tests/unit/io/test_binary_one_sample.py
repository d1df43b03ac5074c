"""Recordings of one sample, and of none, are read or refused like any other."""

from __future__ import annotations

import numpy as np
import pytest

import binary_makers as make
from legato.errors import LegatoError
from legato.io.read import read_recording

LIMITS = (-800, 800, -32768, 32767)
ONE = {
    "edf": {"a.edf": make.make_edf({"EMG": ("uV", 1, np.array([5]), LIMITS)})},
    "wfdb": make.make_wfdb(np.array([[5]])),
    "gt3x": {"a.gt3x": make.make_gt3x(np.array([[1, 2, 3]]), rate_hz=1)},
    "tsdf": make.make_tsdf(np.ones((1, 6))),
    "c3d": {"a.c3d": make.make_c3d(np.array([[5]]), per_frame=1)},
}
NONE = {
    "cwa": {"a.cwa": make.make_cwa(np.zeros((0, 3), int))},
    "edf": {"a.edf": make.make_edf({"EMG": ("uV", 1, np.array([]), LIMITS)})},
    "gt3x": {"a.gt3x": make.make_gt3x(np.zeros((0, 3), int))},
    "geneactiv": {"a.bin": make.make_geneactiv(np.zeros((0, 3), int))},
    "tsdf": make.make_tsdf(np.ones((0, 6))) | {"t.bin": b""},
    "xdf": {"a.xdf": make.make_xdf(np.zeros((0, 3)))},
    "c3d": {"a.c3d": make.make_c3d(np.zeros((0, 1), int))},
}
OPENED = {"wfdb": "rec.hea", "tsdf": "meta.json"}


def write(folder, name, files):
    for file, raw in files.items():
        (folder / file).write_bytes(raw)
    return folder / OPENED.get(name, next(iter(files)))


@pytest.mark.parametrize("name", ONE)
def test_one_sample_is_read(name, tmp_path):
    recording = read_recording(write(tmp_path, name, ONE[name]))
    channel = recording.channels[0]
    assert (channel.n_samples, len(channel.read())) == (1, 1)
    assert np.isfinite(channel.read()).all()


@pytest.mark.parametrize("name", NONE)
def test_no_sample_is_refused_with_a_reason(name, tmp_path):
    with pytest.raises(LegatoError) as caught:
        read_recording(write(tmp_path, name, NONE[name]))
    assert caught.value.mend
    assert caught.value.found
