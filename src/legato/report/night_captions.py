"""The sentences below the pictures of a night."""

from __future__ import annotations

from legato.model.imi_distribution import ImiDistribution
from legato.model.scored_night import LegExcerpt, ScoredNight
from legato.model.sleep import SleepStage

__all__ = ["caption_of_excerpt", "caption_of_hypnogram", "caption_of_imi"]


def caption_of_imi(distribution: ImiDistribution, *, rule: str) -> str:
    """Say what the histogram of intervals counts and what its dashed lines are.

    Parameters
    ----------
    distribution : ImiDistribution
    rule : str
        Id of the rule set.

    Returns
    -------
    str
    """
    low, high = distribution.edges_s[0], distribution.edges_s[-1]
    parts = [
        f"{rule}: {distribution.n_intervals} intervals; {distribution.n_shorter} under {low:g} s and "
        f"{distribution.n_longer} of {high:g} s or more are not drawn."
    ]
    if distribution.parts:
        medians = "; ".join(
            f"{part.median_s:.1f} s ({100 * part.share:.0f} %)" for part in distribution.parts
        )
        parts.append(f"Medians of the log-normal parts, dashed where they fall inside: {medians}.")
    if distribution.note:
        parts.append(distribution.note[0].upper() + distribution.note[1:].rstrip(".") + ".")
    return " ".join(parts)


def caption_of_hypnogram(night: ScoredNight) -> str:
    """Say which rule set the lanes of movements show, and what is not there.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    str
    """
    rule = next(iter(night.scorings), None)
    notes = night.notes
    parts = [f"Movements as {rule} counts them; one of both legs stands in both lanes." if rule else ""]
    parts.append("REM is the thick bar." if notes.hypnogram else "Nobody staged this night.")
    missing = [
        name
        for name, events in (("Arousals", notes.arousals), ("Breathing events", notes.respiratory))
        if events is None
    ]
    parts += [f"{name} were not scored." for name in missing]
    return " ".join(part for part in parts if part)


def caption_of_excerpt(excerpt: LegExcerpt, *, night: ScoredNight) -> str:
    """Say what became of the movement that is drawn, and by which clause.

    Parameters
    ----------
    excerpt : LegExcerpt
    night : ScoredNight

    Returns
    -------
    str
    """
    scoring = night.scorings.get(excerpt.rule)
    movement = (
        next((one for one in scoring.movements if one.id == excerpt.movement), None) if scoring else None
    )
    seconds = f"{excerpt.side.value.capitalize()} leg, {excerpt.marked.duration_s:.2f} s."
    if movement is None:
        return seconds
    verdict = "Refused" if movement.excluded_by else f"Counted as {movement.kind.value.upper()}"
    stage = "" if movement.stage is SleepStage.UNKNOWN else f" Stage {movement.stage.value}."
    return f"{seconds}{stage} {verdict} by {movement.rule_clause}."
