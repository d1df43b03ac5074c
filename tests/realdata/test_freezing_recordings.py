"""Freezing of gait in the recordings it was fitted on: the data file is what the fit makes, and held-out persons are told."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.model.recording import Placement
from realdata_paths import ROOT, shared_data

pytestmark = pytest.mark.realdata
CRITERIA = load_criteria()


def load(path: Path) -> ModuleType:
    """Load a script that is no part of a package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fit() -> ModuleType:
    """Give the fit script, pointed at the recordings."""
    module = load(ROOT / "src" / "legato" / "knowledge" / "data" / "fitted" / "fit_freezing.py")
    module.DATA = shared_data("daphnet_fog").parent
    shared_data("stanford_fog_imu")
    return module


@pytest.fixture(scope="module")
def everything(fit: ModuleType) -> list[object]:
    """Give the rows of all sensors of both sets."""
    return fit.read_rows(CRITERIA)


def area(labels: np.ndarray, scores: np.ndarray) -> float:
    """Give the share of (frozen, other) pairs in the right order."""
    return float((scores[labels == 1][:, None] > scores[labels == 0][None]).mean())


def test_the_shipped_numbers_are_those_that_the_fit_makes(fit: ModuleType, everything: list[object]) -> None:
    made = fit.fit(everything, CRITERIA)
    for id_, value in made.items():
        shipped = CRITERIA.record(id_).value
        assert np.atleast_1d(shipped) == pytest.approx(np.atleast_1d(value), abs=0.02)


def test_persons_left_out_of_the_fit_are_told_and_beat_the_bare_index(
    fit: ModuleType, everything: list[object]
) -> None:
    areas, bare = [], []
    for person in ("S02", "pt3", "pt5"):
        model = fit.with_values(CRITERIA, fit.fit([r for r in everything if r.person != person], CRITERIA))
        own = [r for r in everything if r.person == person and r.placement is Placement.ANKLE]
        labels = np.concatenate([r.labels for r in own])
        scores = np.concatenate([fit.logit(r, model) for r in own])
        index = np.concatenate([np.nan_to_num(r.columns["freeze_index"]) for r in own])
        keep = (labels >= 0) & np.isfinite(scores)
        areas.append(area(labels[keep], scores[keep]))
        bare.append(area(labels[keep], index[keep]))
    assert np.mean(areas) >= 0.88
    assert all(own > index + 0.03 for own, index in zip(areas, bare, strict=True))


def test_a_person_with_parkinson_disease_who_never_froze_is_rarely_called_frozen(
    fit: ModuleType, everything: list[object]
) -> None:
    scores = np.concatenate(
        [
            fit.logit(r, CRITERIA)[r.labels == 0]
            for r in everything
            if r.person == "S06" and r.placement is Placement.ANKLE
        ]
    )
    assert len(scores) > 250
    assert (scores >= 0.0).mean() < 0.15
