"""``legato sleep agree``: two scorings of the same nights, event by event and night by night."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legato.measures.agreement_of_nights import NightPair
    from legato.model.agreement import Scoring
    from legato.model.leg_movement import LegMovementKind
    from legato.model.measure import Measure

__all__ = ["command"]

_SCHEMA = "legato.agreement/1"
_STANDING = (
    "Agreement tells that two scorings say the same, not that either is right. Indices are per hour of the recording. "
    "Not a diagnosis."
)
# What a file of one night ends with, the longest first; what is left is the name of the night.
_ENDINGS = (
    ".sleep.json",
    "_events.csv",
    "_events.edf",
    ".events.csv",
    ".events.edf",
    ".json",
    ".csv",
    ".tsv",
    ".txt",
    ".edf",
)
_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True)
class _Asked:
    """How nights are compared."""

    rule_set: str
    kind: LegMovementKind
    event_overlap: float
    hours: float | None


@dataclass(frozen=True)
class _Compared:
    """One night in both scorings, and what its indices are counted over."""

    pair: NightPair
    hours: float
    hours_from: str


@click.command("agree", cls=JsonAwareCommand)
@click.argument("first", metavar="FIRST", type=click.Path(exists=True, path_type=Path))
@click.argument("second", metavar="SECOND", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--event-overlap",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="Two events can be a pair where this share of their union is common.",
)
@click.option(
    "--rules",
    "rule_set",
    default="wasm2016",
    show_default=True,
    metavar="ID",
    help="Rule set to compare, where a file holds several.",
)
@click.option(
    "--kind",
    type=click.Choice(["plm", "clm", "lm"]),
    default="plm",
    show_default=True,
    help="Movements to compare: periodic, candidate or all that count.",
)
@click.option(
    "--hours",
    type=click.FloatRange(0, min_open=True),
    metavar="H",
    help="Length of each night, where no file says it.",
)
@json_option
def command(
    *,
    first: Path,
    second: Path,
    event_overlap: float,
    rule_set: str,
    kind: str,
    hours: float | None,
    json_path: str | None,
) -> int:
    """Compare two scorings of the same nights, event by event.

    FIRST and SECOND are files or folders: JSON, CSV or EDF+ as `legato sleep score` writes them, or any table with the
    columns onset_s and duration_s. Files of two folders belong together by the name of the night. FIRST is the reference
    of precision and recall. The index counts movements per hour of the recording.
    """
    from legato.cli.batch import failed_count, run_batch
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.outputs import check_outputs, emit_json
    from legato.errors import LegatoError
    from legato.model.leg_movement import LegMovementKind
    from legato.report.json import error_object, render_json

    both, only_first, only_second = _match_nights(first, second)
    check_outputs(
        [("--json", json_path)], inputs=[path for pair in both.values() for path in pair], suffixes={}
    )
    asked = _Asked(rule_set, LegMovementKind(kind), event_overlap, hours)
    compared: dict[str, _Compared] = {}

    def compare(path: Path) -> dict[str, Any]:
        name = names[path]
        compared[name] = _compare_night(name, both[name], asked)
        return _night_object(compared[name])

    names = {pair[0]: name for name, pair in both.items()}
    entries = run_batch(tuple(names), compare)
    measures = _over_nights([one.pair for one in compared.values()])
    if json_path != "-":
        _print_nights(list(compared.values()), measures, only_first=only_first, only_second=only_second)
    if json_path is not None:
        value = {
            "schema": _SCHEMA,
            "standing": _STANDING,
            "first": first.name,
            "second": second.name,
            "rule_set": rule_set,
            "kind": kind,
            "event_overlap": event_overlap,
            **_found(list(compared.values()), measures),
            "only_first": only_first,
            "only_second": only_second,
            "failed": [
                {"night": names[path], **error_object(found)}
                for path, (_, found) in zip(names, entries, strict=True)
                if isinstance(found, LegatoError)
            ],
        }
        emit_json(render_json(value), json_path)
    return SOME_FAILED if failed_count(entries) else DONE


def _match_nights(first: Path, second: Path) -> tuple[dict[str, tuple[Path, Path]], list[str], list[str]]:
    """Pair the files of both sides by the name of the night; two files are a pair whatever their names."""
    from legato.errors import UsageError

    if first.is_file() and second.is_file():
        return {_night_name(first): (first, second)}, [], []
    ours, theirs = _nights_of(first), _nights_of(second)
    shared = sorted(ours.keys() & theirs.keys())
    if not shared:
        raise UsageError(
            "No night is in both",
            found=f"{first.name}: {_few(ours)}; {second.name}: {_few(theirs)}",
            mend="name the files of one night alike, such as night1.sleep.json and night1.csv",
            code="LEG-E209",
        )
    both = {name: (ours[name], theirs[name]) for name in shared}
    return both, sorted(ours.keys() - theirs.keys()), sorted(theirs.keys() - ours.keys())


def _few(nights: dict[str, Path]) -> str:
    names = sorted(nights)
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "") or "no scoring"


def _night_name(path: Path) -> str:
    """Give the name of the night that a file is of."""
    for ending in _ENDINGS:
        if path.name.lower().endswith(ending) and len(path.name) > len(ending):
            return path.name[: -len(ending)]
    return path.name


def _nights_of(place: Path) -> dict[str, Path]:
    """List the nights of a folder; of several files of one night the one whose ending stands first in the list."""
    if place.is_file():
        return {_night_name(place): place}
    files = [path for path in place.iterdir() if path.is_file() and not path.name.startswith(".")]
    nights: dict[str, Path] = {}
    for ending in _ENDINGS:
        for path in sorted(files):
            name = _night_name(path)
            if path.name.lower() == f"{name.lower()}{ending}":
                nights.setdefault(name, path)
    return nights


def _compare_night(name: str, files: tuple[Path, Path], asked: _Asked) -> _Compared:
    """Read both scorings of one night and compare them."""
    from legato.io.read_scoring import read_scored_duration_s, read_scoring
    from legato.measures.agreement import compute_agreement
    from legato.measures.agreement_of_nights import NightPair
    from legato.model.interval import Interval

    ours, theirs = (read_scoring(path, rule_set=asked.rule_set, kind=asked.kind) for path in files)
    durations_s = [read_scored_duration_s(path) for path in files]
    stated_s = [one for one in durations_s if one is not None]
    duration_s, hours_from = _duration(stated_s, asked.hours, name)
    for scoring in (ours, theirs):
        _check_fits(scoring, duration_s)
    agreement = compute_agreement(
        ours, theirs, span=Interval(0.0, duration_s), event_overlap=asked.event_overlap
    )
    hours = duration_s / _SECONDS_AN_HOUR
    pair = NightPair(name, agreement.n_first / hours, agreement.n_second / hours, agreement)
    return _Compared(pair, hours, hours_from)


def _duration(stated_s: Sequence[float], hours: float | None, name: str) -> tuple[float, str]:
    """Give the length of a night and where it was taken from."""
    from legato.errors import InputError

    if stated_s:
        return max(stated_s), "file"
    if hours is not None:
        return hours * _SECONDS_AN_HOUR, "option"
    raise InputError(
        "Nothing says how long this night lasted, so that there is no index and no kappa",
        where=name,
        mend="give one side as JSON of `legato sleep score`, or the length with --hours",
        code="LEG-E990",
    )


def _check_fits(scoring: Scoring, duration_s: float) -> None:
    """Refuse a scoring whose movements begin behind the end: it is of another night or has other times."""
    from legato.errors import InputError

    behind = [event for event in scoring.events if event.start_s >= duration_s]
    if behind:
        raise InputError(
            "Movements begin behind the end of the night",
            where=scoring.name,
            found=f"{len(behind)} of {len(scoring.events)}, first at {behind[0].start_s:g} s of {duration_s:g} s",
            mend="times are seconds since the start of the recording; check that both are of one night",
            code="LEG-E990",
        )


def _over_nights(pairs: Sequence[NightPair]) -> tuple[Measure, ...]:
    """Compare over all nights, by the criteria."""
    from legato.knowledge.load import load_criteria
    from legato.measures.agreement_of_nights import compute_agreement_of_nights

    criteria = load_criteria()
    return compute_agreement_of_nights(
        pairs,
        class_per_h=criteria.number("agreement.class_per_h"),
        fewest_nights=int(criteria.number("agreement.fewest_nights")),
    )


def _night_object(night: _Compared) -> dict[str, Any]:
    """Give one night as it is published, with the events that have no partner."""
    from legato.report.json import measure_object

    agreement = night.pair.agreement
    return {
        "night": night.pair.name,
        "first": agreement.first,
        "second": agreement.second,
        "hours": night.hours,
        "hours_from": night.hours_from,
        "n_first": agreement.n_first,
        "n_second": agreement.n_second,
        "n_matched": agreement.n_matched,
        "first_per_h": night.pair.first_per_h,
        "second_per_h": night.pair.second_per_h,
        "measures": [measure_object(measure) for measure in agreement.measures],
    }


def _differs(night: _Compared) -> bool:
    """Tell whether an event of the night has no partner."""
    agreement = night.pair.agreement
    return not agreement.n_first == agreement.n_second == agreement.n_matched


def _found(nights: Sequence[_Compared], measures: Sequence[Measure]) -> dict[str, Any]:
    """Give the part of the JSON object that was found."""
    from legato.report.json import measure_object

    return {
        "nights": [_night_object(night) for night in nights],
        "measures": [measure_object(measure) for measure in measures],
        "differing": [night.pair.name for night in nights if _differs(night)],
    }


def _print_nights(
    nights: Sequence[_Compared],
    measures: Sequence[Measure],
    *,
    only_first: Sequence[str],
    only_second: Sequence[str],
) -> None:
    """Print one line a night, what holds over all, and what only one side has."""
    from rich.markup import escape
    from rich.table import Table

    from legato.cli.terminal import stdout_console

    console = stdout_console()
    console.print(_STANDING, style="bold")
    table = Table(box=None, pad_edge=False)
    for position, title in enumerate(("Night", "First", "Second", "Matched", "F1", "Kappa", "1/h", "1/h")):
        table.add_column(title, justify="right" if position else "left")
    for night in nights:
        pair, agreement = night.pair, night.pair.agreement
        told = {measure.name: measure for measure in agreement.measures}
        counts = (agreement.n_first, agreement.n_second, agreement.n_matched)
        shares = (_number(told["event_f1"]), _number(told["event_kappa"]))
        indices = (f"{pair.first_per_h:.1f}", f"{pair.second_per_h:.1f}")
        table.add_row(escape(pair.name), *map(str, counts), *shares, *indices)
    console.print(table)
    for measure in measures:
        doubt = f" ({measure.interval[0]:.2f} to {measure.interval[1]:.2f})" if measure.interval else ""
        unit = "" if measure.unit == "1" or measure.value is None else f" {measure.unit}"
        words = measure.name.removesuffix("_per_h").replace("_", " ")
        console.print(f"{words}: {_number(measure)}{unit}{doubt}. {measure.note}", markup=False)
    differing = [night.pair.name for night in nights if _differs(night)]
    for what, names in (
        ("Nights that differ", differing),
        ("Only in the first", only_first),
        ("Only in the second", only_second),
    ):
        if names:
            console.print(f"{what}: {', '.join(names)}", markup=False)


def _number(measure: Measure) -> str:
    """Give the value, or that there is none."""
    return measure.status.value.replace("_", " ") if measure.value is None else f"{measure.value:.2f}"
