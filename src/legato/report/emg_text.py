"""The short summary of an examination of EMG for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape as escape_markup

from legato.report.emg_json import EMG_STANDING, HAND_DERIVED, PUBLISHED_RANGES
from legato.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from legato.model.battery import Battery
    from legato.model.emg_examination import EmgExamination, MuscleExamination, StretchExamination
    from legato.model.measure import Measure
    from legato.model.pair_coherence import PairCoherence

__all__ = ["print_emg"]


def print_emg(examination: EmgExamination, console: Console) -> None:
    """Print what was found, muscle by muscle, and what could not be measured.

    Parameters
    ----------
    examination : EmgExamination
    console : Console
    """
    _say(console, examination.provenance.source_name)
    if examination.provenance.is_simulated:
        _say(console, "Simulated: no person was recorded.", style="bold yellow")
    _say(console, EMG_STANDING, style="bold")
    for stretch in examination.stretches:
        _print_stretch(stretch, console)
    for pair in examination.coherence:
        _say(console, f"Coherence of {pair.first} and {pair.second}: {_coherence_words(pair)}")
    if examination.battery is not None:
        _print_battery(examination.battery, console)
    if examination.orthostatic is not None:
        answer = examination.orthostatic
        _say(console, f"On standing: {answer.pattern.value.replace('_', ' ')}. {answer.reason}")
    for issue in examination.issues:
        _say(
            console, " ".join(part for part in (issue.what, issue.where, issue.mend) if part), style="yellow"
        )


def _print_stretch(stretch: StretchExamination, console: Console) -> None:
    """Print one stretch: its muscles, how they take turns, and the order in which they come in."""
    task = stretch.task.replace("_", " ") or "All that was searched"
    _say(console, f"{task}, {stretch.span.start_s:g} to {stretch.span.end_s:g} s", style="bold")
    for muscle in stretch.muscles:
        _print_muscle(muscle, console)
    for pair in stretch.pairs:
        doubt = f": {pair.reason}" if pair.reason else f", {pair.n} cycles"
        _say(console, f"  {pair.first} and {pair.second}: {pair.pattern.value.replace('_', ' ')}{doubt}")
    order = stretch.recruitment
    if order is not None:
        names = ", ".join(one.channel for one in order.muscles)
        doubt = "" if order.is_certain else f" (not certain: {order.reason})"
        _say(console, f"  In order of coming in: {names}{doubt}")


def _print_muscle(muscle: MuscleExamination, console: Console) -> None:
    """Print the numbers of one muscle, those that are missing with their reason."""
    if muscle.train is None:
        _say(console, f"  {muscle.channel}: could not be searched. {muscle.reason}", style="yellow")
        return
    train = muscle.train
    found = f"{len(train.bursts)} bursts, {len(train.silent_periods)} pauses in {muscle.searched_s:.1f} s"
    _say(console, f"  {muscle.channel} ({train.method}): {found}")
    shown = [measure for measure in train.measures if not measure.name.startswith(PUBLISHED_RANGES)]
    for measure in (*shown, *muscle.clonus):
        _say(console, f"    {_measure_words(measure)}", style="dim" if measure.value is None else "")
    if muscle.rhythm is not None:
        rhythm = muscle.rhythm
        words = f"{rhythm.frequency_hz:.2f} Hz" if rhythm.is_rhythmic else f"none claimed: {rhythm.reason}"
        _say(console, f"    rhythm: {words}")
    for issue in muscle.issues:
        _say(console, f"    {issue.what} {issue.mend}".rstrip(), style="yellow")


def _measure_words(measure: Measure) -> str:
    """Say a number with unit, interval and note, or why there is none."""
    note = f" ({measure.note})" if measure.note else ""
    if measure.value is None:
        return f"{measure.name}: {measure.status.value.replace('_', ' ')}{note}"
    unit = "" if measure.unit == "1" else f" {measure.unit}"
    doubt = "" if measure.interval is None else f" [{measure.interval[0]:.3g}, {measure.interval[1]:.3g}]"
    return f"{measure.name}: {measure.value:.3g}{unit}{doubt}{note}"


def _coherence_words(pair: PairCoherence) -> str:
    """Say at which frequency two channels go together, or why that is not said."""
    crosstalk = f" {pair.crosstalk.note}." if pair.crosstalk is not None and pair.crosstalk.note else ""
    if pair.peak is None or not pair.is_significant:
        return f"{pair.status.value.replace('_', ' ')}. {pair.reason}{crosstalk}"
    peak = f"{pair.peak.coherence:.2f} at {pair.peak.frequency_hz:.1f} Hz"
    return f"{peak}, {pair.n_segments} segments of {pair.segment_s:g} s.{crosstalk}"


def _print_battery(battery: Battery, console: Console) -> None:
    """Print all items and the sum, as far as it could be scored."""
    for item in battery.items:
        points = f"{item.scored_points} of {item.points}" if item.status.is_scored else "-"
        _say(console, f"  {item.id}: {item.status.value.replace('_', ' ')}, {points}. {item.reason}")
    sum_words = "" if battery.is_complete else ", a lower bound"
    _say(
        console,
        f"Sum {battery.points} of {battery.scorable_points} scorable points{sum_words}.",
        style="bold",
    )
    _say(console, f"Cut-off {battery.cutoff_points}: {HAND_DERIVED}. {battery.note}")


def _say(console: Console, text: str, *, style: str = "") -> None:
    """Print words that may come from a file."""
    console.print(escape_markup(plain_text(text)), style=style, highlight=False)
