"""The report of a night as one HTML file that opens offline: no script, no outside address, pictures inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib import resources
from typing import Any

from markupsafe import Markup

from legato.model.imi_distribution import ImiDistribution
from legato.model.leg_movement import RuleScoring
from legato.model.scored_night import LegExcerpt, ScoredNight
from legato.report.night_captions import caption_of_excerpt, caption_of_hypnogram, caption_of_imi
from legato.report.night_figures import draw_hours, draw_hypnogram, draw_imi, draw_leg_excerpt
from legato.report.night_sheet import night_sheet
from legato.report.page import page_environment, page_style

__all__ = ["render_night_html"]

_WIDE, _NARROW, _HALF = 1060.0, 326.0, 440.0  # Units of a picture are pixels of the page.


def render_night_html(night: ScoredNight, *, excerpts: Sequence[LegExcerpt]) -> str:
    """Render the report of one night.

    Parameters
    ----------
    night : ScoredNight
    excerpts : sequence of LegExcerpt
        Movements to draw; none leaves that part out.

    Returns
    -------
    str
        A whole page.
    """
    return (
        page_environment()
        .get_template("night.html.j2")
        .render(
            sheet=night_sheet(night),
            version=night.provenance.legato_version,
            style=Markup(page_style() + _night_style()),
            imi=[_imi(scoring.imi, id) for id, scoring in night.scorings.items() if scoring.imi is not None],
            hours=[_hours(scoring, night) for scoring in night.scorings.values()],
            hypnogram=_figure(partial(draw_hypnogram, night), caption_of_hypnogram(night)),
            excerpts=[
                _figure(partial(draw_leg_excerpt, one), caption_of_excerpt(one, night=night), wide=_HALF)
                for one in excerpts
            ],
        )
    )


def _imi(distribution: ImiDistribution, rule: str) -> dict[str, Any]:
    return _figure(
        partial(draw_imi, distribution, rule=rule), caption_of_imi(distribution, rule=rule), wide=_HALF
    )


def _hours(scoring: RuleScoring, night: ScoredNight) -> dict[str, Any]:
    return _figure(partial(draw_hours, scoring, night=night), f"As {scoring.rule.id} counts them.")


def _figure(draw: Callable[..., str], caption: str, *, wide: float = _WIDE) -> dict[str, Any]:
    """Draw for a desk and for a phone; the page shows the one that fits."""
    drawings = ((wide, "wide"), (_NARROW, "narrow"))
    return {
        "pictures": [Markup(draw(width=width, kind=kind)) for width, kind in drawings],
        "caption": caption,
    }


@cache
def _night_style() -> str:
    return (resources.files("legato.report") / "templates" / "night.css").read_text(encoding="utf-8")
