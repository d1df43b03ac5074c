"""What every test shares: one numeric thread, calm hypothesis settings, the folder of real recordings."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import realdata_paths

# One numeric thread, set before any test loads numpy, so that results and times don't depend on the number of cores.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# No deadline: two shared cores make single examples slow without anything being wrong. `make soak` draws ten times more.
settings.register_profile(
    "quick", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("LEGATO_HYPOTHESIS_PROFILE", "quick"))


LONGEST_TEST_S = 300


@pytest.fixture(autouse=True)
def _no_test_hangs() -> Iterator[None]:
    """Fail a test that runs for minutes, so that a reader that hangs is a failure with a place and not a silent wait."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(number: int, frame: object) -> None:
        pytest.fail(f"this test ran for more than {LONGEST_TEST_S} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_TEST_S)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def real_recordings() -> Path:
    """The folder of real recordings; skips outside CI and fails in CI where it is missing."""
    return realdata_paths.shared_data()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything under tests/realdata, so that no file there can forget its mark."""
    folder = Path(__file__).parent / "realdata"
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.realdata)
