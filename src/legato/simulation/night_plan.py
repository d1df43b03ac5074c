"""How a simulated person moves the legs in a night: rates and kinds, before any of it has a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

import numpy as np

from legato.errors import UsageError
from legato.simulation.parameters import draw, number

__all__ = ["NightPlan", "PersonKind", "draw_plan"]


class PersonKind(StrEnum):
    """Kinds of persons whose nights are simulated."""

    QUIET = "quiet"  # few movements, none periodic
    RLS = "rls"  # as in restless legs: periodic in sleep, restless in wake
    APNOEA = "apnoea"  # movements at the end of apnoeas
    RHYTHMIC = "rhythmic"  # alternating activation, foot tremor, twitches, large movements
    DEGRADED = "degraded"  # periodic, with poor electrodes


def _usual(name: str) -> float:
    """Leave a rate or size to the data file: what a plan has that says nothing else."""
    value: float = field(default_factory=partial(number, f"plan.{name}"))
    return value


@dataclass(frozen=True)
class NightPlan:
    """How much of what happens in a night.

    Parameters
    ----------
    name : str
        Subject of the recording, such as ``simulated person 1``.
    series_per_h : float
        Movements in periodic series, an hour of sleep.
    series_length : float
        Movements in an ordinary series (mean; at least 4).
    imi_median_s, imi_log_sd : float
        Log-normal intervals from onset to onset within a series.
    isolated_per_h : float
        Movements that belong to no series, an hour of sleep.
    wake_per_h : float
        Movements an hour awake in bed.
    bilateral_share : float
        Of the movements, 0 to 1.
    left_share : float
        Of those of one leg.
    duration_median_s, duration_log_sd : float
        Log-normal.
    level_median_uv, level_log_sd : float
        Log-normal plateau over rest (mean rectified), cut off just above the level at which movements begin.
    apnoeas_per_h : float
        An hour of sleep; apnoeas and hypopnoeas.
    respiratory_share : float
        Of them that end with a leg movement.
    arousals_per_h : float
        Spontaneous ones, an hour of sleep.
    arousal_share : float
        Of the other leg movements in sleep that come with an arousal.
    alma_per_h, hft_per_h, large_per_h : float
        Sequences of alternating activation and of foot tremor, and large movements, an hour in bed.
    twitches_per_min, twitch_minutes : float
        Fragmentary twitches a minute, and how many minutes of non-REM sleep they last.
    resting_uv : tuple of float or None
        Resting level of the left and the right leg; None draws those of good electrodes.
    resting_log_sd : float
        How far the resting level drifts in the night.
    """

    name: str = "simulated person"
    series_per_h: float = _usual("series_per_h")
    series_length: float = _usual("series_length")
    imi_median_s: float = _usual("imi_median_s")
    imi_log_sd: float = _usual("imi_log_sd")
    isolated_per_h: float = _usual("isolated_per_h")
    wake_per_h: float = _usual("wake_per_h")
    bilateral_share: float = _usual("bilateral_share")
    left_share: float = _usual("left_share")
    duration_median_s: float = _usual("duration_median_s")
    duration_log_sd: float = _usual("duration_log_sd")
    level_median_uv: float = _usual("level_median_uv")
    level_log_sd: float = _usual("level_log_sd")
    apnoeas_per_h: float = _usual("apnoeas_per_h")
    respiratory_share: float = _usual("respiratory_share")
    arousals_per_h: float = _usual("arousals_per_h")
    arousal_share: float = _usual("arousal_share")
    alma_per_h: float = _usual("alma_per_h")
    hft_per_h: float = _usual("hft_per_h")
    large_per_h: float = _usual("large_per_h")
    twitches_per_min: float = _usual("twitches_per_min")
    twitch_minutes: float = _usual("twitch_minutes")
    resting_uv: tuple[float, float] | None = None
    resting_log_sd: float = _usual("resting_log_sd")

    def __post_init__(self) -> None:
        """Refuse what no night can hold."""
        numbers = {key: value for key, value in vars(self).items() if isinstance(value, float)}
        wrong = [f"{key} {value}" for key, value in numbers.items() if not value >= 0.0]
        shares = ("bilateral_share", "left_share", "respiratory_share", "arousal_share")
        wrong += [f"{key} {numbers[key]}" for key in shares if key in numbers and numbers[key] > 1.0]
        wrong += [f"{key} 0" for key in ("imi_median_s", "duration_median_s") if not getattr(self, key) > 0]
        if wrong or self.series_length < 4:
            raise UsageError(
                "A night can't hold this",
                found="; ".join(wrong) or f"series_length {self.series_length}",
                mend="give rates from 0, shares from 0 to 1 and series of 4 or more",
                code="LEG-E511",
            )


def draw_plan(kind: PersonKind, *, rng: np.random.Generator, name: str = "simulated person") -> NightPlan:
    """Draw the night of one person of a kind.

    Parameters
    ----------
    kind : PersonKind
    rng : numpy.random.Generator
    name : str

    Returns
    -------
    NightPlan
    """
    prefix = f"person.{kind.value}"
    plan = NightPlan(
        name=name,
        series_per_h=draw(rng, f"{prefix}.series_per_h"),
        isolated_per_h=draw(rng, f"{prefix}.isolated_per_h"),
        bilateral_share=draw(rng, "person.bilateral_share"),
        left_share=draw(rng, "person.left_share"),
    )
    if kind is PersonKind.RLS:
        plan = replace(
            plan,
            wake_per_h=draw(rng, f"{prefix}.wake_per_h"),
            imi_median_s=draw(rng, f"{prefix}.imi_median_s"),
        )
    elif kind is PersonKind.APNOEA:
        plan = replace(
            plan,
            apnoeas_per_h=draw(rng, f"{prefix}.apnoeas_per_h"),
            respiratory_share=draw(rng, f"{prefix}.related_share"),
        )
    elif kind is PersonKind.RHYTHMIC:
        rates = [draw(rng, f"{prefix}.sequences_per_h") for _ in range(3)]
        plan = replace(plan, alma_per_h=rates[0], hft_per_h=rates[1], large_per_h=rates[2])
        twitches = draw(rng, f"{prefix}.twitches_per_min")
        if rng.random() < number(f"{prefix}.twitch_chance"):
            minutes = number(f"{prefix}.twitch_minutes")
            plan = replace(plan, twitches_per_min=twitches, twitch_minutes=minutes)
    elif kind is PersonKind.DEGRADED:
        low, high = (draw(rng, f"{prefix}.resting_uv") for _ in range(2))
        plan = replace(plan, resting_uv=(low, high), resting_log_sd=number(f"{prefix}.resting_log_sd"))
    return plan
