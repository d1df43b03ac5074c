"""Numbers as a reader wants them: no more digits than the doubt allows, never ``nan``."""

from __future__ import annotations

import math

from legato.model.measure import Measure

__all__ = [
    "NOTHING",
    "format_interval",
    "format_measure",
    "format_number",
    "format_seconds",
    "format_share",
    "format_time",
]

_SMALLEST_PLAIN = 1e-4  # Below it the zeros are harder to count than a power of ten.
NOTHING = "–"  # Shown where there is no number; the reason always stands beside it.


def _decimals(value: float) -> int:
    """Give the decimals that leave about three significant digits."""
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, min(6, 2 - math.floor(math.log10(abs(value)))))


def format_number(value: float | None, *, interval: tuple[float, float] | None = None) -> str:
    """Write a number with about three significant digits, or with those that its interval of doubt shows.

    Parameters
    ----------
    value : float or None
    interval : tuple of float or None

    Returns
    -------
    str
        A dash when there is none.

    Examples
    --------
    >>> format_number(4.8312), format_number(1234.5), format_number(0.00123), format_number(None)
    ('4.83', '1234', '0.00123', '–')
    >>> format_number(15.5831, interval=(15.55, 15.62))
    '15.58'
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if 0 < abs(value) < _SMALLEST_PLAIN:
        return f"{value:.1e}"
    decimals = (
        _decimals(value) if interval is None or not _is_finite(interval) else _interval_decimals(interval)
    )
    return f"{value:.{decimals}f}"


def format_measure(measure: Measure) -> str:
    """Write the value of a measure: a count as a whole number, else with the digits of its interval.

    Parameters
    ----------
    measure : Measure

    Returns
    -------
    str
    """
    if measure.value is not None and measure.name.endswith("_count"):
        return f"{measure.value:.0f}"
    return format_number(measure.value, interval=measure.interval)


def format_interval(interval: tuple[float, float] | None) -> str:
    """Write an interval, both ends with the digits that its width deserves.

    Parameters
    ----------
    interval : tuple of float or None

    Returns
    -------
    str

    Examples
    --------
    >>> format_interval((4.7912, 4.8714)), format_interval(None)
    ('4.79 to 4.87', '–')
    """
    if interval is None or not _is_finite(interval):
        return NOTHING
    decimals = _interval_decimals(interval)
    return f"{interval[0]:.{decimals}f} to {interval[1]:.{decimals}f}"


def _is_finite(interval: tuple[float, float]) -> bool:
    return all(math.isfinite(end) for end in interval)


def _interval_decimals(interval: tuple[float, float]) -> int:
    """Give the decimals that tell the ends of an interval apart."""
    decimals = _decimals(max(abs(interval[0]), abs(interval[1])))
    width = interval[1] - interval[0]
    return decimals if width <= 0 else max(decimals, min(6, -math.floor(math.log10(width))))


def format_share(share: float | None) -> str:
    """Write a share of one as per cent.

    Parameters
    ----------
    share : float or None
        0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> format_share(0.348), format_share(0.002)
    ('35 %', '0.2 %')
    """
    if share is None or not math.isfinite(share):
        return NOTHING
    percent = 100 * share
    if 0 < percent < 1:
        return f"{percent:.1f} %" if percent >= 0.05 else "under 0.1 %"
    # "100 %" is a claim that nothing is missing, so rounding must not make it.
    return "over 99 %" if 99.5 <= percent < 100 else f"{percent:.0f} %"


def format_seconds(seconds: float | None) -> str:
    """Write a length of time in the units that a person would use.

    Parameters
    ----------
    seconds : float or None

    Returns
    -------
    str

    Examples
    --------
    >>> format_seconds(0.06), format_seconds(4.25), format_seconds(42.4), format_seconds(125), format_seconds(90000)
    ('60 ms', '4.2 s', '42 s', '2 min 5 s', '1 d 1 h')
    """
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    if 0 < seconds < 0.995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    whole = round(seconds)
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    while parts and not parts[0][0]:
        parts.pop(0)
    return " ".join(f"{n} {unit}" for n, unit in parts[:2] if n)


def format_time(seconds: float) -> str:
    """Write a moment since the start as hours, minutes and seconds.

    Parameters
    ----------
    seconds : float

    Returns
    -------
    str

    Examples
    --------
    >>> format_time(75.5), format_time(3725)
    ('1:15.5', '1:02:05')
    """
    tenths = round(seconds * 10)
    whole, tenth = divmod(tenths, 10)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    text = f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
    return f"{text}.{tenth}" if tenth else text
