"""What the page of a phone in a sock would send."""

from __future__ import annotations

from typing import Any

import numpy as np


def samples(
    *,
    seconds: float = 30.0,
    rate_hz: float = 60.0,
    shake_hz: float = 5.0,
    gap: tuple[float, float] | None = None,
    still: bool = False,
) -> dict[str, Any]:
    """Make what a phone in a sock would send."""
    dice = np.random.default_rng(4)
    t_s = np.arange(int(seconds * rate_hz)) / rate_hz + dice.normal(0, 0.001, int(seconds * rate_hz))
    t_s.sort()
    if gap:
        t_s = t_s[(t_s < gap[0]) | (t_s > gap[1])]
    size = 0.0 if still else 1.0
    wave = np.sin(2 * np.pi * shake_hz * t_s)
    turn = size * 30 * wave + (0 if still else dice.normal(0, 0.3, len(t_s)))
    return {
        "task": "rest",
        "side": "right",
        "started_at": "2026-11-24T21:14:00+01:00",
        "planned_s": seconds,
        "t_ms": [round(float(one) * 1000, 3) for one in t_s - t_s[0]],
        "ax": [round(float(one), 1) for one in size * 0.6 * wave],
        "ay": [9.8] * len(t_s),
        "az": [0.1 if k % 7 else 0.2 for k in range(len(t_s))],
        "rx": [round(float(one), 1) for one in turn],
        "ry": [0.0 if k % 5 else 0.1 for k in range(len(t_s))],
        "rz": [0.1] * len(t_s),
    }
