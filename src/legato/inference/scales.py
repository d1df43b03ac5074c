"""Score a questionnaire by its published key. A missing item is never filled in: then there is no total, and it says so."""

from __future__ import annotations

from collections.abc import Sequence

from legato.errors import InputError
from legato.knowledge.library import Library
from legato.model.assessment import ScaleScore
from legato.model.scale import Scale, ScaleBand

__all__ = ["score_scale"]


def score_scale(
    id_: str, answers: Sequence[int | None], *, library: Library, sex: str | None = None
) -> ScaleScore:
    """Score one questionnaire.

    Parameters
    ----------
    id_ : str
        Such as ``gad7``.
    answers : sequence of (int or None)
        Points of each item, in order; None for an item that was skipped.
    library : Library
    sex : str or None
        Where the cut-off depends on it; unknown takes the lower cut-off.

    Returns
    -------
    ScaleScore
        Without a total where an item is missing. A code that hangs on one item is stated even then.

    Raises
    ------
    InputError
        If there is no such scale, too few or too many answers, or points that the item does not have.
    """
    scale = _scale(id_, library=library)
    _check(scale, answers)
    present, absent = _codes_of_items(scale, answers)
    missing = [item.text for item, points in zip(scale.items, answers) if points is None]
    if not scale.is_summed:
        note = "Own ratings, shown one by one and never added up."
        return ScaleScore(scale.id, None, scale.most, "", present, absent, note)
    if missing:
        count = f"{len(missing)} of {len(scale.items)} items"
        note = f"Not scored: {count} not answered, and nothing is filled in."
        return ScaleScore(scale.id, None, scale.most, "", present, absent, note)
    total = sum(points for points in answers if points is not None)
    of_total = [code for code in scale.sets if not code.item]
    present += tuple(code.code for code in of_total if total >= code.at_least)
    absent += tuple(code.code for code in of_total if total < code.at_least)
    return ScaleScore(scale.id, total, scale.most, _band(scale, total, sex=sex).text, present, absent)


def _scale(id_: str, *, library: Library) -> Scale:
    if id_ in library.scales:
        return library.scales[id_]
    protected = library.by_id("protected_scale").get(id_)
    if protected is not None:
        raise InputError(
            f"The words of {protected['name']} belong to somebody and are not packaged",
            where=id_,
            found=protected["licence"]["text"],
            mend=f"use instead: {protected['instead']}",
            code="LEG-E743",
        )
    raise InputError(
        f"No scale '{id_}'",
        found=id_,
        mend=f"there are: {', '.join(library.scales)}",
        code="LEG-E744",
    )


def _check(scale: Scale, answers: Sequence[int | None]) -> None:
    if len(answers) != len(scale.items):
        raise InputError(
            f"{scale.name} has {len(scale.items)} items",
            where=scale.id,
            found=f"{len(answers)} answers",
            mend="give one a number for each item, and null for one that was skipped",
            code="LEG-E745",
        )
    for item, points in zip(scale.items, answers):
        if points is not None and (isinstance(points, bool) or points not in item.points):
            raise InputError(
                f"{scale.name} has no such answer",
                where=f"{scale.id}, {item.id}",
                found=str(points),
                mend=f"allowed are {', '.join(map(str, item.points))}",
                code="LEG-E746",
            )


def _codes_of_items(scale: Scale, answers: Sequence[int | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the codes that single items state as present and as absent."""
    points_of = {item.id: points for item, points in zip(scale.items, answers)}
    present: list[str] = []
    absent: list[str] = []
    for code in scale.sets:
        points = points_of.get(code.item)
        if points is not None:
            (present if points >= code.at_least else absent).append(code.code)
    return tuple(present), tuple(absent)


def _band(scale: Scale, total: int, *, sex: str | None) -> ScaleBand:
    """Give the band of a total; where it depends on a sex that is not known, the one of the lower cut-off."""
    holding = [band for band in scale.bands if band.low <= total <= band.high]
    of_sex = [band for band in holding if band.sex in ("", sex)]
    return max(of_sex or holding, key=lambda band: band.low)
